import type { Static } from 'typebox'
import { list, nullable, object, type Schema, text, typed } from '../../project/json-schema.ts'

/** Returns the properties of a page of items, for pages that have more. */
export function pageProperties<Item>(what: string, item: Schema<Item>) {
  return {
    items: list(`The ${what} of this page.`, item),
    next_cursor: nullable(
      text('Give it as `cursor` to get the next page; null on the last one.', 'MjAyNi0xMS0yMQ'),
    ),
  }
}

/** Returns the schema of a page of items, newest first. */
export function page<Item>(what: string, item: Schema<Item>) {
  return object(`A page of ${what}, newest first.`, pageProperties(what, item))
}

/** A page of items. */
export type Page<Item> = Static<ReturnType<typeof page<Item>>>

/**
 * Returns the schema of a response with all items.
 *
 * @param order such as `newest first`.
 */
export function items<Item>(what: string, order: string, item: Schema<Item>) {
  return object(`All ${what}, ${order}.`, { items: list(`The ${what}.`, item) })
}

/** Returns the documentation of a response without a body. */
export function noContent(description: string): Schema<undefined> {
  return typed({ description, type: 'null' })
}

/** The bytes of a file. */
export const fileBytes = typed<Uint8Array>({ type: 'string', format: 'binary' })

/** Returns the schema of a text that is sent while it is made. */
export function textStream(description: string, example: string): Schema<AsyncIterable<unknown>> {
  return typed(text(description, example))
}
