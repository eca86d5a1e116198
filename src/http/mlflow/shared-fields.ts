import type { GrantObject } from '../../store/access/grants/grant.ts'
import { list, text } from '../../project/json-schema.ts'
import { filterLimits } from '../../store/search/parse-filter.ts'
import type { View } from '../../store/tracking/page.ts'
import { enumeration, message, repeated } from './fields.ts'

// Fields that requests and responses of several nouns share.

/** A tag or a param as MLflow sends it. */
export interface KeyValue {
  readonly key: string
  readonly value: string
}

const tag = message(
  'A tag.',
  { key: text('Its key.', 'team'), value: text('Its value.', 'risk', { default: '' }) },
  ['key', 'value'],
)

/** Tags of a request. */
export const tags = repeated('Tags.', tag)

/** Tags of a response. */
export const tagsOut = list('Tags.', tag)

/** Returns tags or params as MLflow lists them. */
export function toList(values: Readonly<Record<string, string>>): readonly KeyValue[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }))
}

/** Returns the tags of a request by key. The last one of a key is kept. */
export function toRecord(items: readonly KeyValue[]): Readonly<Record<string, string>> {
  return Object.fromEntries(items.map(({ key, value }) => [key, value]))
}

export const filter = text('A filter such as `metrics.accuracy > 0.8`.', "tags.team = 'risk'", {
  maxLength: filterLimits.characters,
})
export const orderBy = repeated(
  'The order, such as `metrics.accuracy DESC`.',
  text('A column.', 'name ASC', { maxLength: 1000 }),
  { maxItems: 100 },
)
export const pageToken = text('`next_page_token` of the page before.', 'eyJvZmZzZXQiOiAyfQ', {
  maxLength: 2000,
})
export const nextPageToken = text(
  '`page_token` of the next page; left out on the last one.',
  'eyJvZmZzZXQiOiAyfQ',
)

export const viewType = enumeration(
  'Whether active items are listed, deleted ones or both.',
  'ACTIVE_ONLY',
  { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 },
  { default: 'ACTIVE_ONLY' },
)

/** The services' word for each view of MLflow. */
export const views = {
  ACTIVE_ONLY: 'active',
  DELETED_ONLY: 'deleted',
  ALL: 'all',
} as const satisfies Record<string, View>

/** Parameters of a search as services take them: those that are not sent are left out. */
export function searchOf({
  filter: filterText = '',
  order_by: order,
  page_token: cursor = '',
  max_results: limit,
}: {
  readonly filter?: string
  readonly order_by: readonly string[]
  readonly page_token?: string
  readonly max_results: number
}): {
  readonly filter?: string
  readonly orderBy?: readonly string[]
  readonly cursor?: string
  readonly limit: number
} {
  return {
    limit,
    ...(filterText.trim() !== '' && { filter: filterText }),
    ...(order.length > 0 && { orderBy: order }),
    ...(cursor !== '' && { cursor }),
  }
}

/** Returns the experiment of a request, on which grants decide. */
export function ofExperiment({ experiment_id: id }: { readonly experiment_id: string }): GrantObject {
  return { kind: 'experiment', id }
}
