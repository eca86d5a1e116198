import type { JsonSchema } from '../../project/route.ts'

/** Short forms for schemas in which every property has its description and its example, as the documentation test wants. */
type More = { readonly [keyword: string]: unknown }

export function text(description: string, example: string, more: More = {}): JsonSchema {
  return { type: 'string', description, examples: [example], ...more }
}

export function integer(description: string, example: number, more: More = {}): JsonSchema {
  return { type: 'integer', description, examples: [example], ...more }
}

export function number(description: string, example: number, more: More = {}): JsonSchema {
  return { type: 'number', description, examples: [example], ...more }
}

export function flag(description: string, example: boolean, more: More = {}): JsonSchema {
  return { type: 'boolean', description, examples: [example], ...more }
}

export function time(description: string, example = '2026-11-21T12:00:00.000Z'): JsonSchema {
  return { type: 'string', format: 'date-time', description, examples: [example] }
}

export function list(description: string, items: JsonSchema, more: More = {}): JsonSchema {
  return { type: 'array', description, items, examples: [[exampleOf(items)]], ...more }
}

/** An object with exactly these properties, all required but the `optional` ones. */
export function object(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
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

/** A text of the project in both languages. */
export function localized(description: string, en: string, pt: string) {
  return object(description, { en: text('In English.', en), 'pt-BR': text('In Brazilian Portuguese.', pt) })
}

/** An object whose member names are not known before: `Poor`, `accuracy`. */
export function record(description: string, values: JsonSchema, example: unknown): JsonSchema {
  return { type: 'object', description, additionalProperties: values, examples: [example] }
}

/** Something that is described elsewhere, such as an evaluation. */
export function anything(description: string, example: unknown): JsonSchema {
  return { description, examples: [example] }
}

export function nullable(schema: JsonSchema): JsonSchema {
  const types = [schema['type']].flat()
  return { ...schema, type: [...types, 'null'], ...(Array.isArray(schema['enum']) && { enum: [...schema['enum'], null] }) }
}

export function page(what: string, item: JsonSchema): JsonSchema {
  return object(`A page of ${what}, newest first.`, {
    items: list(`The ${what} of this page.`, item),
    next_cursor: nullable(text('Give it as `cursor` to get the next page; null on the last one.', 'MjAyNi0xMS0yMQ')),
  })
}

/** @param order such as `newest first`. */
export function items(what: string, order: string, item: JsonSchema): JsonSchema {
  return object(`All ${what}, ${order}.`, { items: list(`The ${what}.`, item) })
}

/** `limit` and `cursor` of a route that pages. */
export function pageQuery(more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: integer('Most items in the answer.', 50, { minimum: 1, maximum: 500, default: 50 }),
      cursor: text('`next_cursor` of the page before.', 'MjAyNi0xMS0yMQ', { minLength: 1, maxLength: 500 }),
      ...more,
    },
  }
}

function exampleOf(schema: JsonSchema): unknown {
  const { examples, properties } = schema as { examples?: unknown[]; properties?: Record<string, JsonSchema> }
  if (examples !== undefined) return examples[0]
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, property]) => [name, exampleOf(property)]))
}
