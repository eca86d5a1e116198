import type { ProtobufReader } from '../../base/documents/protobuf-reader.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { setOwn } from '../../base/own-property.ts'
import { doubleText, objectText, parseJsonText, rawNumber } from '../../store/traces/json-text.ts'
import type { JsonTexts } from '../../store/traces/trace.ts'

// The message AnyValue of OpenTelemetry, and KeyValue, which gives it a name. Values become JSON
// texts as they are read. The character NUL, which PostgreSQL does not store, is replaced.

/** Reads a message AnyValue as a JSON text; one without a value is null. */
function readAnyValue(reader: ProtobufReader): string {
  let text = 'null'
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) text = stringText(reader.string())
    else if (field === 2) text = String(reader.bool())
    else if (field === 3) text = String(reader.int64())
    else if (field === 4) text = doubleText(reader.double())
    else if (field === 5) text = readArray(reader.message())
    else if (field === 6) text = objectText(readKeyValues(reader.message()))
    else if (field === 7) text = JSON.stringify(reader.bytes().toString('base64'))
    else reader.skip()
  }
  return text
}

function readArray(reader: ProtobufReader): string {
  const texts: string[] = []
  for (let field = reader.next(); field !== 0; field = reader.next())
    if (field === 1) texts.push(readAnyValue(reader.message()))
    else reader.skip()
  return `[${texts.join(', ')}]`
}

function readKeyValues(reader: ProtobufReader): JsonTexts {
  const texts: Record<string, string> = {}
  for (let field = reader.next(); field !== 0; field = reader.next())
    if (field === 1) readKeyValue(reader.message(), texts)
    else reader.skip()
  return texts
}

/** Reads a message KeyValue into `texts`. */
export function readKeyValue(reader: ProtobufReader, texts: Record<string, string>): void {
  let [key, text] = ['', 'null']
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) key = withoutNul(reader.string())
    else if (field === 2) text = readAnyValue(reader.message())
    else reader.skip()
  }
  setOwn(texts, key, text)
}

export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\ufffd')
}

function stringText(text: string): string {
  return JSON.stringify(withoutNul(text))
}

/** Returns the attributes of JSON of OTLP. @throws LapidaryError `bad-otlp-json` */
export function attributesOf(value: unknown, place: string): JsonTexts {
  const texts: Record<string, string> = {}
  for (const [i, pair] of listOf(value, place).entries()) {
    const { key, value: member } = objectOf(pair, `${place}[${i}]`)
    setOwn(texts, textOf(key, `${place}[${i}].key`), anyValueText(member, `${place}[${i}].value`))
  }
  return texts
}

function anyValueText(value: unknown, place: string): string {
  if (value === undefined || value === null) return 'null'
  const any = objectOf(value, place)
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = any
  if (typeof stringValue === 'string') return stringText(stringValue)
  if (typeof boolValue === 'boolean') return String(boolValue)
  if (intValue !== undefined) return String(BigInt.asIntN(64, integerOf(intValue, place)))
  if (doubleValue !== undefined) return doubleText(doubleOf(doubleValue, place))
  if (arrayValue !== undefined) {
    const { values } = objectOf(arrayValue, place)
    return `[${listOf(values, place)
      .map((item, i) => anyValueText(item, `${place}[${i}]`))
      .join(', ')}]`
  }
  if (kvlistValue !== undefined)
    return objectText(attributesOf(objectOf(kvlistValue, place)['values'], place))
  if (typeof bytesValue === 'string') return stringText(bytesValue)
  if (Object.keys(any).length === 0) return 'null'
  throw wrong(place)
}

export function listOf(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value as unknown[]
  throw wrong(place)
}

export function objectOf(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw wrong(place)
}

export function textOf(value: unknown, place: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return withoutNul(value)
  throw wrong(place)
}

/** Returns a whole number of 64 bits, which JSON has as digits or as a number. */
export function integerOf(value: unknown, place: string): bigint {
  if (value === undefined || value === null) return 0n
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value)
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 64) return BigInt(value)
  throw wrong(place)
}

function doubleOf(value: unknown, place: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^(?:NaN|-?Infinity|-?[\d.]+(?:e[+-]?\d+)?)$/i.test(value))
    return Number(value)
  throw wrong(place)
}

export function wrong(place: string): LapidaryError {
  return new LapidaryError('bad-otlp-json', { place: place.slice(0, 200) })
}

const [minInt, maxInt] = [-(2n ** 63n), 2n ** 63n - 1n]

/**
 * Returns a JSON text as a message AnyValue in JSON of protocol buffers. A text that is no JSON is
 * a string.
 */
export function toAnyValue(text: string): unknown {
  try {
    return anyValueOf(parseJsonText(text, NumberText.create))
  } catch (error) {
    if (error instanceof SyntaxError) return { string_value: text }
    throw error
  }
}

/** A number as it is written. */
class NumberText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  static create(this: void, text: string): NumberText {
    return new NumberText(text)
  }

  toValue(): unknown {
    if (/[.eE]/.test(this.text)) return { double_value: rawNumber(this.text) }
    const value = BigInt(this.text)
    return value >= minInt && value <= maxInt
      ? { int_value: rawNumber(this.text) }
      : { double_value: Number(this.text) }
  }
}

function anyValueOf(value: unknown): unknown {
  if (value instanceof NumberText) return value.toValue()
  if (typeof value === 'string') return { string_value: value }
  if (typeof value === 'boolean') return { bool_value: value }
  if (value === null) return {}
  if (Array.isArray(value)) return { array_value: withValues(value.map(anyValueOf)) }
  const members = Object.entries(value as object)
  return { kvlist_value: withValues(members.map(([key, member]) => ({ key, value: anyValueOf(member) }))) }
}

/** JSON of protocol buffers has no empty lists. */
function withValues(values: readonly unknown[]): object {
  return values.length === 0 ? {} : { values }
}
