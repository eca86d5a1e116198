import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { languages, type LocalizedText } from '../base/text/localized-text.ts'
import { findNearestNames } from '../base/text/nearest-names.ts'
import { escapeUnprintableLine } from '../base/text/printable.ts'
import { isDate, isFeature, type Column, type Columns, type FeatureSchema } from './column.ts'
import { getColumnLabel } from './labels.ts'

export interface TableSchema extends FeatureSchema {
  readonly target?: string
  readonly entity?: string
  /** Column that orders the rows of one entity. It is no feature, so rows to score may lack it. */
  readonly time?: string
  /** Options of the data file, as the project defines them. */
  readonly data?: { readonly sheet?: string }
}

/**
 * Returns true if a row to predict may hold the column. The time column may not, unless it is a
 * date that a derived feature reads.
 */
export function isFeatureColumn(name: string, schema: Omit<TableSchema, 'data'>): boolean {
  const { columns, target, entity, time } = schema
  const isExcluded = name === target || name === entity || (name === time && !isDate(columns[name]))
  return !isExcluded && isFeature(name, schema)
}

/** Places of a schema's columns in one file. */
export interface ColumnMatch {
  /** The file's names; `column_3` where the header has none. */
  readonly header: readonly string[]
  /**
   * Cell of each column that was found; several cells, in the order of `combine.headings`, for a
   * combined column.
   */
  readonly cells: ReadonlyMap<string, number | readonly number[]>
  readonly extra: readonly string[]
  /** True if the first line is a row. */
  readonly headerless: boolean
}

/**
 * Finds the columns of `schema` in the first line of a file. A schema whose columns are all called
 * `column_1`, `column_2`, ... describes files without a header. A column is found by its name, by
 * one of its `headings`, by all headings that it combines, or by its label in any language, as
 * pages and their downloads show it. Throws `duplicate-columns`, `missing-columns`, `no-headings`,
 * `target-not-in-data` or `entity-not-in-data`.
 */
export function matchColumns(
  file: string,
  first: readonly string[],
  schema: TableSchema,
  requireTarget: boolean,
): ColumnMatch {
  const names = Object.keys(schema.columns)
  const headerless = isPositional(schema) && !first.some((name) => Object.hasOwn(schema.columns, name))
  const header = first.map((name, i) => (headerless || name === '' ? `column_${i + 1}` : name))
  // A map, as a file may have any number of headings.
  const placeOf = new Map<string, number>()
  const repeated = new Set<string>()
  for (const [place, name] of header.entries()) {
    if (placeOf.has(name)) repeated.add(name)
    else placeOf.set(name, place)
  }
  if (repeated.size > 0)
    throw new LapidaryError('duplicate-columns', { file, names: joinNames([...repeated]) })
  const cells = new Map<string, number | readonly number[]>()
  const known = new Set<string>()
  const labels = new LabelHeadings(header, schema.columns)
  for (const [name, column] of Object.entries(schema.columns)) {
    const found = [name, ...(column.headings ?? [])].filter((heading) => placeOf.has(heading))
    const { combine } = column
    if (found.length === 0 && combine?.headings.every((heading) => placeOf.has(heading)) === true) {
      cells.set(
        name,
        combine.headings.map((heading) => placeOf.get(heading) as number),
      )
      for (const heading of combine.headings) known.add(heading)
      continue
    }
    if (found.length === 0) found.push(...labels.getHeadings(name))
    if (found.length > 1) throw new LapidaryError('duplicate-columns', { file, names: joinNames(found) })
    for (const heading of found) {
      cells.set(name, placeOf.get(heading) as number)
      known.add(heading)
    }
  }
  const extra = header.filter((name, i) => !known.has(name) && first[i] !== '')
  const missing = names.filter((name) => !cells.has(name) && isNeeded(name, schema, requireTarget))
  if (requireTarget ? missing.length > 0 : !canOmit(missing, extra, schema, cells))
    throw cells.size === 0 && findSimilar(missing, extra, schema).length === 0 && first.some(isValue)
      ? new LapidaryError('no-headings', { file, missing: joinNames(missing) })
      : createMissingColumnsError(file, header, missing, extra, schema)
  return { header, cells, extra, headerless }
}

/** Returns true for a schema that describes files without a header. */
export function isPositional({ columns }: TableSchema): boolean {
  return Object.keys(columns).every((name) => /^column_\d+$/.test(name))
}

/** Returns how many columns of the schema a line has headings for. */
export function countMatches(line: readonly string[], { columns }: TableSchema): number {
  const there = new Set(line)
  const labels = new LabelHeadings(line, columns)
  const isThere = ([name, column]: [string, Column]): boolean => {
    return (
      exactHeadings(name, column).some((heading) => there.has(heading)) || labels.getHeadings(name).length > 0
    )
  }
  return Object.entries(columns).filter(isThere).length
}

/** Returns the column that a heading of a line means, by name or by label. */
export function columnOf(line: readonly string[], place: number, columns: Columns): Column | undefined {
  const heading = line[place] ?? ''
  const labels = new LabelHeadings(line, columns)
  return Object.entries(columns).find(([name, { headings = [] }]) => {
    return [name, ...headings, ...labels.getHeadings(name)].includes(heading)
  })?.[1]
}

/** Finds the headings that are labels of columns, as a page in any language shows them. */
class LabelHeadings {
  readonly #columns: Columns
  readonly #headings: ReadonlyMap<string, readonly string[]>
  readonly #columnsOf: ReadonlyMap<string, ReadonlySet<string>>

  constructor(header: readonly string[], columns: Columns) {
    this.#columns = columns
    const taken = new Set(Object.entries(columns).flatMap(([name, column]) => exactHeadings(name, column)))
    this.#headings = Map.groupBy(
      header.filter((heading) => !taken.has(heading)),
      normalizeText,
    )
    const columnsOf = new Map<string, Set<string>>()
    for (const name of Object.keys(columns)) {
      for (const label of labelsOf(name, columns))
        columnsOf.set(label, (columnsOf.get(label) ?? new Set()).add(name))
    }
    this.#columnsOf = columnsOf
  }

  /** Returns the headings that are a label of this column only. */
  getHeadings(name: string): readonly string[] {
    const own = labelsOf(name, this.#columns).filter((label) => this.#columnsOf.get(label)?.size === 1)
    return own.flatMap((label) => this.#headings.get(label) ?? [])
  }
}

function labelsOf(name: string, columns: Columns): string[] {
  const label = getColumnLabel(columns[name], name)
  return [...new Set(languages.map((language) => normalizeText(label[language]).trim()))].filter(
    (text) => text !== '',
  )
}

/** Returns the text with one code point for each accented letter: some programs write two. */
function normalizeText(text: string): string {
  return text.normalize('NFC')
}

function exactHeadings(name: string, { headings = [], combine }: Column): string[] {
  return [name, ...headings, ...(combine?.headings ?? [])]
}

function isNeeded(name: string, schema: TableSchema, requireTarget: boolean): boolean {
  const column = schema.columns[name] as Column
  if (column.stored === true) return false
  if (name === schema.target) return requireTarget
  if (!requireTarget) return isFeatureColumn(name, schema)
  if (name === schema.entity) return true
  return column.personal !== true && column.type !== 'identifier' && column.type !== 'text'
}

/**
 * Returns true if a file to score may lack the `missing` columns, as a request may leave out
 * fields. It may not lack a column that a request must have, nor all columns, nor one that an
 * unknown column of the file resembles, which is probably misspelt.
 */
function canOmit(
  missing: readonly string[],
  extra: readonly string[],
  schema: TableSchema,
  cells: ColumnMatch['cells'],
): boolean {
  const wrong = missing.some((name) => {
    return (
      schema.columns[name]?.required === true ||
      headingsOf(name, schema).some((heading) => findNearestNames(heading, extra, 1).length > 0)
    )
  })
  return !wrong && [...cells.keys()].some((name) => isNeeded(name, schema, false))
}

/**
 * Returns true for a number, a date or a document's number, which a row holds and a heading hardly
 * ever is.
 */
function isValue(cell: string): boolean {
  return /^[-+]?\d[\d.,/:-]*$/.test(cell.trim())
}

function findSimilar(missing: readonly string[], extra: readonly string[], schema: TableSchema): string[] {
  return missing.flatMap((name) => {
    return headingsOf(name, schema).flatMap((heading) =>
      findNearestNames(heading, extra, 1).map((near) => `${heading} ≈ ${near}`),
    )
  })
}

function createMissingColumnsError(
  file: string,
  header: readonly string[],
  missing: readonly string[],
  extra: readonly string[],
  schema: TableSchema,
): LapidaryError {
  const nearest = findSimilar(missing, extra, schema)
  const only = missing.length === 1 ? missing[0] : undefined
  const columns = joinNames(header)
  if (only !== undefined && only === schema.target) {
    return new LapidaryError('target-not-in-data', {
      target: only,
      file,
      columns,
      nearest: formatNearNames(findNearestNames(only, header)),
    })
  }
  if (only !== undefined && only === schema.entity) {
    return new LapidaryError('entity-not-in-data', {
      entity: only,
      file,
      columns,
      nearest: formatNearNames(findNearestNames(only, header)),
    })
  }
  // If no name matches, the first line may be a person's data, which must not appear in a message.
  const shown = extra.filter((name) => /^[\p{L}_][^@"]{0,60}$/u.test(name) && !/\d{4}/.test(name))
  return new LapidaryError('missing-columns', {
    file,
    missing: joinNames(missing.map((name) => formatHeadings(name, schema))),
    extra: joinNames(shown),
    nearest: formatNearNames(nearest),
  })
}

/** Returns the headings under which a file may hold a column, or the parts of it. */
function headingsOf(name: string, schema: TableSchema): string[] {
  return exactHeadings(name, schema.columns[name] as Column)
}

/** Formats a missing column for a message: `stone / Stone 20 + Stone 21`. */
function formatHeadings(name: string, schema: TableSchema): string {
  const column = schema.columns[name]
  const combined = column?.combine?.headings.join(' + ')
  return [name, ...(column?.headings ?? []), ...(combined === undefined ? [] : [combined])].join(' / ')
}

/**
 * Formats similar names as a sentence of a message, with a blank before it; an empty text if there
 * are none.
 */
export function formatNearNames(names: readonly string[]): LocalizedText {
  if (names.length === 0) return { en: '', 'pt-BR': '' }
  return { en: ` Similar names: ${joinNames(names)}.`, 'pt-BR': ` Nomes parecidos: ${joinNames(names)}.` }
}

/** Characters of a name that a message shows. */
const maxNameLength = 100

/** Joins names for a message: at most 30 of them, each short and on one line. */
export function joinNames(names: readonly string[]): string {
  if (names.length === 0) return '–'
  const shown = names
    .slice(0, 30)
    .map((name) =>
      escapeUnprintableLine(name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name),
    )
  return shown.join(', ') + (names.length > 30 ? `, … (${names.length})` : '')
}
