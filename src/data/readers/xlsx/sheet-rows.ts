import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { findFooter, maxFooterLines, type TableLines } from '../detect/find-footer.ts'
import { findHeadings, areHeadingsDistinct, maxHeadLines } from '../detect/find-headings.ts'
import type { Line, SkippedLine } from '../detect/line.ts'
import { joinNames, type TableSchema } from '../../match-columns.ts'
import type { RecordSink } from '../record.ts'
import { TextRecord } from '../text-record.ts'
import type { MergedRange } from './sheet-reader.ts'

/** A row of a sheet, whose texts are created when they are needed. */
class SheetLine implements Line {
  readonly number: number
  readonly values: readonly (string | number)[]
  #cells: readonly string[] | undefined

  constructor(number: number, values: readonly (string | number)[]) {
    this.number = number
    this.values = values
  }

  get cells(): readonly string[] {
    return (this.#cells ??= this.values.map(String))
  }

  /**
   * Returns the line with all cells of the table: a sheet does not store the empty ones at a row's
   * end.
   */
  pad(width: number): Line {
    const missing = Array.from({ length: Math.max(0, width - this.values.length) }, () => '')
    return { number: this.number, cells: this.values.length === 0 ? [] : [...this.cells, ...missing] }
  }
}

/**
 * Passes the rows of one sheet to a sink: finds the headings, and leaves out lines that are no
 * rows.
 */
export class SheetRows {
  readonly skipped: SkippedLine[] = []
  readonly #file: string
  readonly #sheet: string
  readonly #sink: RecordSink
  readonly #schema: TableSchema | undefined
  readonly #spend: (characters: number) => void
  /** Lines in which the headings are searched. */
  readonly #head: SheetLine[] = []
  /** The last lines, which may be notes or totals. */
  #tail: SheetLine[] = []
  #lastNumber = 0
  #table: TableLines | undefined
  #mayRepeat = false
  #record = new TextRecord(0)
  /**
   * Error if there is no table. Merged cells, which are only known at the sheet's end, may explain
   * it better.
   */
  #failure: LapidaryError | undefined

  /**
   * @param spend called for each row with the number of empty cells that the sheet does not store:
   *   they count like those of a CSV file
   */
  constructor(
    {
      file,
      sheet,
      schema,
    }: { readonly file: string; readonly sheet: string; readonly schema: TableSchema | undefined },
    sink: RecordSink,
    spend: (characters: number) => void,
  ) {
    this.#file = file
    this.#sheet = sheet
    this.#sink = sink
    this.#schema = schema
    this.#spend = spend
  }

  /** Row of the headings, from 1; 0 until they are found. */
  get headingsLine(): number {
    return this.#table?.headings.number ?? 0
  }

  /** Cells of a row that have a heading. Undefined until the headings are found. */
  get width(): number | undefined {
    return this.#failure !== undefined ? 0 : this.#table?.headings.cells.length
  }

  /** Adds the next row that has a cell, with its number from 1. */
  take(number: number, values: readonly (string | number)[]): void {
    if (this.#failure !== undefined) return
    if (number > this.#lastNumber + 1) this.#takeLine(new SheetLine(this.#lastNumber + 1, []))
    this.#takeLine(new SheetLine(number, values))
    this.#lastNumber = number
  }

  /**
   * Ends the sheet. Returns false if it has no cell.
   *
   * @throws LapidaryError `merged-cells`, `headings-below-rows`, and those of the sink
   */
  end(merged: readonly MergedRange[]): boolean {
    if (this.#lastNumber === 0) return false
    if (this.#table === undefined) this.#begin()
    if (this.#failure === undefined) this.#passTail()
    const hiding = merged.filter((range) => this.#hides(range))
    if (hiding.length > 0) {
      const ranges = joinNames(hiding.map(({ ref }) => ref))
      throw new LapidaryError('merged-cells', { file: this.#file, sheet: this.#sheet, ranges })
    }
    if (this.#failure !== undefined) throw this.#failure
    return true
  }

  #takeLine(line: SheetLine): void {
    if (this.#table !== undefined) this.#takeBelow(line)
    else if (this.#head.push(line) === maxHeadLines) this.#begin()
  }

  #begin(): void {
    try {
      const { place, skipped } = findHeadings(this.#file, this.#head, this.#schema)
      const headings = this.#head[place] as SheetLine
      const below = this.#head.slice(place + 1)
      const titles = this.#head.filter(({ number }) =>
        skipped.some((line) => line.kind === 'title' && line.number === number),
      )
      this.skipped.push(...skipped)
      const sample = below.map((line) => line.pad(headings.cells.length))
      this.#table = { headings, sample, titles, schema: this.#schema, skipped: this.skipped }
      this.#mayRepeat = areHeadingsDistinct(headings, this.#table.sample)
      this.#record = new TextRecord(headings.cells.length)
      if (this.#sink.begin(this.#file, headings.cells)) this.#pass(headings)
      for (const line of below) this.#takeBelow(line)
    } catch (error) {
      if (!(error instanceof LapidaryError)) throw error
      this.#failure = error
    }
  }

  #takeBelow(line: SheetLine): void {
    const headings = this.#table?.headings as SheetLine
    if (this.#mayRepeat && isEqual(line.values, headings.values)) {
      this.#passTail()
      this.skipped.push({ kind: 'repeated-headings', number: line.number })
    } else if (this.#tail.push(line) > maxFooterLines) this.#pass(this.#tail.shift() as SheetLine)
  }

  /** Passes the last rows on, without the notes and totals below them. */
  #passTail(): void {
    const { headings } = this.#table as TableLines
    const lines = this.#tail.map((line) => line.pad(headings.cells.length))
    const { place, skipped } = findFooter(lines, this.#table as TableLines)
    for (const line of this.#tail.slice(0, place)) this.#pass(line)
    this.skipped.push(...skipped)
    this.#tail = []
  }

  /** Passes a row on. An empty row is skipped, as an empty line of a CSV file is. */
  #pass({ values }: SheetLine): void {
    if (values.length === 0) return
    const { cells, count } = this.#record
    this.#spend(Math.max(0, count - values.length))
    for (let cell = 0; cell < count; cell++) cells[cell] = values[cell] ?? ''
    this.#sink.add(this.#record)
  }

  /**
   * Returns true if merged cells hide values of the table. Those of a title above it or a note
   * beside or below it do not.
   */
  #hides({ top, left, right }: MergedRange): boolean {
    const headings = this.#table?.headings
    if (headings === undefined || top + 1 < headings.number) return false
    if (this.#failure !== undefined) return top + 1 === headings.number
    if (this.#isSkipped(top + 1)) return false
    for (let column = left; column <= Math.min(right, headings.cells.length - 1); column++)
      if ((headings.cells[column] ?? '') !== '') return true
    return false
  }

  #isSkipped(number: number): boolean {
    return this.skipped.some((line) => line.number === number)
  }
}

function isEqual(values: readonly (string | number)[], others: readonly (string | number)[]): boolean {
  return values.length === others.length && values.every((value, i) => value === others[i])
}
