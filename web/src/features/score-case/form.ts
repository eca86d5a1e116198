import type { Row } from 'lapidary/client'
import type { FieldInfo, Problem } from '../../lib/contract.ts'

/** What one field of the form holds: text of a number or a category (`''` is not known), or the picks of a list (`null` is not known). */
export type Entry = string | readonly string[] | null
export type Entries = Readonly<Record<string, Entry>>

/** The typical case that the project describes. */
export function exampleEntries(fields: readonly FieldInfo[]): Entries {
  return Object.fromEntries(fields.map((field) => [field.name, exampleEntry(field)]))
}

function exampleEntry({ type, example }: FieldInfo): Entry {
  if (type === 'list') return Array.isArray(example) ? [...(example as readonly string[])] : null
  return example === null || Array.isArray(example) ? '' : String(example)
}

export function emptyEntries(fields: readonly FieldInfo[]): Entries {
  return Object.fromEntries(fields.map((field) => [field.name, field.type === 'list' ? null : '']))
}

/** What the form shows: with an entity named, the feature store gives what it knows, unless a person has entered something. */
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

/** The request: what is not known is left out. A number that is none goes as its text, so that the server says what is wrong with it. */
export function toRow(fields: readonly FieldInfo[], entries: Entries): Row {
  const row: Record<string, number | string | readonly string[]> = {}
  for (const field of fields) {
    const entry = entries[field.name]
    if (entry === undefined || entry === null || entry === '') continue
    const isNumber = field.type === 'number' || field.type === 'integer'
    row[field.name] = isNumber && typeof entry === 'string' && Number.isFinite(Number(entry)) ? Number(entry) : entry
  }
  return row
}

/** Messages by field, and those that belong to no field of the form. `rows[0].Loans[1]` is a pick of the list `Loans`. */
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
    else if (!byField.has(known.name)) byField.set(known.name, message)
  }
  return { byField, others }
}
