import type { RawColumn } from './raw-table.ts'

/** What `init` takes a column for, and why. */
export interface ColumnGuess {
  readonly name: string
  readonly type: 'number' | 'integer' | 'category' | 'list' | 'text' | 'identifier'
  readonly parse?: 'looseNumber' | 'decimalComma' | 'yearsAndMonths'
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
  /** For each text of the file its cleaned value: equal values have equal keys, -1 is missing. */
  readonly keys: Int32Array
  /** For numbers: the value of each text, `NaN` if missing. */
  readonly values?: Float64Array
}

export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.1) return '<0.1%'
  if (value > 99.9 && value < 100) return '>99.9%'
  return `${value.toFixed(value > 0 && value < 10 ? 1 : 0)}%`
}

export function count(value: number, noun: string): string {
  return `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`
}
