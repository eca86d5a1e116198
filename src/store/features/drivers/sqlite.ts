import { setImmediate } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { toStorageError } from '../../../base/files/storage-error.ts'
import type { FeatureField, FeatureValueType, FeatureView } from '../../../project/feature-view.ts'
import type { Migrations } from '../../sql/migrate.ts'
import { type Database, openDatabase } from '../../sql/open-database.ts'
import { validateEntity, validateValue } from '../feature-value.ts'
import type { FeatureValue, OnlineRow, OnlineStore, StoredRow } from '../store.ts'
import { getOwn, setOwn } from '../../../base/own-property.ts'

export const onlineStoreMigrations: Migrations = {
  part: 'online-store',
  steps: [
    `CREATE TABLE online_row (
      view TEXT NOT NULL, entity TEXT NOT NULL, join_key TEXT NOT NULL, event_time REAL NOT NULL, created_time REAL, features TEXT NOT NULL,
      PRIMARY KEY (view, entity)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE materialized (view TEXT PRIMARY KEY, until REAL NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}

type Entity = string | number | bigint
type Found = { readonly event_time: number; readonly features: string }

/** Rows of one transaction: about 10 ms in which nothing else runs. */
const rowsPerCommit = 1000

/** Stores online features in a separate SQLite file: the default of a project without Redis. */
export class SqliteOnlineStore implements OnlineStore {
  readonly kind = 'sqlite'
  readonly #database: Database
  readonly #find: SqliteDatabase.Statement<[string, string], Found>
  readonly #upsert: SqliteDatabase.Statement<[string, string, string, number, number | null, string, number]>

  /**
   * Opens the store.
   *
   * @param path of the file, which is created if it does not exist
   * @throws what `openDatabase` throws
   */
  static open(path: string): SqliteOnlineStore {
    return new SqliteOnlineStore(openDatabase(path, [onlineStoreMigrations], { durability: 'process' }))
  }

  private constructor(database: Database) {
    this.#database = database
    this.#find = database.sqlite.prepare(
      'SELECT event_time, features FROM online_row WHERE view = ? AND entity = ?',
    )
    this.#upsert = database.sqlite.prepare(
      `INSERT INTO online_row (view, entity, join_key, event_time, created_time, features) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (view, entity) DO UPDATE SET join_key = excluded.join_key, event_time = excluded.event_time,
        created_time = excluded.created_time, features = excluded.features
      WHERE excluded.event_time > event_time OR event_time > ? OR
        (excluded.event_time = event_time AND excluded.created_time > coalesce(created_time, -1e300))`,
    )
  }

  async read(
    view: FeatureView,
    entities: readonly Entity[],
    features: readonly string[],
  ): Promise<readonly StoredRow[]> {
    const types = features.map((name) => (view.features[name] as FeatureField).type)
    return this.#withStorageError(() =>
      entities.map((entity): StoredRow => {
        const found = this.#find.get(view.name, String(validateEntity(view, entity)))
        if (found === undefined) return null
        const stored = JSON.parse(found.features) as Readonly<Record<string, unknown>>
        const values: Record<string, FeatureValue | undefined> = {}
        features.forEach((name, i) => {
          setOwn(
            values,
            name,
            Object.hasOwn(stored, name) ? fromCell(stored[name], types[i] as FeatureValueType) : undefined,
          )
        })
        return { eventTime: found.event_time, values }
      }),
    )
  }

  async write(
    view: FeatureView,
    rows: readonly OnlineRow[],
    latest = Number.POSITIVE_INFINITY,
  ): Promise<number> {
    const features = Object.keys(view.features)
    const stored = rows.map(({ entity, eventTime, createdTime = null, values }) => {
      const cells = Object.fromEntries(
        features.map((name) => [name, toCell(validateValue(view, name, getOwn(values, name)))]),
      )
      const times = [
        toMicroseconds(eventTime),
        createdTime === null ? null : toMicroseconds(createdTime),
      ] as const
      return [
        view.name,
        String(validateEntity(view, entity)),
        view.joinKey,
        ...times,
        JSON.stringify(cells),
        latest,
      ] as const
    })
    let written = 0
    for (let start = 0; start < stored.length; start += rowsPerCommit) {
      if (start > 0) await setImmediate() // lets other work run in between
      const some = stored.slice(start, start + rowsPerCommit)
      const commit = this.#database.sqlite.transaction(() =>
        some.reduce((sum, row) => sum + this.#upsert.run(...row).changes, 0),
      )
      written += this.#withStorageError(() => commit.immediate())
    }
    return written
  }

  async keys(limit: number): Promise<readonly string[]> {
    const { sqlite } = this.#database
    // Each view's first keys by the primary key: DISTINCT over all views would sort every row.
    const nextView = sqlite.prepare<[string], { view: string | null }>(
      'SELECT min(view) AS view FROM online_row WHERE view > ?',
    )
    const ofView = sqlite.prepare<[string, number], { key: string }>(
      "SELECT join_key || '=' || entity AS key FROM online_row WHERE view = ? ORDER BY entity LIMIT ?",
    )
    const keys = new Set<string>()
    this.#withStorageError(() => {
      for (let view = nextView.get('')?.view ?? null; view !== null; view = nextView.get(view)?.view ?? null)
        for (const { key } of ofView.all(view, limit)) keys.add(key)
    })
    return [...keys].sort().slice(0, limit)
  }

  async erase(view: FeatureView, entity: Entity): Promise<boolean> {
    const remove = this.#database.sqlite.prepare('DELETE FROM online_row WHERE view = ? AND entity = ?')
    return this.#withStorageError(
      () => remove.run(view.name, String(validateEntity(view, entity))).changes === 1,
    )
  }

  async materializedUntil(): Promise<ReadonlyMap<string, number>> {
    const select = 'SELECT view, until FROM materialized'
    const rows = this.#withStorageError(() =>
      this.#database.sqlite.prepare<[], { view: string; until: number }>(select).all(),
    )
    return new Map(rows.map(({ view, until }) => [view, until]))
  }

  async setMaterializedUntil(view: string, until: number): Promise<void> {
    const upsert =
      'INSERT INTO materialized (view, until) VALUES (?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)'
    this.#withStorageError(() => this.#database.sqlite.prepare(upsert).run(view, until))
  }

  async ping(): Promise<void> {
    this.#withStorageError(() => this.#database.sqlite.prepare('SELECT 1').get())
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  #withStorageError<T>(query: () => T): T {
    try {
      return query()
    } catch (error) {
      throw toStorageError(error, this.#database.path)
    }
  }
}

/** Rounds to microseconds, the precision of the layout of Redis. */
function toMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}

/**
 * Converts a value for JSON, which has no integers beyond 2 ** 53, NaN or infinities: they become
 * text, which the feature's type distinguishes.
 */
function toCell(value: FeatureValue): number | string | boolean | null {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function fromCell(cell: unknown, type: FeatureValueType): FeatureValue {
  if (typeof cell !== 'string' || type === 'string') return cell as FeatureValue
  return type === 'float' || type === 'double' ? Number(cell) : BigInt(cell)
}
