import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { featuresOf, type FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'
import { timeText } from './feast/time.ts'
import { parseEntity } from './feature-value.ts'
import type { Materialized, MaterializeReport, MaterializeRequest } from './offline/materialize.ts'
import { toPlainValue, getStoredValues } from './on-demand.ts'
import { isUnusable } from '../../data/cells/cell-cleaner.ts'
import {
  clockSkewMs,
  findView,
  type HeldRow,
  cleanHeldRow,
  isExpired,
  type OnlineColumn,
  type OnlineFeaturesRequest,
  readOnlineFeatures,
  getFeaturesToRead,
} from './online-features.ts'
import { type Frame, parsePushedRows } from './push.ts'
import type { OnlineStore } from './store.ts'
import { type StoredColumn, findStoredColumns } from './stored-columns.ts'
import { getOwn } from '../../base/own-property.ts'

interface FeatureStoreParts {
  readonly project: Project
  readonly store: OnlineStore
  readonly materialize: (request: MaterializeRequest) => Promise<readonly Materialized[]>
  /** Reports by view; without views that were never materialized. */
  readonly materializeReports: () => Promise<ReadonlyMap<string, MaterializeReport>>
  readonly now: () => Date
  /** Largest number of entities of one request, and of rows of one push. */
  readonly maxRows: number
}

/** A value for a column, with its source. */
interface GivenValue {
  readonly value: number | string | boolean | null
  readonly view: string
  /** ISO 8601. */
  readonly since: string
  readonly ageSeconds: number
  /** True if the stored value is not allowed in the column: `value` is null. */
  readonly isUnusable: boolean
}

/** A view's stored values of one entity. */
export interface EntityView {
  readonly view: FeatureView
  /** Event time; null if the entity is not in this view. */
  readonly since: string | null
  readonly ageSeconds: number | null
  /** True if the values are older than the view's ttl, and so not used for predictions. */
  readonly expired: boolean
  readonly features: readonly {
    readonly name: string
    readonly value: number | string | boolean | null
    /** True if the stored value is not allowed in the project's column; it counts as missing. */
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

/**
 * Provides the current features of a project's entities: the declared views, the ages of values,
 * and the features computed from them.
 */
export class FeatureStore {
  readonly views: readonly FeatureView[]
  readonly #parts: FeatureStoreParts
  readonly #columns: ReadonlyMap<FeatureView, ReadonlyMap<string, StoredColumn>>
  #materializing = false

  /** Creates the feature store, which closes `parts.store` when it is closed. */
  constructor(parts: FeatureStoreParts) {
    this.#parts = parts
    this.views = parts.project.featureViews ?? []
    this.#columns = new Map(this.views.map((view) => [view, findStoredColumns(parts.project, view)]))
  }

  /** `sqlite`, `redis`. */
  get kind(): string {
    return this.#parts.store.kind
  }

  /**
   * Reads features as Feast's `/get-online-features` does.
   *
   * @throws LapidaryError see `readOnlineFeatures`
   */
  getOnlineFeatures(request: OnlineFeaturesRequest): Promise<readonly OnlineColumn[]> {
    const { store, now, maxRows: maxEntities } = this.#parts
    return readOnlineFeatures(request, {
      views: this.views,
      store,
      now,
      maxEntities,
      columnsOf: (view) => this.#getColumns(view),
    })
  }

  /**
   * Values for columns of the project, one map for each entity, without values that are missing in
   * the store or too old. It takes one round trip for any number of entities and views. A column of
   * two views comes from the first of them.
   *
   * @param entities values of the project's entity field; a value that cannot be a key of a view is
   *   treated as not in it.
   * @throws LapidaryError `online-store-unavailable`, `online-store-garbage`.
   */
  async valuesFor(
    entities: readonly string[],
    columns: readonly string[],
  ): Promise<readonly ReadonlyMap<string, GivenValue>[]> {
    const given = entities.map(() => new Map<string, GivenValue>())
    const now = this.#parts.now().getTime()
    const wanted = new Set(columns)
    const reads = this.views.map(async (view) => {
      const names = Object.keys(featuresOf(view)).filter((name) => wanted.delete(name))
      if (names.length === 0) return
      const rows = await this.#read(view, entities, names, now)
      rows.forEach((row, i) => {
        if (row === null || isExpired(view, row.eventTime, now)) return
        const { since, ageSeconds } = computeAge(row.eventTime, now)
        for (const { name, ...value } of listValues(view, this.#getColumns(view), names, row))
          given[i]?.set(name, { ...value, view: view.name, since, ageSeconds })
      })
    })
    await Promise.all(reads)
    return given
  }

  /**
   * Writes the rows of a table that are newer than the stored ones, and returns how many were
   * written.
   * @throws LapidaryError `unknown-feature-view`, those of `parsePushedRows` (then nothing is
   *   written) and of the store.
   */
  async push(view: string, frame: Frame): Promise<number> {
    const found = findView(this.views, view)
    const { store, maxRows } = this.#parts
    const now = this.#parts.now()
    return store.write(found, parsePushedRows(found, frame, { maxRows, now }), now.getTime() + clockSkewMs)
  }

  /** Reads all stored features of one entity, with ages. */
  async entityFeatures(entity: string): Promise<readonly EntityView[]> {
    const now = this.#parts.now().getTime()
    return Promise.all(
      this.views.map(async (view): Promise<EntityView> => {
        const names = Object.keys(featuresOf(view))
        const [row = null] = await this.#read(view, [entity], names, now)
        if (row === null) return { view, since: null, ageSeconds: null, expired: false, features: [] }
        const features = [...listValues(view, this.#getColumns(view), names, row)]
        return {
          view,
          ...computeAge(row.eventTime, now),
          expired: isExpired(view, row.eventTime, now),
          features,
        }
      }),
    )
  }

  /**
   * Returns the declared views and the times until which they are materialized. An unreachable
   * store is reported as such, and no error.
   */
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

  /** Returns keys of the online store in readable form (`student_id=S1`), at most `limit`. */
  keys(limit: number): Promise<readonly string[]> {
    return this.#parts.store.keys(limit)
  }

  /**
   * Erases one entity (LGPD art. 18) and returns the number of views it was in. Sources are not
   * changed: the entity must be erased there too.
   */
  async erase(entity: string): Promise<number> {
    let erased = 0
    for (const view of this.views) {
      const key = parseEntity(view, entity)
      if (key !== null && (await this.#parts.store.erase(view, key))) erased++
    }
    return erased
  }

  /**
   * Updates the store from the sources of the views; one call at a time.
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

  /**
   * Checks that the store is reachable.
   *
   * @throws LapidaryError `online-store-unavailable`
   */
  ping(): Promise<void> {
    return this.#parts.store.ping()
  }

  close(): Promise<void> {
    return this.#parts.store.close()
  }

  #getColumns(view: FeatureView): ReadonlyMap<string, StoredColumn> {
    return this.#columns.get(view) as ReadonlyMap<string, StoredColumn>
  }

  async #read(
    view: FeatureView,
    entities: readonly string[],
    names: readonly string[],
    now: number,
  ): Promise<readonly HeldRow[]> {
    const keys = entities.map((entity) => parseEntity(view, entity))
    const known = keys.filter((key) => key !== null)
    const rows = await this.#parts.store.read(view, known, getFeaturesToRead(view, names))
    const columns = this.#getColumns(view)
    let next = 0
    return keys.map((key) => (key === null ? null : cleanHeldRow(rows[next++] ?? null, now, columns)))
  }
}

function computeAge(eventTime: number, now: number): { readonly since: string; readonly ageSeconds: number } {
  return { since: timeText(eventTime), ageSeconds: Math.max(0, Math.floor((now - eventTime) / 1000)) }
}

interface NamedValue {
  readonly name: string
  readonly value: number | string | boolean | null
  readonly isUnusable: boolean
}

/**
 * Yields the values of a row by name, without features that it never had. Computed values are
 * cleaned too, as any value of a column.
 */
function* listValues(
  view: FeatureView,
  columns: ReadonlyMap<string, StoredColumn>,
  names: readonly string[],
  { values, unusable }: NonNullable<HeldRow>,
): Generator<NamedValue> {
  for (const name of names) {
    const compute = Object.hasOwn(view.features, name) ? undefined : view.onDemand?.[name]
    if (compute !== undefined) {
      const value = compute.compute(getStoredValues(view, values))
      const column = columns.get(name)
      const cell = column?.clean(value)
      if (column === undefined || cell === undefined) yield { name, value, isUnusable: false }
      else yield { name, value: column.toRow(cell.value), isUnusable: isUnusable(cell) }
      continue
    }
    const value = getOwn(values, name)
    if (value !== undefined) {
      const toRow = columns.get(name)?.toRow ?? toPlainValue
      yield { name, value: toRow(value), isUnusable: unusable.has(name) }
    }
  }
}
