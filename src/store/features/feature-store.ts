import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { featuresOf, type FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'
import { timeText } from './feast/time.ts'
import { entityFromText } from './feature-value.ts'
import type { Materialized, MaterializeReport, MaterializeRequest } from './offline/materialize.ts'
import { plainValue, storedValues } from './on-demand.ts'
import { isUnusable } from '../../data/cells/cell-cleaner.ts'
import {
  clockSkew,
  findView,
  type HeldRow,
  heldRow,
  isExpired,
  type OnlineColumn,
  type OnlineFeaturesRequest,
  onlineFeatures,
  readFor,
} from './online-features.ts'
import { type Frame, pushedRows } from './push.ts'
import type { OnlineStore } from './store.ts'
import { type StoredColumn, storedColumnsOf } from './stored-columns.ts'
import { getOwn } from '../../base/own-property.ts'

interface FeatureStoreParts {
  readonly project: Project
  readonly store: OnlineStore
  readonly materialize: (request: MaterializeRequest) => Promise<readonly Materialized[]>
  /** By view; without those that never were materialized. */
  readonly materializeReports: () => Promise<ReadonlyMap<string, MaterializeReport>>
  readonly now: () => Date
  /** Entities of one request, and rows of one push, at most. */
  readonly maxRows: number
}

/** A value for a column, and where it comes from. */
interface GivenValue {
  readonly value: number | string | boolean | null
  readonly view: string
  /** ISO 8601. */
  readonly since: string
  readonly ageSeconds: number
  /** The store holds a value that the column does not allow: `value` is null. */
  readonly isUnusable: boolean
}

/** What a view holds of one entity. */
export interface EntityView {
  readonly view: FeatureView
  /** Null: the entity is not in this view. */
  readonly since: string | null
  readonly ageSeconds: number | null
  /** Past the view's ttl: not used for predictions. */
  readonly expired: boolean
  readonly features: readonly {
    readonly name: string
    readonly value: number | string | boolean | null
    /** The store holds a value that the project's column does not allow; it counts as missing. */
    readonly isUnusable: boolean
  }[]
}

export interface FeatureStoreAbout {
  readonly kind: string
  readonly reachable: boolean
  readonly views: readonly {
    readonly view: FeatureView
    readonly materializedUntil: string | null
    readonly lastMaterialized: MaterializeReport | null
  }[]
}

/** The features of a project's entities as they hold now: what is declared, how old it may be, and what is computed from it. */
export class FeatureStore {
  readonly views: readonly FeatureView[]
  readonly #parts: FeatureStoreParts
  readonly #columns: ReadonlyMap<FeatureView, ReadonlyMap<string, StoredColumn>>
  #materializing = false

  /** The store is closed with this. */
  constructor(parts: FeatureStoreParts) {
    this.#parts = parts
    this.views = parts.project.featureViews ?? []
    this.#columns = new Map(this.views.map((view) => [view, storedColumnsOf(parts.project, view)]))
  }

  /** `sqlite`, `redis`. */
  get kind(): string {
    return this.#parts.store.kind
  }

  /** What Feast's server answers to `/get-online-features`. @throws LapidaryError see `onlineFeatures`. */
  getOnlineFeatures(request: OnlineFeaturesRequest): Promise<readonly OnlineColumn[]> {
    const { store, now, maxRows: maxEntities } = this.#parts
    return onlineFeatures(request, { views: this.views, store, now, maxEntities, columnsOf: (view) => this.#columnsOf(view) })
  }

  /**
   * Values for columns of the project, one map an entity, without what the store does not know or what is too old. One round trip,
   * whatever the number of entities and views. A column that two views have comes from the first of them.
   *
   * @param entities values of the project's entity field; one that can be no key of a view is not in it.
   * @throws LapidaryError `online-store-unavailable`, `online-store-garbage`.
   */
  async valuesFor(entities: readonly string[], columns: readonly string[]): Promise<readonly ReadonlyMap<string, GivenValue>[]> {
    const given = entities.map(() => new Map<string, GivenValue>())
    const now = this.#parts.now().getTime()
    const wanted = new Set(columns)
    const reads = this.views.map(async (view) => {
      const names = Object.keys(featuresOf(view)).filter((name) => wanted.delete(name))
      if (names.length === 0) return
      const rows = await this.#read(view, entities, names, now)
      rows.forEach((row, i) => {
        if (row === null || isExpired(view, row.eventTime, now)) return
        const { since, ageSeconds } = ageOf(row.eventTime, now)
        for (const { name, ...value } of valuesOf(view, this.#columnsOf(view), names, row))
          given[i]?.set(name, { ...value, view: view.name, since, ageSeconds })
      })
    })
    await Promise.all(reads)
    return given
  }

  /**
   * Writes the rows of a table that are newer than what is there; answers how many were.
   * @throws LapidaryError `unknown-feature-view`, those of `pushedRows` (then nothing is written) and of the store.
   */
  async push(view: string, frame: Frame): Promise<number> {
    const found = findView(this.views, view)
    const { store, maxRows } = this.#parts
    const now = this.#parts.now()
    return store.write(found, pushedRows(found, frame, { maxRows, now }), now.getTime() + clockSkew)
  }

  /** All that the store holds of one entity, with ages. */
  async entityFeatures(entity: string): Promise<readonly EntityView[]> {
    const now = this.#parts.now().getTime()
    return Promise.all(
      this.views.map(async (view): Promise<EntityView> => {
        const names = Object.keys(featuresOf(view))
        const [row = null] = await this.#read(view, [entity], names, now)
        if (row === null) return { view, since: null, ageSeconds: null, expired: false, features: [] }
        const features = [...valuesOf(view, this.#columnsOf(view), names, row)]
        return { view, ...ageOf(row.eventTime, now), expired: isExpired(view, row.eventTime, now), features }
      }),
    )
  }

  /** What is declared, and how far the store is. A store that does not answer is not reachable, and no error. */
  async about(): Promise<FeatureStoreAbout> {
    let untils: ReadonlyMap<string, number> | null = null
    try {
      untils = await this.#parts.store.materializedUntil()
    } catch (error) {
      if (!(error instanceof LapidaryError)) throw error
    }
    const reports = await this.#parts.materializeReports()
    const views = this.views.map((view) => {
      const until = untils?.get(view.name)
      const lastMaterialized = reports.get(view.name) ?? null
      return { view, materializedUntil: until === undefined ? null : timeText(until), lastMaterialized }
    })
    return { kind: this.kind, reachable: untils !== null, views }
  }

  /** Keys in the online store as people read them (`student_id=S1`), at most `limit`. */
  keys(limit: number): Promise<readonly string[]> {
    return this.#parts.store.keys(limit)
  }

  /** Forgets one entity (LGPD art. 18); answers in how many views it was. Sources are not touched: see to it that they forget too. */
  async erase(entity: string): Promise<number> {
    let erased = 0
    for (const view of this.views) {
      const key = entityFromText(view, entity)
      if (key !== null && (await this.#parts.store.erase(view, key))) erased++
    }
    return erased
  }

  /**
   * Brings the store up to date from the sources of the views; one at a time.
   * @throws LapidaryError `materialize-running`, those of `materialize`.
   */
  async materialize(request: MaterializeRequest): Promise<readonly Materialized[]> {
    if (this.#materializing) throw new LapidaryError('materialize-running')
    this.#materializing = true
    try {
      return await this.#parts.materialize(request)
    } finally {
      this.#materializing = false
    }
  }

  /** @throws LapidaryError `online-store-unavailable` */
  ping(): Promise<void> {
    return this.#parts.store.ping()
  }

  close(): Promise<void> {
    return this.#parts.store.close()
  }

  #columnsOf(view: FeatureView): ReadonlyMap<string, StoredColumn> {
    return this.#columns.get(view) as ReadonlyMap<string, StoredColumn>
  }

  async #read(
    view: FeatureView,
    entities: readonly string[],
    names: readonly string[],
    now: number,
  ): Promise<readonly HeldRow[]> {
    const keys = entities.map((entity) => entityFromText(view, entity))
    const known = keys.filter((key) => key !== null)
    const rows = await this.#parts.store.read(view, known, readFor(view, names))
    const columns = this.#columnsOf(view)
    let next = 0
    return keys.map((key) => (key === null ? null : heldRow(rows[next++] ?? null, now, columns)))
  }
}

function ageOf(eventTime: number, now: number): { readonly since: string; readonly ageSeconds: number } {
  return { since: timeText(eventTime), ageSeconds: Math.max(0, Math.floor((now - eventTime) / 1000)) }
}

interface NamedValue {
  readonly name: string
  readonly value: number | string | boolean | null
  readonly isUnusable: boolean
}

/** Values of a row by name, without features that it never had. What is computed is cleaned too: it is a value of a column like any other. */
function* valuesOf(
  view: FeatureView,
  columns: ReadonlyMap<string, StoredColumn>,
  names: readonly string[],
  { values, unusable }: NonNullable<HeldRow>,
): Generator<NamedValue> {
  for (const name of names) {
    const compute = Object.hasOwn(view.features, name) ? undefined : view.onDemand?.[name]
    if (compute !== undefined) {
      const value = compute.compute(storedValues(view, values))
      const column = columns.get(name)
      const cell = column?.clean(value)
      if (column === undefined || cell === undefined) yield { name, value, isUnusable: false }
      else yield { name, value: column.toRow(cell.value), isUnusable: isUnusable(cell) }
      continue
    }
    const value = getOwn(values, name)
    if (value !== undefined) {
      const toRow = columns.get(name)?.toRow ?? plainValue
      yield { name, value: toRow(value), isUnusable: unusable.has(name) }
    }
  }
}
