import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import {
  type FeatureField,
  featuresOf,
  type FeatureValueType,
  type FeatureView,
} from '../../project/feature-view.ts'
import { validateEntity } from './feature-value.ts'
import { getStoredValues } from './on-demand.ts'
import type { FeatureValue, OnlineStore, StoredRow } from './store.ts'
import { cleanValues, type StoredColumn } from './stored-columns.ts'
import { getOwn } from '../../base/own-property.ts'

/**
 * Status of a value, as Feast names it. `OUTSIDE_MAX_AGE`: the view's ttl is over, and the value is
 * not returned.
 */
export type FeatureStatus = 'PRESENT' | 'NULL_VALUE' | 'NOT_FOUND' | 'OUTSIDE_MAX_AGE'

export interface OnlineFeaturesRequest {
  /** Names in the form `view:feature`. */
  readonly features: readonly string[]
  /** Keys of the entities, under the name of the join key. */
  readonly entities: Readonly<Record<string, readonly unknown[]>>
  /** Returns `view__feature` instead of `feature`. */
  readonly fullNames?: boolean
}

/**
 * One feature of all requested entities, or their join key; the lists have an item for each entity.
 */
export interface OnlineColumn {
  readonly name: string
  readonly type: FeatureValueType
  readonly values: readonly FeatureValue[]
  readonly statuses: readonly FeatureStatus[]
  /** Milliseconds since 1970; 0 if there is none. The same list for all features of a view. */
  readonly eventTimes: readonly number[]
}

/**
 * Current stored row of an entity; `unusable` names the features whose value a column of the
 * project does not allow.
 */
export type HeldRow = (NonNullable<StoredRow> & { readonly unusable: ReadonlySet<string> }) | null

interface PlannedView {
  readonly view: FeatureView
  readonly features: string[]
}

interface Effects {
  readonly views: readonly FeatureView[]
  readonly store: OnlineStore
  readonly now: () => Date
  readonly maxEntities: number
  /** Columns of the project that a view provides, by feature. */
  readonly columnsOf: (view: FeatureView) => ReadonlyMap<string, StoredColumn>
}

/**
 * Reads what a request asks for: first the join keys, then the features, view by view.
 *
 * @throws LapidaryError `bad-feature-name`, `unknown-feature-view`, `unknown-feature`,
 *   `feature-names-collide`, `bad-entities`, `bad-entity-key`, those of the store.
 */
export async function readOnlineFeatures(
  request: OnlineFeaturesRequest,
  effects: Effects,
): Promise<readonly OnlineColumn[]> {
  const { views, store, now, maxEntities, columnsOf } = effects
  const plan = createPlan(request, views)
  const entities = getEntities(request, plan, maxEntities)
  const time = now().getTime()
  const keys = plan[0] === undefined ? [] : [createKeyColumn(plan[0].view, entities)]
  const columns = await Promise.all(
    plan.map(async ({ view, features }) => {
      const rows = await store.read(view, entities, getFeaturesToRead(view, features))
      const columns = columnsOf(view)
      const held = rows.map((row) => cleanHeldRow(row, time, columns))
      return createColumns(view, columns, features, held, time, request.fullNames === true)
    }),
  )
  return [...keys, ...columns.flat()]
}

/**
 * Finds a view by name.
 *
 * @throws LapidaryError `unknown-feature-view`
 */
export function findView(views: readonly FeatureView[], name: string): FeatureView {
  const view = views.find((each) => each.name === name)
  if (view !== undefined) return view
  throw new LapidaryError('unknown-feature-view', {
    view: shorten(name),
    known: views.map((each) => each.name).join(', '),
  })
}

/**
 * Returns the features to read for the requested ones: an on-demand feature may use any feature of
 * its view.
 */
export function getFeaturesToRead(
  { features, onDemand = {} }: FeatureView,
  requested: readonly string[],
): readonly string[] {
  return requested.some((name) => Object.hasOwn(onDemand, name)) ? Object.keys(features) : requested
}

/**
 * Milliseconds by which clocks of other machines may be ahead: a value from further in the future
 * is not valid yet.
 */
export const clockSkewMs = 5 * 60_000

/** Returns true for a value with a future event time, which is not returned before. */
export function isInFuture(eventTime: number, now: number): boolean {
  return eventTime - now > clockSkewMs
}

/** Cleans a stored row as the project's columns; null for one with a future event time. */
export function cleanHeldRow(
  row: StoredRow,
  now: number,
  columns: ReadonlyMap<string, StoredColumn>,
): HeldRow {
  if (row === null || isInFuture(row.eventTime, now)) return null
  return { eventTime: row.eventTime, ...cleanValues(columns, row.values) }
}

/** Returns true if a value from `eventTime` is older than its view allows. */
export function isExpired({ ttl }: FeatureView, eventTime: number, now: number): boolean {
  return ttl !== undefined && now - eventTime > ttl * 1000
}

function createPlan(
  { features, fullNames }: OnlineFeaturesRequest,
  views: readonly FeatureView[],
): PlannedView[] {
  const plan = new Map<string, PlannedView>()
  const names = new Set<string>()
  if (features.length === 0)
    throw new LapidaryError('bad-feature-name', { seen: '', known: listKnown(views) })
  for (const reference of features) {
    const colon = reference.indexOf(':')
    if (colon < 1)
      throw new LapidaryError('bad-feature-name', { seen: shorten(reference), known: listKnown(views) })
    const viewName = reference.slice(0, colon)
    const feature = reference.slice(colon + 1)
    const planned = plan.get(viewName) ?? { view: findView(views, viewName), features: [] }
    plan.set(viewName, planned)
    if (findField(planned.view, feature) === null) {
      const has = Object.keys(featuresOf(planned.view)).join(', ')
      throw new LapidaryError('unknown-feature', { view: viewName, feature: shorten(feature), known: has })
    }
    const name = fullNames === true ? reference : feature
    if (names.has(name)) throw new LapidaryError('feature-names-collide', { name })
    names.add(name)
    planned.features.push(feature)
  }
  return [...plan.values()]
}

function findField({ features, onDemand = {} }: FeatureView, name: string): FeatureField | null {
  if (Object.hasOwn(features, name)) return features[name] as FeatureField
  return Object.hasOwn(onDemand, name) ? (onDemand[name] as FeatureField) : null
}

/** Validates the requested entities. All views of a project have one join key. */
function getEntities(
  { entities }: OnlineFeaturesRequest,
  plan: readonly PlannedView[],
  limit: number,
): (string | number | bigint)[] {
  const view = plan[0]?.view as FeatureView
  const key = view.joinKey
  const names = Object.keys(entities)
  const values = Object.hasOwn(entities, key) ? (entities[key] as readonly unknown[]) : []
  if (names.length !== 1 || values.length === 0 || values.length > limit) {
    const seen = names.map((name) => `"${shorten(name)}" (${entities[name]?.length})`).join(', ') || '{}'
    throw new LapidaryError('bad-entities', { key, limit, seen })
  }
  return values.map((value) => validateEntity(view, value))
}

function createKeyColumn(
  { joinKey, joinKeyType = 'string' }: FeatureView,
  entities: readonly FeatureValue[],
): OnlineColumn {
  const statuses = entities.map((): FeatureStatus => 'PRESENT')
  return { name: joinKey, type: joinKeyType, values: entities, statuses, eventTimes: entities.map(() => 0) }
}

// Hot: plain loops over features and entities.
function createColumns(
  view: FeatureView,
  columns: ReadonlyMap<string, StoredColumn>,
  features: readonly string[],
  rows: readonly HeldRow[],
  now: number,
  fullNames: boolean,
): OnlineColumn[] {
  const eventTimes = rows.map((row) => row?.eventTime ?? 0)
  const expired = rows.map((row) => row !== null && isExpired(view, row.eventTime, now))
  return features.map((feature) => {
    const compute = Object.hasOwn(view.features, feature) ? undefined : view.onDemand?.[feature]
    const values: FeatureValue[] = []
    const statuses: FeatureStatus[] = []
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as HeldRow
      let value: FeatureValue | undefined
      if (row !== null && expired[i] !== true) {
        value = getOwn(row.values, feature)
        if (compute !== undefined) {
          const computed = compute.compute(getStoredValues(view, row.values))
          const column = columns.get(feature)
          value = column === undefined ? computed : column.clean(computed).value
        }
      }
      values.push(value ?? null)
      statuses.push(getStatus(row, expired[i] === true, value))
    }
    const { type } = findField(view, feature) as FeatureField
    return { name: fullNames ? `${view.name}__${feature}` : feature, type, values, statuses, eventTimes }
  })
}

function getStatus(row: HeldRow, expired: boolean, value: FeatureValue | undefined): FeatureStatus {
  if (row === null) return 'NOT_FOUND'
  if (expired) return 'OUTSIDE_MAX_AGE'
  if (value === undefined) return 'NOT_FOUND'
  return value === null ? 'NULL_VALUE' : 'PRESENT'
}

function listKnown(views: readonly FeatureView[]): string {
  return views
    .flatMap((view) => Object.keys(featuresOf(view)).map((name) => `${view.name}:${name}`))
    .join(', ')
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
