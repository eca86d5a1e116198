import type { Static, TSchema, TUnsafe } from 'typebox'
import type { LocalizedText } from '../base/text/localized-text.ts'

// Builders of JSON Schemas for requests and responses. Each schema has a description and an
// example, which the API documentation shows, and the type of the values that it accepts, which
// `Static` of TypeBox infers. TypeBox is used for its types only: loading it would add 80 ms to the
// start of the server and of every worker.

/** A JSON Schema as plain keywords. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** A JSON Schema with the TypeScript type of the values that it accepts. */
export type Schema<Value = unknown> = JsonSchema & TUnsafe<Value>

/** Schemas of the properties of an object, by name. */
export type Properties = Readonly<Record<string, Schema>>

/** The type of an object with these properties, of which some are optional. */
export type ObjectOf<Members extends Properties, Optional extends keyof Members = never> = Flat<
  { readonly [Name in Exclude<keyof Members, Optional>]: Static<Members[Name]> } & {
    readonly [Name in Optional]?: Static<Members[Name]>
  }
>
/** The type of the values that a schema accepts. */
export type ValueOf<Of extends TSchema> = Static<Of>
type Flat<Type> = { [Name in keyof Type]: Type[Name] } & {}

/**
 * Returns a JSON Schema as one whose values have the given type. The caller vouches for the type.
 */
export function typed<Value>(schema: JsonSchema): Schema<Value> {
  return schema as Schema<Value>
}

/** Returns the schema of a string. */
export function text(description: string, example: string, more: JsonSchema = {}): Schema<string> {
  return typed({ type: 'string', description, examples: [example], ...more })
}

/** Returns the schema of a string that is one of the given ones. */
export function choice<const Value extends string>(
  description: string,
  example: NoInfer<Value>,
  values: readonly Value[],
  more: JsonSchema = {},
): Schema<Value> {
  return typed({ type: 'string', description, examples: [example], enum: values, ...more })
}

/** Returns the schema of a whole number. */
export function integer(description: string, example: number, more: JsonSchema = {}): Schema<number> {
  return typed({ type: 'integer', description, examples: [example], ...more })
}

/** Returns the schema of a number. */
export function number(description: string, example: number, more: JsonSchema = {}): Schema<number> {
  return typed({ type: 'number', description, examples: [example], ...more })
}

/** Returns the schema of a boolean. */
export function flag(description: string, example: boolean, more: JsonSchema = {}): Schema<boolean> {
  return typed({ type: 'boolean', description, examples: [example], ...more })
}

/** Returns the schema of a point in time, in ISO 8601. */
export function time(description: string, example = '2026-11-21T12:00:00.000Z'): Schema<string> {
  return typed({ type: 'string', format: 'date-time', description, examples: [example] })
}

/** Returns the schema of a list. */
export function list<Item>(
  description: string,
  items: Schema<Item>,
  more: JsonSchema = {},
): Schema<readonly Item[]> {
  return typed({ type: 'array', description, items, examples: [[exampleOf(items)]], ...more })
}

/**
 * Returns the schema of an object with exactly these properties, all required except the `optional`
 * ones.
 */
export function object<Members extends Properties>(
  description: string,
  properties: Members,
): Schema<ObjectOf<Members>>
export function object<Members extends Properties, const Optional extends keyof Members & string>(
  description: string,
  properties: Members,
  optional: readonly Optional[],
): Schema<ObjectOf<Members, Optional>>
export function object(
  description: string,
  properties: Properties,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required,
    properties,
    examples: [exampleOf({ type: 'object', properties })],
  }
}

/**
 * Returns the schema of the query of a route.
 *
 * @param present parameters that a handler always receives: those with a default, and those that
 * are required.
 */
export function query<Members extends Properties, const Present extends keyof Members & string = never>(
  properties: Members,
  present: readonly Present[] = [],
): Schema<ObjectOf<Members, Exclude<keyof Members, Present>>> {
  const required = present.filter((name) => properties[name]?.['default'] === undefined)
  return typed({
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties,
  })
}

/** Returns the schema of a text in every language. */
export function localized(description: string, en: string, pt: string): Schema<LocalizedText> {
  return object(description, { en: text('In English.', en), 'pt-BR': text('In Brazilian Portuguese.', pt) })
}

/**
 * Returns the schema of an object whose property names are not fixed, such as classes or metrics.
 */
export function record<Value>(
  description: string,
  values: Schema<Value>,
  example: unknown,
): Schema<Readonly<Record<string, Value>>> {
  return typed({ type: 'object', description, additionalProperties: values, examples: [example] })
}

/** Returns a schema that accepts every value. Its type is for readers: nothing checks it. */
export function anything<Value = unknown>(description: string, example: unknown): Schema<Value> {
  return typed({ description, examples: [example] })
}

/** Returns the same schema with `null` accepted as well. */
export function nullable<Value>(schema: Schema<Value>): Schema<Value | null> {
  const types = [schema['type']].flat()
  return typed({
    ...schema,
    type: [...types, 'null'],
    ...(Array.isArray(schema['enum']) && { enum: [...schema['enum'], null] }),
  })
}

function exampleOf(schema: JsonSchema): unknown {
  const { examples, properties } = schema as { examples?: unknown[]; properties?: Properties }
  if (examples !== undefined) return examples[0]
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, property]) => [name, exampleOf(property)]),
  )
}
