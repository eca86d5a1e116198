import { growArray } from '../base/arrays/grow-array.ts'
import { basename } from 'node:path'
import { readCsv } from '../data/readers/csv/read-csv.ts'
import { openSource } from '../data/readers/file-source.ts'
import { RaggedRows } from '../data/ragged-rows.ts'
import { joinNames } from '../data/match-columns.ts'
import { isStandardMarker } from '../data/cells/parsers/missing-markers.ts'
import { readParquet } from '../data/readers/parquet/read-parquet.ts'
import { plainNumber } from '../data/cells/parsers/parsers.ts'
import type { BatchSink, CellRecord, RecordBatch } from '../data/readers/record.ts'
import type { FileReading } from '../data/readers/file-reading.ts'
import { readXlsx } from '../data/readers/xlsx/read-xlsx.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'

/** One column as it is in the file: its different texts, trimmed, and the text of each row. */
export interface RawColumn {
  readonly name: string
  readonly texts: readonly string[]
  /** Number of rows that have each text. */
  readonly counts: readonly number[]
  /** Index into `texts` of each row. */
  readonly codes: Int32Array
  /**
   * Indices of the texts that the file stores as numbers, to which no decimal mark applies. Not set
   * for text files.
   */
  readonly numbers?: ReadonlySet<number>
}

export interface RawTable {
  readonly file: string
  readonly rowCount: number
  /** True if the file has more rows than were read. */
  readonly cut: boolean
  readonly headerless: boolean
  /** Separator of a CSV file. */
  readonly separator?: string
  readonly reading: FileReading
  readonly columns: readonly RawColumn[]
}

/** Cells that are read: enough for a guess, and they fit in memory. */
const maxCells = 6_000_000

export interface ReadRawOptions {
  /** Sheet of a workbook. Default: the one with the largest table. */
  readonly sheet?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads any CSV or Parquet file, or a sheet of a workbook, without a schema. Throws the errors of
 * reading.
 */
export async function readRaw(path: string, { sheet, signal }: ReadRawOptions = {}): Promise<RawTable> {
  const source = await openSource(path)
  const sink = new RawSink()
  const options = { sheet, signal, seen: () => undefined }
  const file = basename(path)
  if (sheet !== undefined && source.kind !== 'xlsx')
    throw new LapidaryError('sheet-of-no-workbook', { file, sheet })
  const read = { parquet: readParquet, xlsx: readXlsx, text: readCsv }[source.kind]
  const reading = await read(source, sink, options)
  sink.separator = reading.separator ?? ','
  const table = { ...sink.table(file, source.kind === 'parquet'), reading }
  return source.kind === 'text' ? { ...table, separator: sink.separator } : table
}

class RawSink implements BatchSink {
  separator = ','
  #first: readonly string[] = []
  #second: readonly string[] = []
  #columns: RawColumnBuilder[] = []
  #rows = 0
  #kept = 0
  #ragged = new RaggedRows(0)

  begin(_file: string, first: readonly string[]): boolean {
    this.#first = first
    this.#columns = first.map(() => new RawColumnBuilder())
    this.#ragged = new RaggedRows(first.length)
    return false
  }

  add(record: CellRecord): void {
    this.#rows++
    if (this.#ragged.add(record, this.#rows)) return
    const { width } = this.#ragged
    if (this.#kept * width >= maxCells) return
    this.#kept++
    for (let c = 0; c < width; c++)
      (this.#columns[c] as RawColumnBuilder).add(record.text(c).trim(), record.isNumber(c))
    if (this.#kept === 1) this.#second = Array.from({ length: width }, (_, c) => record.text(c).trim())
  }

  addAll(batch: RecordBatch, from: number): void {
    for (let row = from; row < batch.rowCount; row++) {
      batch.moveTo(row)
      this.add(batch)
    }
  }

  table(file: string, named: boolean): Omit<RawTable, 'reading'> {
    const { count, width } = this.#ragged
    this.#ragged.check(file, this.#rows, this.separator)
    const headerless = !named && looksLikeRow(this.#first, this.#second)
    if (this.#kept === 0 && !headerless) throw new LapidaryError('header-only', { file, columns: width })
    const names = this.#first.map((name, c) => (headerless || name === '' ? `column_${c + 1}` : name))
    const repeated = new Set(names.filter((name, c) => names.indexOf(name) < c))
    if (repeated.size > 0)
      throw new LapidaryError('duplicate-columns', { file, names: joinNames([...repeated]) })
    if (headerless) for (const [c, text] of this.#first.entries()) this.#columns[c]?.add(text, false)
    const columns = this.#columns.map((builder, c) => builder.column(names[c] as string))
    const rowCount = columns[0]?.codes.length ?? 0
    return { file, rowCount, cut: this.#kept + count < this.#rows, headerless, columns }
  }
}

class RawColumnBuilder {
  readonly #known = new Map<string, number>()
  readonly #counts: number[] = []
  readonly #numbers = new Set<number>()
  #codes = new Int32Array(1024)
  #length = 0

  add(text: string, isNumber: boolean): void {
    let code = this.#known.get(text)
    if (code === undefined) {
      code = this.#known.size
      this.#known.set(text, code)
      this.#counts.push(0)
    }
    if (isNumber) this.#numbers.add(code)
    this.#counts[code] = (this.#counts[code] as number) + 1
    if (this.#length === this.#codes.length) this.#codes = growArray(this.#codes, this.#length * 2)
    this.#codes[this.#length++] = code
  }

  column(name: string): RawColumn {
    const codes = this.#codes.slice(0, this.#length)
    return { name, texts: [...this.#known.keys()], counts: this.#counts, codes, numbers: this.#numbers }
  }
}

/**
 * Returns true if the first line is a row: it has numbers (or nothing) wherever the second one has
 * numbers. Years may be column names.
 */
function looksLikeRow(first: readonly string[], second: readonly string[]): boolean {
  const numeric = (text: string | undefined): boolean => plainNumber(text ?? '') !== null
  const places =
    second.length === 0 ? first.map((_, c) => c) : first.map((_, c) => c).filter((c) => numeric(second[c]))
  const named = places.some(
    (c) => !numeric(first[c]) && first[c] !== '' && !isStandardMarker(first[c] as string),
  )
  return !named && places.some((c) => numeric(first[c]) && !/^(19|20)\d\d$/.test(first[c] as string))
}
