import {
  choice,
  integer,
  type JsonSchema,
  list,
  number,
  object,
  type ObjectOf,
  type Properties,
  type Schema,
  text,
  typed,
} from '../../project/json-schema.ts'

// Builders of the messages of MLflow, which its protocol describes as protocol buffers and sends as
// JSON. `readMessage` reads what clients send as these schemas say. Fields of plain types are built
// by `project/json-schema.ts`.

/** A number as protocol buffers write it in JSON, which has no names for these three values. */
export type Double = number | 'NaN' | 'Infinity' | '-Infinity'

/**
 * Returns the schema of a message: an object whose unknown fields are ignored.
 *
 * @param present fields that a handler always receives: those with a default, and those that are
 * required.
 */
export function message<Members extends Properties, const Present extends keyof Members & string = never>(
  description: string,
  properties: Members,
  present: readonly Present[] = [],
): Schema<ObjectOf<Members, Exclude<keyof Members, Present>>> {
  const required = present.filter((name) => properties[name]?.['default'] === undefined)
  const { examples } = object(description, properties)
  return typed({
    type: 'object',
    description,
    ...(required.length > 0 && { required }),
    properties,
    examples,
  })
}

/** Returns the schema of a list, which is empty if it is not sent. */
export function repeated<Item>(
  description: string,
  items: Schema<Item>,
  more: JsonSchema = {},
): Schema<readonly Item[]> {
  return list(description, items, { default: [], ...more })
}

/** Returns the schema of a whole number of 64 bits, sent as a number or as its digits. */
export function int64(description: string, example: number, more: JsonSchema = {}): Schema<number> {
  return integer(description, example, { format: 'int64', ...more })
}

/** Returns the schema of a number that clients send, which may be NaN or infinite. */
export function doubleIn(description: string, example: number): Schema<number> {
  return number(description, example, { format: 'double' })
}

/** Returns the schema of a number that is sent to clients: see `toDouble`. */
export function doubleOut(description: string, example: number): Schema<Double> {
  return typed({ type: ['number', 'string'], description, examples: [example] })
}

/** Returns a number as JSON of protocol buffers. */
export function toDouble(value: number): Double {
  return Number.isFinite(value) ? value : (String(value) as Double)
}

/**
 * Returns the schema of an enumeration, whose values clients send by name or by number.
 *
 * @param numbers the number of each name in MLflow's protocol
 */
export function enumeration<const Name extends string>(
  description: string,
  example: NoInfer<Name>,
  numbers: Readonly<Record<Name, number>>,
  more: JsonSchema = {},
): Schema<Name> {
  return choice(description, example, Object.keys(numbers) as Name[], { 'x-numbers': numbers, ...more })
}

/** Returns the schema of the id of a run, which old clients call `run_uuid`. */
export function runId(description = 'Id of the run.'): Schema<string> {
  return text(description, '3f0c8a52d1f14a0a9c4b7a1f0c2d9e11', { maxLength: 256, 'x-alias': 'run_uuid' })
}

/** The message without fields, which most changes return. */
export const noFields = message('No fields.', {})

/** Returns a list, or undefined if it is empty: MLflow leaves empty lists out of responses. */
export function omitEmpty<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items
}
