import type { DateReading } from './date/guess-date.ts'
import { isMissing, findMarkers } from './guess-missing.ts'
import type { RawColumn } from './raw-table.ts'

/** The definition that `init` guesses for a column, with its reasons. */
export interface ColumnGuess {
  readonly name: string
  readonly type: 'number' | 'integer' | 'category' | 'list' | 'date' | 'datetime' | 'text' | 'identifier'
  readonly parse?: 'looseNumber' | 'decimalComma' | 'yearsAndMonths'
  /** Format of the dates. */
  readonly date?: DateReading
  readonly min?: number
  readonly max?: number
  readonly categories?: readonly string[]
  readonly spellings?: Readonly<Record<string, string>>
  /** Texts that mean missing, beside the standard ones. */
  readonly missing: readonly string[]
  readonly personal?: true
  readonly feature?: false
  readonly knownAfter?: true
  readonly constantWithinEntity?: true
  readonly example?: number | string
  /** Sentences without a final point; they never show a value of a personal column. */
  readonly reasons: readonly string[]
  readonly raw: RawColumn
  /** Cleaned value of each text of the file: equal values have equal keys, -1 is missing. */
  readonly keys: Int32Array
  /**
   * Number of rows with outliers that are taken as errors, and the guess with these numbers kept.
   */
  readonly errors?: { readonly rows: number; readonly kept: ColumnGuess }
  /** Value of each text, for numbers and dates; `NaN` if missing. */
  readonly values?: Float64Array
}

/** The cells of one column that are not missing. */
export interface PresentCells {
  readonly raw: RawColumn
  /** Texts that mean missing, beside the standard ones. */
  readonly missing: readonly string[]
  /** Indices of the texts that are not missing. */
  readonly codes: readonly number[]
  readonly rows: number
}

/**
 * Returns the cells of a column that are not missing. A standard marker that is a value of the
 * column counts as present.
 */
export function getPresentCells(raw: RawColumn): PresentCells {
  const { missing, values } = findMarkers(raw)
  const codes = raw.texts.flatMap((text, code) =>
    isMissing(text, missing) && !values.includes(text) ? [] : [code],
  )
  return { raw, missing, codes, rows: codes.reduce((sum, code) => sum + (raw.counts[code] as number), 0) }
}

/** Creates the guess of a column whose texts are kept unchanged. */
export function createTextGuess(
  { raw, missing, codes }: PresentCells,
  type: 'text' | 'identifier',
  reasons: readonly string[],
): ColumnGuess {
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of codes) keys[code] = code
  return { name: raw.name, type, missing, reasons, raw, keys }
}

export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '<0.1%'
  if (value > 99.9 && value < 100) return '>99.9%'
  return `${value.toFixed(value > 0 && value < 10 ? 1 : 0)}%`
}

export function count(value: number, noun: string): string {
  const ending = value === 1 ? '' : noun.endsWith('s') ? 'es' : 's'
  return `${value.toLocaleString('en')} ${noun}${ending}`
}
