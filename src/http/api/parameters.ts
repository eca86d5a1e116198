import type { Static } from 'typebox'
import {
  integer,
  type ObjectOf,
  type Properties,
  query,
  type Schema,
  text,
  typed,
} from '../../project/json-schema.ts'

/** Returns the schema of the parameters in the path of a route. */
export function pathParams<Members extends Properties>(properties: Members): Schema<ObjectOf<Members>> {
  return typed({ type: 'object', required: Object.keys(properties), properties })
}

/** The query of a route that takes no parameters. */
export const noQuery = query({})

/** Parameters of a route that returns pages. */
export const pageParameters = {
  limit: integer('Maximum number of items in the response.', 50, { minimum: 1, maximum: 500, default: 50 }),
  cursor: text('`next_cursor` of the page before.', 'MjAyNi0xMS0yMQ', { minLength: 1, maxLength: 500 }),
}

/** The query of a route that returns pages and takes no filters. */
export const pageQuery = query(pageParameters, ['limit'])

/** The bounds of a page. */
export type PageBounds = Static<typeof pageQuery>
