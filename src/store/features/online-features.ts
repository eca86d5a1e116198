import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { type FeatureField, featuresOf, type FeatureValueType, type FeatureView } from '../../project/feature-view.ts'
import { checkedEntity } from './feature-value.ts'
import { storedValues } from './on-demand.ts'
import type { FeatureValue, OnlineStore, StoredRow } from './store.ts'
import { cleanValues, type StoredColumn } from './stored-columns.ts'
import { getOwn } from '../../base/own-property.ts'

/** As Feast names them. `OUTSIDE_MAX_AGE`: the view's ttl is over, and the value is not given. */
export type FeatureStatus = 'PRESENT' | 'NULL_VALUE' | 'NOT_FOUND' | 'OUTSIDE_MAX_AGE'

export interface OnlineFeaturesRequest {
  /** `view:feature`. */
  readonly features: readonly string[]
  /** Keys of the entities, under the name of the join key. */
  readonly entities: Readonly<Record<string, readonly unknown[]>>
  /** Answers `view__feature` instead of `feature`. */
  readonly fullNames?: boolean
}

/** One feature of all entities asked for, or their join key; the lists have an item an entity. */
export interface OnlineColumn {
  readonly name: string
  readonly type: FeatureValueType
  readonly values: readonly FeatureValue[]
  readonly statuses: readonly FeatureStatus[]
  /** Milliseconds since 1970; 0 where there is none. The same list for all features of a view. */
  readonly eventTimes: readonly number[]
}

/** What the store holds of an entity now; `unusable` names the features whose value a column of the project does not allow. */
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
 * What a request asks for: first the join keys, then the features, view by view.
 *
 * @throws LapidaryError `bad-feature-name`, `unknown-feature-view`, `unknown-feature`, `feature-names-collide`, `bad-entities`,
 * `bad-entity-key`, those of the store.
 */
export async function onlineFeatures(request: OnlineFeaturesRequest, effects: Effects): Promise<readonly OnlineColumn[]> {
  const { views, store, now, maxEntities, columnsOf } = effects
  const plan = planOf(request, views)
  const entities = entitiesOf(request, plan, maxEntities)
  const time = now().getTime()
  const keys = plan[0] === undefined ? [] : [keyColumn(plan[0].view, entities)]
  const columns = await Promise.all(
    plan.map(async ({ view, features }) => {
      const rows = await store.read(view, entities, readFor(view, features))
      const columns = columnsOf(view)
      const held = rows.map((row) => heldRow(row, time, columns))
      return answerColumns(view, columns, features, held, time, request.fullNames === true)
    }),
  )
  return [...keys, ...columns.flat()]
}

/** @throws LapidaryError `unknown-feature-view` */
export function findView(views: readonly FeatureView[], name: string): FeatureView {
  const view = views.find((each) => each.name === name)
  if (view !== undefined) return view
  throw new LapidaryError('unknown-feature-view', { view: cut(name), known: views.map((each) => each.name).join(', ') })
}

/** Features to read for those asked for: what is computed on demand may look at any of its view. */
export function readFor({ features, onDemand = {} }: FeatureView, asked: readonly string[]): readonly string[] {
  return asked.some((name) => Object.hasOwn(onDemand, name)) ? Object.keys(features) : asked
}

/** Clocks of other machines may be ahead by as much, in milliseconds: a value from further in the future does not hold yet. */
export const clockSkew = 5 * 60_000

/** Returns true for a value that holds from a time to come: it is not given before. */
export function isInFuture(eventTime: number, now: number): boolean {
  return eventTime - now > clockSkew
}

/** A row as it holds now, its values cleaned as the project's columns are; null also for one that holds from a time to come. */
export function heldRow(row: StoredRow, now: number, columns: ReadonlyMap<string, StoredColumn>): HeldRow {
  if (row === null || isInFuture(row.eventTime, now)) return null
  return { eventTime: row.eventTime, ...cleanValues(columns, row.values) }
}

/** Returns true once a value that holds since `eventTime` is older than its view allows. */
export function isExpired({ ttl }: FeatureView, eventTime: number, now: number): boolean {
  return ttl !== undefined && now - eventTime > ttl * 1000
}

function planOf({ features, fullNames }: OnlineFeaturesRequest, views: readonly FeatureView[]): PlannedView[] {
  const plan = new Map<string, PlannedView>()
  const names = new Set<string>()
  if (features.length === 0) throw new LapidaryError('bad-feature-name', { seen: '', known: known(views) })
  for (const reference of features) {
    const colon = reference.indexOf(':')
    if (colon < 1) throw new LapidaryError('bad-feature-name', { seen: cut(reference), known: known(views) })
    const viewName = reference.slice(0, colon)
    const feature = reference.slice(colon + 1)
    const planned = plan.get(viewName) ?? { view: findView(views, viewName), features: [] }
    plan.set(viewName, planned)
    if (fieldOf(planned.view, feature) === null) {
      const has = Object.keys(featuresOf(planned.view)).join(', ')
      throw new LapidaryError('unknown-feature', { view: viewName, feature: cut(feature), known: has })
    }
    const name = fullNames === true ? reference : feature
    if (names.has(name)) throw new LapidaryError('feature-names-collide', { name })
    names.add(name)
    planned.features.push(feature)
  }
  return [...plan.values()]
}

function fieldOf({ features, onDemand = {} }: FeatureView, name: string): FeatureField | null {
  if (Object.hasOwn(features, name)) return features[name] as FeatureField
  return Object.hasOwn(onDemand, name) ? (onDemand[name] as FeatureField) : null
}

/** All views of a project have one join key. */
function entitiesOf(
  { entities }: OnlineFeaturesRequest,
  plan: readonly PlannedView[],
  limit: number,
): (string | number | bigint)[] {
  const view = plan[0]?.view as FeatureView
  const key = view.joinKey
  const names = Object.keys(entities)
  const values = Object.hasOwn(entities, key) ? (entities[key] as readonly unknown[]) : []
  if (names.length !== 1 || values.length === 0 || values.length > limit) {
    const seen = names.map((name) => `"${cut(name)}" (${entities[name]?.length})`).join(', ') || '{}'
    throw new LapidaryError('bad-entities', { key, limit, seen })
  }
  return values.map((value) => checkedEntity(view, value))
}

function keyColumn({ joinKey, joinKeyType = 'string' }: FeatureView, entities: readonly FeatureValue[]): OnlineColumn {
  const statuses = entities.map((): FeatureStatus => 'PRESENT')
  return { name: joinKey, type: joinKeyType, values: entities, statuses, eventTimes: entities.map(() => 0) }
}

// Hot: plain loops over features and entities.
function answerColumns(
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
          const computed = compute.compute(storedValues(view, row.values))
          const column = columns.get(feature)
          value = column === undefined ? computed : column.clean(computed).value
        }
      }
      values.push(value ?? null)
      statuses.push(statusOf(row, expired[i] === true, value))
    }
    const { type } = fieldOf(view, feature) as FeatureField
    return { name: fullNames ? `${view.name}__${feature}` : feature, type, values, statuses, eventTimes }
  })
}

function statusOf(row: HeldRow, expired: boolean, value: FeatureValue | undefined): FeatureStatus {
  if (row === null) return 'NOT_FOUND'
  if (expired) return 'OUTSIDE_MAX_AGE'
  if (value === undefined) return 'NOT_FOUND'
  return value === null ? 'NULL_VALUE' : 'PRESENT'
}

function known(views: readonly FeatureView[]): string {
  return views.flatMap((view) => Object.keys(featuresOf(view)).map((name) => `${view.name}:${name}`)).join(', ')
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
