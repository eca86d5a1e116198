import type SqliteDatabase from 'better-sqlite3'
import { type Kysely, type Selectable, sql } from 'kysely'
import { LapidaryError } from '../../errors.ts'
import { errorCode, storageError } from '../../lib/storage-error.ts'
import { decodeCursor, encodeCursor, largestPage } from '../../sql/cursor.ts'
import type { Migrations } from '../../sql/migrate.ts'
import { type Database, openDatabase } from '../../sql/open-database.ts'
import type { PredictionLog, PredictionPage, PredictionQuery, PredictionRecord } from '../store.ts'

export const predictionLogMigrations: Migrations = {
  part: 'prediction-log',
  steps: [
    // nothing is deleted, so that the largest seq is the count; classes are few, so that an index of them would cost more than it finds
    `CREATE TABLE prediction (
      seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, caller TEXT NOT NULL, model TEXT NOT NULL,
      model_version INTEGER NOT NULL, prediction TEXT NOT NULL, inputs TEXT NOT NULL, probabilities TEXT NOT NULL
    ) STRICT;
    CREATE INDEX prediction_newest ON prediction (at);
    CREATE INDEX prediction_of_caller ON prediction (caller, at);
    CREATE INDEX prediction_of_version ON prediction (model_version, at);`,
  ],
}

type Tables = {
  prediction: {
    seq: number
    /** The 16 bytes of the UUID. */
    id: Buffer
    /** Milliseconds since 1970. */
    at: number
    caller: string
    model: string
    model_version: number
    prediction: string
    inputs: string
    probabilities: string
  }
}

type Row = [
  id: Buffer,
  at: number,
  caller: string,
  model: string,
  modelVersion: number,
  prediction: string,
  inputs: string,
  probabilities: string,
]

/** One call of `append` that waits for its commit. */
interface Waiting {
  readonly rows: readonly Row[]
  /** Rows of it that are committed: a large call takes several commits. */
  done: number
  /** Where the commit that is being written ends. */
  next: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Rows of one commit at most: about 10 ms in which nothing else runs. */
const rowsPerCommit = 1000
/** Rows that may wait in memory (about 20 MB); more are refused. A single call may have more when none waits. */
const mostWaiting = 20_000
/** Pages of 4 KB that gather in the WAL before they move into the file; moving waits for the disk, so not too often. */
const pagesPerCheckpoint = 4000
/** Rows looked at between two pauses of a search by several filters. */
const rowsPerLook = 5000

/**
 * Predictions in a SQLite file of their own, so that their many commits never wait for a training's. Appends that arrive in one
 * turn of the event loop share one commit. Appending an id that is there already changes nothing: who got no answer may try again.
 */
export class SqlitePredictionLog implements PredictionLog {
  readonly #database: Database
  readonly #db: Kysely<Tables>
  readonly #begin: SqliteDatabase.Statement
  readonly #insert: SqliteDatabase.Statement<Row>
  readonly #commit: SqliteDatabase.Statement
  readonly #queue: Waiting[] = []
  #waitingRows = 0
  #scheduled = false
  #closed = false

  /** @param path of the file; made when absent. @throws what `openDatabase` throws. */
  static open(path: string, durability: 'process' | 'power'): SqlitePredictionLog {
    return new SqlitePredictionLog(openDatabase(path, [predictionLogMigrations], { durability }))
  }

  constructor(database: Database) {
    this.#database = database
    this.#db = database.kysely.$extendTables<Tables>()
    const { sqlite } = database
    sqlite.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`)
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE')
    this.#commit = sqlite.prepare('COMMIT')
    this.#insert = sqlite.prepare(
      `INSERT INTO prediction (id, at, caller, model, model_version, prediction, inputs, probabilities)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    )
  }

  append(records: readonly PredictionRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    if (this.#closed) return Promise.reject(new LapidaryError('log-unavailable', { reason: 'closed' }))
    if (this.#waitingRows + records.length > mostWaiting && this.#waitingRows > 0) {
      return Promise.reject(new LapidaryError('log-unavailable', { reason: 'queue full' }))
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows: records.map(toRow), done: 0, next: 0, resolve, reject })
      this.#waitingRows += records.length
      this.#schedule()
    })
  }

  async list(query: PredictionQuery): Promise<PredictionPage> {
    const limit = Math.min(query.limit, largestPage)
    const found: TableRow[] = []
    let before = query.cursor === undefined ? null : decodeCursor(query.cursor, ['number', 'number'])
    for (;;) {
      const { rows, end } = await this.#look(query, before, limit + 1 - found.length)
      found.push(...rows)
      if (found.length > limit || end === null) break
      before = end
      await new Promise((next) => setImmediate(next)) // predictions come first
    }
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      items: items.map(toRecord),
      nextCursor: found.length > limit && last !== undefined ? encodeCursor([last.at, last.seq]) : null,
    }
  }

  async get(id: string): Promise<PredictionRecord | null> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null
    const row = await this.#db.selectFrom('prediction').selectAll().where('id', '=', toBytes(id)).executeTakeFirst()
    return row === undefined ? null : toRecord(row)
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('prediction')
      .select(({ fn }) => fn.max('seq').as('count'))
      .executeTakeFirst()
    return row?.count ?? 0
  }

  /** Writes what waits, then closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    while (this.#queue.length > 0) this.#writeOnce()
    this.#database.close()
  }

  /**
   * The newest rows before `before` that match. Caller and version have an index; what else is asked is looked for in at most
   * `rowsPerLook` rows, and `end` is where these ended: null when there are no more.
   */
  async #look(
    query: PredictionQuery,
    before: Position | null,
    limit: number,
  ): Promise<{ rows: TableRow[]; end: Position | null }> {
    const { caller, modelVersion, prediction, from, to } = query
    let select = this.#db.selectFrom('prediction').orderBy('at', 'desc').orderBy('seq', 'desc')
    if (caller !== undefined) select = select.where('caller', '=', caller)
    else if (modelVersion !== undefined) select = select.where('model_version', '=', modelVersion)
    if (from !== undefined) select = select.where('at', '>=', toMilliseconds(from))
    // a second upper bound would keep SQLite from starting at the cursor; that one is below `to` already
    if (before !== null) select = select.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'seq'), '<', tuple(...before)))
    else if (to !== undefined) select = select.where('at', '<', toMilliseconds(to))

    const filters: (readonly ['prediction' | 'model_version', string | number])[] = []
    if (prediction !== undefined) filters.push(['prediction', prediction])
    if (modelVersion !== undefined && caller !== undefined) filters.push(['model_version', modelVersion])
    if (filters.length === 0) return { rows: await select.selectAll().limit(limit).execute(), end: null }

    const edge = await select
      .select(['at', 'seq'])
      .limit(1)
      .offset(rowsPerLook - 1)
      .executeTakeFirst()
    if (edge !== undefined)
      select = select.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'seq'), '>=', tuple(edge.at, edge.seq)))
    for (const [column, value] of filters) select = select.where(sql<boolean>`+${sql.ref(column)} = ${value}`) // + : by no index
    return { rows: await select.selectAll().limit(limit).execute(), end: edge === undefined ? null : [edge.at, edge.seq] }
  }

  /** After the turn of the event loop in which requests arrive, so that all of them share the commit. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#queue.length === 0) return // closed
      this.#writeOnce()
      if (this.#queue.length > 0) this.#schedule()
    })
  }

  /** One commit of the oldest rows that wait. */
  #writeOnce(): void {
    const { sqlite } = this.#database
    let room = rowsPerCommit
    let calls = 0
    try {
      this.#begin.run()
      for (; calls < this.#queue.length && room > 0; calls++) {
        const waiting = this.#queue[calls] as Waiting
        const end = Math.min(waiting.rows.length, waiting.done + room)
        for (let i = waiting.done; i < end; i++) this.#insert.run(...(waiting.rows[i] as Row))
        room -= end - waiting.done
        waiting.next = end
      }
      this.#commit.run()
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
      this.#settle(Math.max(1, Math.min(calls + 1, this.#queue.length)), unavailable(error, this.#database.path))
      return
    }
    this.#settle(calls, null)
  }

  /** Answers the first `calls` calls: all of them with the error, or those that are wholly kept. */
  #settle(calls: number, error: LapidaryError | null): void {
    for (const waiting of this.#queue.splice(0, calls)) {
      const end = error === null ? waiting.next : waiting.rows.length
      this.#waitingRows -= end - waiting.done
      waiting.done = end
      if (error !== null) waiting.reject(error)
      else if (end === waiting.rows.length) waiting.resolve()
      else this.#queue.unshift(waiting) // only the last can be unfinished
    }
  }
}

type TableRow = Selectable<Tables['prediction']>
type Position = readonly [at: number, seq: number]

function toRow({ id, at, caller, model, modelVersion, prediction, inputs, probabilities }: PredictionRecord): Row {
  const time = toMilliseconds(at)
  return [toBytes(id), time, caller, model, modelVersion, prediction, JSON.stringify(inputs), JSON.stringify(probabilities)]
}

function toRecord({ id, at, caller, model, model_version, prediction, inputs, probabilities }: TableRow): PredictionRecord {
  const hex = id.toString('hex')
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    at: new Date(at).toISOString(),
    caller,
    model,
    modelVersion: model_version,
    prediction,
    inputs: JSON.parse(inputs),
    probabilities: JSON.parse(probabilities),
  }
}

/** @throws TypeError when `id` is no UUID. */
function toBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new TypeError(`Not a UUID: ${id}`)
  return bytes
}

/** @throws TypeError when `time` is not ISO 8601. */
function toMilliseconds(time: string): number {
  const milliseconds = Date.parse(time)
  if (Number.isNaN(milliseconds)) throw new TypeError(`Not a time: ${time}`)
  return milliseconds
}

function unavailable(error: unknown, path: string): LapidaryError {
  return new LapidaryError('log-unavailable', { reason: errorCode(error) ?? 'internal' }, { cause: storageError(error, path) })
}
