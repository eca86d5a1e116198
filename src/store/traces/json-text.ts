import { setOwn } from '../../base/own-property.ts'
import type { JsonTexts } from './trace.ts'

// Values of spans are stored as JSON texts, because JavaScript's numbers hold neither whole numbers
// of 64 bits nor the difference between 2 and 2.0.

const reviveNumbers =
  (onNumber: (source: string) => unknown) =>
  (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? onNumber(context?.source ?? String(value)) : value

/** A number that `JSON.stringify` writes digit by digit. */
export function rawNumber(digits: string | bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(digits))
}

/** Returns a double as JSON with a point or an exponent; NaN and infinities as strings. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  const text = Object.is(value, -0) ? '-0' : String(value)
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text
}

/** Returns a JSON object of JSON texts. */
export function objectText(texts: JsonTexts): string {
  return `{${Object.entries(texts)
    .map(([key, text]) => `${JSON.stringify(key)}: ${text}`)
    .join(', ')}}`
}

/** Parses JSON whose numbers are replaced by the text that they are written with. */
export function parseJsonText(text: string, onNumber: (source: string) => unknown): unknown {
  return JSON.parse(text, reviveNumbers(onNumber))
}

/** Returns the members of a JSON object as JSON texts. */
export function memberTexts(value: object): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [key, member] of Object.entries(value)) setOwn(texts, key, JSON.stringify(member))
  return texts
}

/**
 * Returns the value of a JSON text: strings of texts that are JSON strings, and the text itself of
 * others.
 */
export function textValue(text: string): string {
  if (!text.startsWith('"')) return text
  try {
    return JSON.parse(text) as string
  } catch {
    return text // it is not JSON, and stands for itself
  }
}

/**
 * Removes one of two encodings: programs that trace with MLflow send texts, objects and lists as
 * JSON inside of a string.
 */
export function unwrapText(text: string): string {
  if (!/^"\s*(?:\[|\{|\\")/.test(text)) return text
  const inner = textValue(text)
  try {
    const value: unknown = JSON.parse(inner)
    return typeof value === 'string' || (typeof value === 'object' && value !== null) ? inner : text
  } catch {
    return text // a string that only looks like JSON
  }
}

/** Returns the first characters of a text. A character that would be cut in half is replaced. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).toWellFormed()
}
