import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type SqliteDatabase from 'better-sqlite3'
import { toStorageError } from '../../../base/files/storage-error.ts'
import type { Row } from './sqlite-tables.ts'

/**
 * Columns of each index, before the id. Rows with equal values in all of these columns are one run
 * in the order of their ids, which `SqliteSearch` merges.
 */
export const indexColumns = {
  prediction_by_entity: ['part', 'entity', 'model_version', 'prediction', 'caller'],
  prediction_by_caller: ['part', 'caller', 'model_version', 'prediction'],
} as const

export type IndexName = keyof typeof indexColumns
const indexNames = Object.keys(indexColumns) as IndexName[]

/** Pending index entry of a prediction. `entity` is a hash. */
export type Entry = readonly [
  id: string,
  entity: number | null,
  caller: string,
  modelVersion: number,
  prediction: string,
]

/** Called when the rows of a file of an earlier version are indexed, or cannot be. */
export interface IndexingReport {
  onFinished(rows: number, seconds: number): void
  onFailed(error: unknown): void
}

/** Rows that are added to the indexes at once: about 15 ms. */
const rowsPerAddition = 2048
/** Rows of one part: its pages stay in the cache, and a lookup visits each part. */
const rowsPerPart = 16_384
/** Delay between two additions of rows of an earlier version: predictions have priority. */
const pauseMs = 30

/**
 * Computes the 48 bits of a text's SHA-256 that the indexes contain: short, and without the name of
 * a person.
 */
export function hashText(text: string): number {
  return hash('sha256', text, 'buffer').readUIntBE(0, 6)
}

/** Converts an id or its beginning into bytes, as the indexes have them. */
export function toIdBytes(id: string): Buffer {
  return id === afterAllIds ? Buffer.alloc(17, 0xff) : Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** Converts bytes of an index into an id. */
export function fromIdBytes(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/**
 * Builds the SQL expression for the id whose bytes are in `column`, as `fromIdBytes` returns it.
 */
export function buildIdSql(column: string): string {
  const digits = (from: number, count: number): string => `substr(hex(${column}), ${from}, ${count})`
  return `lower(${[digits(1, 8), digits(9, 4), digits(13, 4), digits(17, 4), digits(21, 12)].join(" || '-' || ")})`
}

/** A text after all ids: hexadecimal digits are below "g". */
export const afterAllIds = 'g'

/**
 * Maintains the indexes of the prediction log. A commit of predictions writes their entries into
 * one row of `getPending`. They are moved to the indexes many at a time and sorted, because an
 * insert into a large tree at a random place costs more than the rest of a prediction. Each index
 * is divided into parts so that one addition touches few pages. Entries whose prediction was
 * deleted may remain until their part is dropped; readers ignore them.
 */
export class SqliteIndex {
  readonly #sqlite: SqliteDatabase.Database
  readonly #addToPending: SqliteDatabase.Statement<[number, string]>
  readonly #insert: Readonly<Record<IndexName, SqliteDatabase.Statement>>
  #pendingRows: number

  constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite
    this.#addToPending = sqlite.prepare('INSERT INTO pending (rows, entries) VALUES (?, ?)')
    const insertInto = (name: IndexName): SqliteDatabase.Statement => {
      const columns = [...indexColumns[name], 'id']
      return sqlite.prepare(
        `INSERT OR IGNORE INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
    }
    this.#insert = {
      prediction_by_entity: insertInto('prediction_by_entity'),
      prediction_by_caller: insertInto('prediction_by_caller'),
    }
    this.#pendingRows = sqlite.prepare('SELECT coalesce(sum(rows), 0) FROM pending').pluck().get() as number
  }

  /** Stores the entries of rows, in the transaction that inserts the rows. */
  addToPending(rows: readonly Row[]): void {
    this.#addToPending.run(rows.length, JSON.stringify(rows.map(toEntry)))
  }

  /**
   * Called after a commit. Moves pending entries to the indexes if there are many; on a full disk
   * they stay pending.
   */
  afterCommit(rows: number): void {
    this.#pendingRows += rows
    if (this.#pendingRows < rowsPerAddition) return
    try {
      this.addPending()
      // With MongoDB rows are deleted once they are sent.
      this.#sqlite.transaction(() => this.dropStale(rowsPerAddition * indexNames.length)).immediate()
    } catch (error) {
      if (toStorageError(error, this.#sqlite.name) === error) throw error
    }
  }

  /**
   * Moves pending entries to the indexes, of at least `rowsPerAddition` rows if there are that
   * many.
   */
  addPending(): void {
    const move = this.#sqlite.transaction(() => {
      const entries: Entry[] = []
      let last = 0
      for (const { number, entries: text } of this.#sqlite
        .prepare('SELECT * FROM pending ORDER BY number')
        .iterate() as Iterable<{
        number: number
        entries: string
      }>) {
        entries.push(...(JSON.parse(text) as Entry[]))
        last = number
        if (entries.length >= rowsPerAddition) break
      }
      this.#sqlite.prepare('DELETE FROM pending WHERE number <= ?').run(last)
      const oldest = this.getOldestId()
      this.#add(entries.filter(([id]) => oldest !== null && id >= oldest)) // others were sent to MongoDB, or purged
      return this.#sqlite.prepare('SELECT coalesce(sum(rows), 0) FROM pending').pluck().get() as number
    })
    this.#pendingRows = move.immediate()
  }

  /** Returns the entries that are not in the indexes yet, at most a few thousand. */
  getPending(): Entry[] {
    const texts = this.#sqlite
      .prepare('SELECT entries FROM pending ORDER BY number')
      .pluck()
      .all() as string[]
    return texts.flatMap((text) => JSON.parse(text) as Entry[])
  }

  /** Returns the numbers of the parts that may hold entries of existing rows. */
  getParts(): number[] {
    return this.#sqlite.prepare('SELECT number FROM index_part ORDER BY number').pluck().all() as number[]
  }

  /** Returns the id of the oldest prediction; null if there is none. */
  getOldestId(): string | null {
    return this.#sqlite.prepare('SELECT min(id) FROM prediction').pluck().get() as string | null
  }

  /**
   * Returns the id below which rows are not indexed, in a file of an earlier version. Null if all
   * are.
   */
  getUnindexedBelow(): string | null {
    return (this.#sqlite.prepare('SELECT below FROM unindexed').pluck().get() as string | undefined) ?? null
  }

  /**
   * Deletes up to `limit` entries of parts of which no prediction is left. @returns the number of
   * deleted entries
   */
  dropStale(limit: number): number {
    const oldest = this.getOldestId()
    const part = this.#sqlite
      .prepare('SELECT number FROM index_part WHERE ? IS NULL OR last < ? LIMIT 1')
      .pluck()
      .get(oldest, oldest) as number | undefined
    if (part === undefined) return 0
    let dropped = 0
    for (const name of indexNames) {
      const key = [...indexColumns[name], 'id'].join(', ')
      const some = `DELETE FROM ${name} WHERE (${key}) IN (SELECT ${key} FROM ${name} WHERE part = ? LIMIT ?)`
      if (dropped < limit) dropped += this.#sqlite.prepare(some).run(part, limit - dropped).changes
    }
    if (dropped < limit) this.#sqlite.prepare('DELETE FROM index_part WHERE number = ?').run(part)
    return Math.max(1, dropped)
  }

  /**
   * Indexes the rows of a file of an earlier version, newest first, some in each transaction: a
   * process that ends continues at its next start.
   */
  async addEarlier(report: IndexingReport, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now()
    let rows = 0
    try {
      for (let added = this.#addSomeEarlier(); added > 0; added = this.#addSomeEarlier()) {
        rows += added
        await sleep(pauseMs, undefined, { signal, ref: false })
      }
    } catch (error) {
      if (!signal.aborted) report.onFailed(toStorageError(error, this.#sqlite.name))
      return
    }
    if (rows > 0) report.onFinished(rows, (performance.now() - startedAt) / 1000)
  }

  #addSomeEarlier(): number {
    const rowsBelow = this.#sqlite.prepare(
      'SELECT id, entity, caller, model_version, prediction FROM prediction WHERE id < ? ORDER BY id DESC LIMIT ?',
    )
    const add = this.#sqlite.transaction(() => {
      const below = this.getUnindexedBelow()
      if (below === null) return 0
      const rows = rowsBelow.raw().all(below, rowsPerAddition) as [
        string,
        string | null,
        string,
        number,
        string,
      ][]
      this.#add(
        rows.map(([id, entity, ...others]) => [id, entity === null ? null : hashText(entity), ...others]),
      )
      const last = rows.at(-1)
      if (last === undefined) this.#sqlite.prepare('DELETE FROM unindexed').run()
      else this.#sqlite.prepare('UPDATE unindexed SET below = ?').run(last[0])
      return rows.length
    })
    return add.immediate()
  }

  /** Adds entries to the newest part, or to a new one if that is full. */
  #add(entries: readonly Entry[]): void {
    if (entries.length === 0) return
    const newest = this.#sqlite
      .prepare('SELECT number, rows FROM index_part ORDER BY number DESC LIMIT 1')
      .get() as { readonly number: number; readonly rows: number } | undefined
    const part = newest === undefined ? 1 : newest.rows < rowsPerPart ? newest.number : newest.number + 1
    const last = entries.reduce((greatest, [id]) => (id > greatest ? id : greatest), '')
    this.#sqlite
      .prepare(
        `INSERT INTO index_part (number, rows, last) VALUES (?, ?, ?)
        ON CONFLICT (number) DO UPDATE SET rows = rows + excluded.rows, last = max(last, excluded.last)`,
      )
      .run(part, entries.length, last)
    this.#insertSorted(part, hashEntries(entries))
  }

  /** Inserts entries into each index in its own order. */
  #insertSorted(part: number, entries: HashedEntry[]): void {
    const { prediction_by_entity, prediction_by_caller } = this.#insert
    entries.sort(
      (a, b) =>
        a.caller - b.caller ||
        a.version - b.version ||
        a.prediction - b.prediction ||
        Buffer.compare(a.id, b.id),
    )
    for (const { id, caller, version, prediction } of entries)
      prediction_by_caller.run(part, caller, version, prediction, id)
    entries.sort((a, b) => (a.entity ?? -1) - (b.entity ?? -1))
    for (const { id, entity, caller, version, prediction } of entries)
      if (entity !== null) prediction_by_entity.run(part, entity, version, prediction, caller, id)
  }
}

interface HashedEntry {
  readonly id: Buffer
  readonly entity: number | null
  readonly caller: number
  readonly version: number
  readonly prediction: number
}

function hashEntries(entries: readonly Entry[]): HashedEntry[] {
  const hashes = new Map<string, number>()
  const hashOf = (text: string): number => {
    const known = hashes.get(text) ?? hashText(text)
    hashes.set(text, known)
    return known
  }
  return entries.map(([id, entity, caller, version, prediction]) => {
    return { id: toIdBytes(id), entity, caller: hashOf(caller), version, prediction: hashOf(prediction) }
  })
}

function toEntry([id, caller, , modelVersion, prediction, , , entity]: Row): Entry {
  return [id, entity === null ? null : hashText(entity), caller, modelVersion, prediction]
}
