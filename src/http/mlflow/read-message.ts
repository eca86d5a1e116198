import { type ErrorCode, type ErrorValues, LapidaryError } from '../../base/errors/lapidary-error.ts'
import { getOwn } from '../../base/own-property.ts'
import type { JsonSchema, Schema } from '../../project/json-schema.ts'

/** Reads a value as its schema says. @throws WrongParameter */
type Read = (value: unknown) => unknown

/** What the reader of a message uses of a schema. */
interface Field extends JsonSchema {
  readonly type?: string
  readonly format?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly maxItems?: number
  readonly items?: Field
  readonly properties?: Readonly<Record<string, Field>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Field
  readonly 'x-alias'?: string
  readonly 'x-errors'?: FieldErrors
  readonly 'x-numbers'?: Readonly<Record<string, number>>
}

/** The errors of a field for which MLflow's server has other messages than usual. */
export interface FieldErrors {
  readonly missing?: ErrorCode
  readonly pattern?: ErrorCode
  readonly range?: ErrorCode
  readonly tooMany?: ErrorCode
}

/** A part of a message that cannot be read, with its path such as `metrics[0].key`. */
class WrongParameter extends Error {
  path = ''
  readonly explain: (parameter: string) => LapidaryError

  constructor(explain: (parameter: string) => LapidaryError) {
    super('Wrong parameter')
    this.explain = explain
  }

  under(step: string): this {
    if (this.path === '') this.path = step
    else this.path = this.path.startsWith('[') ? step + this.path : `${step}.${this.path}`
    return this
  }
}

/**
 * Returns the function that reads a message of clients as MLflow's server does: unknown fields are
 * ignored, null is absent, enumerations come by name or number, and numbers as numbers or as text.
 *
 * It throws LapidaryError `missing-parameter`, `wrong-parameter`, `parameter-too-long`,
 * `too-many-items` or `not-an-object`.
 */
export function messageReader<Value>(schema: Schema<Value>): (value: unknown) => Value {
  let read: Read | undefined
  return (value) => {
    if (!isObject(value)) throw new LapidaryError('not-an-object')
    try {
      // Readers are made on first use, so that a server with many routes starts quickly.
      read ??= readerOf(schema)
      return read(value) as Value
    } catch (error) {
      throw error instanceof WrongParameter ? error.explain(error.path) : error
    }
  }
}

function readerOf(field: Field): Read {
  if (field.enum !== undefined) return enumReader(field)
  switch (field.type) {
    case 'string':
      return stringReader(field)
    case 'integer':
      return integerReader(field)
    case 'number':
      return readDouble
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : refuse(value))
    case 'array':
      return listReader(field)
    case 'object':
      return field.properties === undefined ? mapReader(field) : objectReader(field)
    default:
      return (value) => value
  }
}

function stringReader({ maxLength = Number.POSITIVE_INFINITY, pattern = '', ...field }: Field): Read {
  const matches = new RegExp(pattern, 'u')
  const { pattern: mismatch } = field['x-errors'] ?? {}
  return (value) => {
    // PostgreSQL cannot store the character NUL.
    if (typeof value !== 'string' || value.includes('\0')) return refuse(value)
    if (value.length > maxLength) fail('parameter-too-long', { limit: maxLength })
    if (matches.test(value)) return value
    return mismatch === undefined ? refuse(value) : fail(mismatch, { seen: cut(value) })
  }
}

function integerReader(field: Field): Read {
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = field
  return (value) => {
    const read = typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value) ? Number(value) : value
    if (typeof read !== 'number' || !Number.isInteger(read)) return refuse(value)
    if (read >= minimum && read <= maximum) return read
    const { range = minimum === 1 && read < minimum ? 'not-positive' : undefined } = field['x-errors'] ?? {}
    return range === undefined ? refuse(value) : fail(range, { seen: read, min: minimum, max: maximum })
  }
}

const namedDoubles: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

function readDouble(value: unknown): number {
  // JSON.parse reads a number that is too large, such as 1e400, as infinite.
  if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(value)
  if (typeof value !== 'string' || value.length > 400) return refuse(value)
  const named = getOwn(namedDoubles, value)
  if (named !== undefined) return named
  const read = /^[+-]?(\d|\.\d)[\d.eE+-]*$/.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(read) ? read : refuse(value)
}

function enumReader({ enum: names = [], 'x-numbers': numbers = {} }: Field): Read {
  const byNumber = new Map(Object.entries(numbers).map(([name, number]) => [number, name]))
  return (value) => {
    if (typeof value === 'string' && names.includes(value)) return value
    const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value
    return (typeof number === 'number' ? byNumber.get(number) : undefined) ?? refuse(value)
  }
}

function listReader({ items = {}, maxItems = Number.POSITIVE_INFINITY, ...field }: Field): Read {
  const read = readerOf(items)
  return (value) => {
    if (!Array.isArray(value)) return refuse(value)
    const { length: count } = value
    if (count > maxItems) fail(field['x-errors']?.tooMany ?? 'too-many-items', { count, limit: maxItems })
    return value.map((item: unknown, i) => at(`[${i}]`, read, item))
  }
}

function mapReader({ additionalProperties = {} }: Field): Read {
  const read = readerOf(additionalProperties)
  return (value) => {
    if (!isObject(value)) return refuse(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, at(key.slice(0, 100), read, item)]),
    )
  }
}

function objectReader({ properties = {}, required = [] }: Field): Read {
  const fields = Object.entries(properties).map(([name, field]) => ({
    name,
    alias: field['x-alias'],
    fallback: field.default,
    isRequired: required.includes(name),
    missing: field['x-errors']?.missing ?? 'missing-parameter',
    read: readerOf(field),
  }))
  return (value) => {
    if (!isObject(value)) return refuse(value)
    const read: Record<string, unknown> = {}
    for (const { name, alias, fallback, isRequired, missing, read: readField } of fields) {
      const given = getOwn(value, name) ?? (alias === undefined ? undefined : getOwn(value, alias))
      // Protocol buffers do not tell an empty text from one that is absent.
      if (isRequired && (given === undefined || given === null || given === ''))
        return at(name, () => fail(missing, {}), given)
      if (given !== undefined && given !== null) read[name] = at(name, readField, given)
      else if (fallback !== undefined) read[name] = fallback
    }
    return read
  }
}

function at(step: string, read: Read, value: unknown): unknown {
  try {
    return read(value)
  } catch (error) {
    throw error instanceof WrongParameter ? error.under(step) : error
  }
}

function refuse(value: unknown): never {
  return fail('wrong-parameter', { seen: shown(value), type: typeOf(value) })
}

/** Throws an error that also has the path of the field. */
function fail(code: ErrorCode, values: Readonly<Record<string, string | number>>): never {
  throw new WrongParameter(
    (parameter) => new LapidaryError(code, { parameter, ...values } as ErrorValues<ErrorCode>),
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Maximum number of characters of a value that an error repeats. */
const maxShown = 100

/** Returns a text with at most as many characters as errors repeat. */
export function cut(text: string): string {
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
}

/** Returns a value as MLflow's server shows it: compact JSON in ASCII with sorted names. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value, (_name, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
  const ascii = json.replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return cut(ascii)
}

/** Returns the name of the type of a value in Python, which messages of MLflow contain. */
function typeOf(value: unknown): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict'
}
