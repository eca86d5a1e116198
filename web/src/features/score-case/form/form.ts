import type { Row } from 'lapidary/client'
import {
  formatLocalizedDate,
  type FieldInfo,
  getOwn,
  type Language,
  type Problem,
  parseLocalizedDate,
  setOwn,
} from 'lapidary/client'
import { readNumber, writeNumber } from '../../../lib/i18n/number-text.ts'

/**
 * What one field of the form holds: a number or a date as the page's language writes it or a
 * category (`''` is not known), or the picks of a list (`null` is not known).
 */
export type Entry = string | readonly string[] | null
export type Entries = Readonly<Record<string, Entry>>

/** The typical case that the project describes. */
export function exampleEntries(fields: readonly FieldInfo[], language: Language): Entries {
  return Object.fromEntries(fields.map((field) => [field.name, exampleEntry(field, language)]))
}

function exampleEntry(field: FieldInfo, language: Language): Entry {
  const { type, example } = field
  if (type === 'list') return Array.isArray(example) ? [...(example as readonly string[])] : null
  if (isWritten(field) && (typeof example === 'number' || typeof example === 'string'))
    return write(field, example, language)
  return example === null || Array.isArray(example) ? '' : String(example)
}

export function emptyEntries(fields: readonly FieldInfo[]): Entries {
  return Object.fromEntries(fields.map((field) => [field.name, field.type === 'list' ? null : '']))
}

/**
 * What the form shows: with an entity named, the feature store gives what it knows, unless a person
 * has entered something.
 */
export function shownEntries(
  fields: readonly FieldInfo[],
  entries: Entries,
  entered: ReadonlySet<string>,
  withEntity: boolean,
): Entries {
  if (!withEntity) return entries
  const left = fields.filter(({ name, stored }) => stored && !entered.has(name))
  return { ...entries, ...emptyEntries(left) }
}

/**
 * The same values in another language. What was no number or date in the one stays as it was
 * written.
 */
export function inLanguage(
  fields: readonly FieldInfo[],
  entries: Entries,
  from: Language,
  to: Language,
): Entries {
  const written = fields.filter(isWritten).map((field) => {
    const entry = getOwn(entries, field.name) ?? ''
    const value = typeof entry === 'string' ? read(field, entry, from) : null
    return [field.name, value === null ? entry : write(field, value, to)] as const
  })
  return { ...entries, ...Object.fromEntries(written) }
}

/** Fields of numbers and dates that hold something else. */
export function unreadableFields(
  fields: readonly FieldInfo[],
  entries: Entries,
  language: Language,
): FieldInfo[] {
  return fields.filter((field) => {
    const entry = getOwn(entries, field.name)
    return (
      isWritten(field) &&
      typeof entry === 'string' &&
      entry.trim() !== '' &&
      read(field, entry, language) === null
    )
  })
}

export const isDate = ({ type }: FieldInfo): boolean => type === 'date' || type === 'datetime'

/** Returns whether languages write the values of the field differently. */
const isWritten = (field: FieldInfo): boolean =>
  field.type === 'number' || field.type === 'integer' || isDate(field)

function read(field: FieldInfo, text: string, language: Language): number | string | null {
  return isDate(field)
    ? parseLocalizedDate(text, field.type === 'date', language)
    : readNumber(text, language)
}

function write({ zone = 'UTC' }: FieldInfo, value: number | string, language: Language): string {
  if (typeof value === 'number') return writeNumber(value, language)
  // What the form holds has no offset: it is the clock of the zone already.
  return formatLocalizedDate(value, value.endsWith('Z') ? zone : undefined, language)
}

/** The request: what is not known is left out. */
export function toRow(fields: readonly FieldInfo[], entries: Entries, language: Language): Row {
  const row: Record<string, number | string | readonly string[]> = {}
  for (const field of fields) {
    const entry = getOwn(entries, field.name)
    if (entry === undefined || entry === null || entry === '') continue
    if (!isWritten(field) || typeof entry !== 'string') setOwn(row, field.name, entry)
    else if (entry.trim() !== '') setOwn(row, field.name, read(field, entry, language) ?? entry)
  }
  return row
}

/**
 * Messages by field, and those that belong to no field of the form. `rows[0].Loans[1]` is a pick of
 * the list `Loans`.
 */
export function fieldErrors(
  fields: readonly Pick<FieldInfo, 'name'>[],
  problem: Problem,
): { readonly byField: ReadonlyMap<string, string>; readonly others: readonly string[] } {
  const byField = new Map<string, string>()
  const others: string[] = []
  for (const { field: path, message } of problem.errors ?? []) {
    const field = path.replace(/^rows\[\d+\]\./, '')
    const known = fields.find(({ name }) => field === name || field.startsWith(`${name}[`))
    if (known === undefined) others.push(message)
    else if (!byField.has(known.name)) byField.set(known.name, forForm(message))
  }
  return { byField, others }
}

/**
 * The server speaks of JSON: whoever fills in a form leaves a field empty where a program sends
 * null.
 */
function forForm(message: string): string {
  return message
    .replace(', or null when', ', or left empty when')
    .replace(', ou null quando', ', ou ficar vazio quando')
}
