import { findFooter, type TableLines } from '../detect/find-footer.ts'
import { findHeadings, areHeadingsDistinct, maxHeadLines } from '../detect/find-headings.ts'
import { countSkipped, type SkippedLine } from '../detect/line.ts'
import type { SkippedLines } from '../file-reading.ts'
import type { TableSchema } from '../../match-columns.ts'
import { detectSeparator, readSeparatorLine } from './dialect.ts'
import { LineScanner } from './line-scanner.ts'
import { type ByteRange, splitLines, type PlacedLine } from './placed-line.ts'
import { Utf8Check } from './utf8-check.ts'

/** Result of a first pass over a whole CSV text, before its rows are read. */
export interface CsvSurvey {
  readonly separator: string
  readonly isUtf8: boolean
  /** Headings; not set for a text without a line. */
  readonly headings: PlacedLine | undefined
  readonly skipped: readonly SkippedLines[]
  /** Parts of the text that hold no rows, ascending. */
  readonly cuts: readonly ByteRange[]
  /**
   * True if a cell may hold a number with a decimal comma, or with points that separate thousands.
   */
  readonly isPunctuationAmbiguous: boolean
}

/** Bytes in which the separator and the headings are searched, or more if a line is longer. */
const sampleBytes = 1 << 16
const maxSampleBytes = 1 << 23

/**
 * Surveys a CSV text for facts about the whole: its encoding, lines that are no rows, and whether
 * it may hold decimal commas. It splits no cells, so it takes a small part of the time of reading.
 *
 * @throws LapidaryError `headings-below-rows`
 */
export async function surveyCsv(
  file: string,
  chunks: AsyncIterable<Buffer>,
  schema: TableSchema | undefined,
): Promise<CsvSurvey> {
  const encoding = new Utf8Check()
  let sample: Buffer = Buffer.alloc(0)
  let survey: Surveyor | undefined
  for await (const chunk of chunks) {
    encoding.push(chunk)
    if (survey !== undefined) survey.push(chunk)
    else {
      sample = sample.length === 0 ? chunk : Buffer.concat([sample, chunk])
      if (isEnough(sample)) survey = new Surveyor(file, sample, false, schema)
    }
  }
  survey ??= new Surveyor(file, sample, true, schema)
  return { ...survey.finish(), isUtf8: encoding.finish() }
}

function isEnough(sample: Buffer): boolean {
  if (sample.length < sampleBytes) return false
  const end = sample.indexOf('\n')
  return sample.length >= maxSampleBytes || (end >= 0 && sample.includes('\n', end + 1))
}

class Surveyor {
  readonly #separator: string
  readonly #lines: LineScanner
  #headings: PlacedLine | undefined
  #table: TableLines | undefined
  readonly #skipped: SkippedLine[] = []
  readonly #cuts: ByteRange[] = []

  constructor(file: string, sample: Buffer, whole: boolean, schema: TableSchema | undefined) {
    const named = readSeparatorLine(sample)
    this.#separator = named?.separator ?? detectSeparator(sample, whole)
    const start = { from: named?.start ?? 0, number: named === undefined ? 1 : 2 }
    if (named !== undefined) this.#skipped.push({ kind: 'separator-line', number: 1 })
    const repeated = this.#begin(
      file,
      splitLines(sample.subarray(start.from), this.#separator, start, maxHeadLines, whole),
      schema,
    )
    const { from } = this.#headings ?? start
    if (from > 0) this.#cuts.push({ from: 0, to: from })
    this.#lines = new LineScanner(
      this.#separator,
      this.#headings ?? start,
      repeated ? sample.subarray(from, this.#headings?.to) : undefined,
      (above, headings) => {
        this.#cut(above, headings)
        this.#skipped.push({ kind: 'repeated-headings', number: headings.number })
      },
    )
    this.#lines.push(sample)
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk)
  }

  finish(): Omit<CsvSurvey, 'isUtf8'> {
    const { lines, end } = this.#lines.finish()
    this.#cut(lines, { from: end, to: end })
    return {
      separator: this.#separator,
      headings: this.#headings,
      skipped: countSkipped(this.#skipped),
      cuts: this.#cuts,
      isPunctuationAmbiguous: this.#lines.isPunctuationAmbiguous,
    }
  }

  /** Finds the headings. Returns true if a line that repeats them is no row. */
  #begin(file: string, head: readonly PlacedLine[], schema: TableSchema | undefined): boolean {
    if (head.every(({ cells }) => cells.length === 0)) return false
    const { place, skipped } = findHeadings(file, head, schema)
    const headings = head[place] as PlacedLine
    const titles = head.filter(({ number }) =>
      skipped.some((line) => line.kind === 'title' && line.number === number),
    )
    const sample = head.slice(place + 1)
    this.#skipped.push(...skipped)
    this.#headings = headings
    this.#table = { headings, sample, titles, schema, skipped: this.#skipped }
    return areHeadingsDistinct(headings, sample)
  }

  /** Cuts notes and totals off the end of a table, and repeated headings after it. */
  #cut(lines: readonly PlacedLine[], end: ByteRange): void {
    const footer = this.#table === undefined ? undefined : findFooter(lines, this.#table)
    const from = lines[footer?.place ?? lines.length]?.from ?? end.from
    this.#skipped.push(...(footer?.skipped ?? []))
    if (from < end.to) this.#cuts.push({ from, to: end.to })
  }
}
