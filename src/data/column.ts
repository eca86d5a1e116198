import type { DateFormat } from '../base/time/date-format.ts'
import type { LocalizedText } from '../base/text/localized-text.ts'

/**
 * Parses one cell of a file into its value, or `null` if it does not hold one. It is never called
 * for a missing marker.
 */
export type CellParser<Value> = (cell: string) => Value | null

interface ColumnOptions<Value> {
  /** Name of the column for people. Default: the column's name with spaces for underscores. */
  readonly label?: LocalizedText
  readonly help?: LocalizedText
  /** Texts that mean "missing" in a file, beside the empty cell and `standardMissingMarkers`. */
  readonly missing?: readonly string[]
  /**
   * Personal data (names, documents, contacts): never a feature, never in a log, a metric or a
   * page.
   */
  readonly personal?: boolean
  /**
   * `false` keeps the column out of the features and of the request. Default: true, but false for
   * text and identifiers. A date is no feature by default, because every later date is outside the
   * range of the training data; derived features that read it make it part of the request. `true`
   * makes it a feature too, in days since 1970.
   */
  readonly feature?: boolean
  /** The value is known only after the decision, so it can never be a feature. */
  readonly knownAfter?: boolean
  /**
   * Equal in all rows of one entity: when a file is scored, a missing cell is filled from the
   * entity's other rows.
   */
  readonly constantWithinEntity?: boolean
  /**
   * True if a request must have a value that is not null. Default: false, and the model treats
   * missing as a value.
   */
  readonly required?: boolean
  /** Other headings under which a file may hold the column. */
  readonly headings?: readonly string[]
  /**
   * Computes the value from several cells of the file's row instead of one (a mode of three years).
   * `null` is missing.
   */
  readonly combine?: {
    readonly headings: readonly string[]
    readonly value: (cells: readonly (string | null)[]) => string | null
  }
  /**
   * True if the column is in no file and no request: its values come from a feature view of that
   * name, point-in-time in training, online in serving.
   */
  readonly stored?: boolean
  /** A typical value: the default of the form and of the documented example. */
  readonly example?: Value
}

export interface NumberOptions extends ColumnOptions<number> {
  readonly min?: number
  readonly max?: number
  /** Unit for people, such as `days` or `$`. */
  readonly unit?: LocalizedText
  /**
   * Parser of a cell. A plain number that it does not read is the value itself, as in a request.
   * Default: `plainNumber`.
   */
  readonly parse?: CellParser<number>
}

export interface NumberColumn extends NumberOptions {
  readonly type: 'number' | 'integer'
}

export interface CategoryOptions<C extends string> extends ColumnOptions<C> {
  /** All categories. The order is kept and, for a target, meaningful (worst to best). */
  readonly categories: readonly C[]
  /**
   * Category names for people. Default: the category with spaces for underscores. A file may hold
   * them instead of the categories; a request may not.
   */
  readonly categoryLabels?: Readonly<Record<C, LocalizedText>>
  /**
   * True if letter case, outer spaces and accents do not matter, in files and in requests:
   * `Topazio` is `topázio`.
   */
  readonly loose?: boolean
  /** Other spellings that files contain, each with its category. */
  readonly spellings?: Readonly<Record<string, C>>
}

export interface CategoryColumn<C extends string = string> extends CategoryOptions<C> {
  readonly type: 'category'
}

/**
 * Several categories in one cell, repetition allowed: `"Auto Loan, Payday Loan, and Auto Loan"`.
 */
export interface ListColumn<C extends string = string> extends Omit<CategoryOptions<C>, 'example'> {
  readonly type: 'list'
  readonly example?: readonly C[]
  /** Splits one cell into its items. Default: by comma, `and` before the last one dropped. */
  readonly split?: (cell: string) => readonly string[]
  /** True if an empty cell means an empty list, not a missing one. Default: false. */
  readonly emptyMeansNone?: boolean
}

export interface TextColumn extends ColumnOptions<string> {
  readonly type: 'text' | 'identifier'
}

/**
 * Options by which a date is read from a file. In a request it is always ISO 8601: `2022-03-05`.
 */
export interface DateOptions extends ColumnOptions<string>, DateFormat {
  /** The earliest value, ISO 8601. */
  readonly min?: string
  /** The latest value, ISO 8601. */
  readonly max?: string
  /**
   * IANA time zone (`America/Sao_Paulo`) of times without an offset. In a `date` column, a time
   * with an offset counts as its day in this zone. Default: UTC.
   */
  readonly zone?: string
  /**
   * Epoch of plain numbers in a file, which are days as Excel counts them, from 1900 or from 1904.
   * Default: plain numbers are no dates.
   */
  readonly serial?: 1900 | 1904
}

/**
 * A day of the calendar, or a point in time. Derived features read ISO 8601: `2022-03-05`,
 * `2022-03-05T14:30:00Z`.
 */
export interface DateColumn extends DateOptions {
  readonly type: 'date' | 'datetime'
}

export type Column = NumberColumn | CategoryColumn | ListColumn | DateColumn | TextColumn
export type Columns = Readonly<Record<string, Column>>

/** Type of a column's value in a row; `null` is missing. */
export type ColumnValue<C extends Column> = C extends { type: 'number' | 'integer' }
  ? number
  : C extends { type: 'category'; categories: readonly (infer V)[] }
    ? V
    : C extends { type: 'list'; categories: readonly (infer V)[] }
      ? readonly V[]
      : string

type TrueWord<Text extends string> = Extract<Lowercase<Text>, 'true' | 'verdadeiro'>
type IsBoolean<V extends string, Spelling extends string> = [TrueWord<V> | TrueWord<Spelling>] extends [never]
  ? [V] extends ['0' | '1']
    ? true
    : false
  : true

/**
 * Type of a column's value in a request. It includes booleans where two categories stand for them,
 * see `findBooleanCategories`.
 */
export type RequestValue<C extends Column> =
  | ColumnValue<C>
  | (C extends { type: 'category'; categories: readonly (infer V extends string)[] }
      ? true extends IsBoolean<V, C extends { spellings: infer S } ? keyof S & string : never>
        ? boolean
        : never
      : never)

/** One clean row, as derived features receive it in training and in serving. */
export type Row<C extends Columns> = { readonly [N in keyof C]: ColumnValue<C[N]> | null }

/** Names of columns that a request may carry. */
export type RequestColumn<C extends Columns> = {
  [N in keyof C]: C[N] extends
    | { type: 'text' | 'identifier' }
    | { personal: true }
    | { feature: false }
    | { knownAfter: true }
    | { stored: true }
    ? never
    : N
}[keyof C]

/**
 * Creates the columns of a project: `number`, `integer`, `category`, `list`, `date`, `datetime`,
 * `text`, `identifier`. Each keeps the literal types of its options, so that TypeScript has the
 * type of a project's row.
 *
 * @example
 * ```ts
 * import { column } from 'lapidary'
 *
 * column.integer({ min: 18, max: 100 }) // { min: 18, max: 100, type: 'integer' }
 * column.category({ categories: ['no', 'yes'] }).categories.length // 2
 * ```
 */
export const column = {
  number: <const O extends NumberOptions>(options: O): O & { readonly type: 'number' } => ({
    ...options,
    type: 'number',
  }),
  integer: <const O extends NumberOptions>(options: O): O & { readonly type: 'integer' } => ({
    ...options,
    type: 'integer',
  }),
  category: <const C extends string, const O extends CategoryOptions<C>>(
    options: O & { readonly categories: readonly C[] },
  ): O & { readonly type: 'category'; readonly categories: readonly C[] } => ({
    ...options,
    type: 'category',
  }),
  list: <const C extends string, const O extends Omit<ListColumn<C>, 'type'>>(
    options: O & { readonly categories: readonly C[] },
  ): O & { readonly type: 'list'; readonly categories: readonly C[] } => ({ ...options, type: 'list' }),
  /** A day of the calendar, such as a date of purchase. */
  date: <const O extends DateOptions>(options: O): O & { readonly type: 'date' } => ({
    ...options,
    type: 'date',
  }),
  /** A point in time, to the millisecond. */
  datetime: <const O extends DateOptions>(options: O): O & { readonly type: 'datetime' } => ({
    ...options,
    type: 'datetime',
  }),
  /** Free text: kept out of the features. */
  text: <const O extends ColumnOptions<string>>(options: O): O & { readonly type: 'text' } => ({
    ...options,
    type: 'text',
  }),
  /** Name of a row or an entity: never a feature, and written beside predictions of a file. */
  identifier: <const O extends ColumnOptions<string>>(options: O): O & { readonly type: 'identifier' } => ({
    ...options,
    type: 'identifier',
  }),
} as const

/** The parts of a project that determine from which columns the features of a row are computed. */
export interface FeatureSchema {
  readonly columns: Columns
  readonly derived?: Readonly<Record<string, { readonly from: readonly string[] }>> | undefined
}

/**
 * Returns true if features are computed from the column, so that it may be part of a request. A
 * date is, if a derived feature reads it.
 */
export function isFeature(name: string, { columns, derived = {} }: FeatureSchema): boolean {
  const column = columns[name]
  if (
    column === undefined ||
    column.personal === true ||
    column.knownAfter === true ||
    column.feature === false
  )
    return false
  if (column.feature === true) return true
  if (isDate(column)) return Object.values(derived).some(({ from }) => from.includes(name))
  return column.type !== 'text' && column.type !== 'identifier'
}

export function isDate(column: Column | undefined): column is DateColumn {
  return column?.type === 'date' || column?.type === 'datetime'
}
