import type SqliteDatabase from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { LapidaryError } from '../../errors.ts'
import { errorCode, storageError } from '../../lib/storage-error.ts'
import { uuid7Time } from '../../lib/uuid7.ts'
import { largestPage } from '../../sql/cursor.ts'
import { type Database, openDatabase } from '../../sql/open-database.ts'
import { cursorOf, firstIdOf } from '../prediction-id.ts'
import type {
  Erased,
  LogStatus,
  Outcome,
  OutcomeSubjects,
  PredictionLog,
  PredictionPage,
  PredictionQuery,
  PredictionRecord,
} from '../store.ts'
import { eraseRows, purgeRows } from './sqlite-erase.ts'
import { type KnownBehind, SqliteOutcomes } from './sqlite-outcomes.ts'
import { predictionLogMigrations, type Row, type TableRow, type Tables, toRecord, toRow } from './sqlite-tables.ts'

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
/** Turns of the event loop for which a commit waits for more rows. */
const mostTurns = 8
/** Rows that may wait in memory (about 20 MB); more are refused. A single call may have more when none waits. */
const mostWaiting = 20_000
/** Pages of 4 KB that gather in the WAL before they move into the file; moving waits for the disk, so not too often. */
const pagesPerCheckpoint = 4000
/** Rows looked at between two pauses of a search by several filters. */
const rowsPerLook = 5000
/** Commits between two looks at how large the file is. */
const commitsPerMeasure = 64

export interface SqlitePredictionLogOptions {
  readonly now?: () => Date
  /** Bytes of rows beyond which predictions are refused. Default: as many as the disk holds. */
  readonly maxBytes?: number
}

/**
 * Predictions in a SQLite file of their own, so that their many commits never wait for a training's. Appends that arrive together
 * share one commit. Appending an id that is there already changes nothing: who got no answer may try again.
 */
export class SqlitePredictionLog implements PredictionLog {
  readonly #database: Database
  readonly #db: Kysely<Tables>
  readonly #begin: SqliteDatabase.Statement
  readonly #insert: SqliteDatabase.Statement<Row>
  readonly #commit: SqliteDatabase.Statement
  readonly #bytes: SqliteDatabase.Statement
  readonly #outcomes: SqliteOutcomes
  readonly #now: () => Date
  readonly #maxBytes: number
  readonly #queue: Waiting[] = []
  #commits = 0
  #full: boolean
  #waitingRows = 0
  #scheduled = false
  #closed = false

  /** @param path of the file; made when absent. @throws what `openDatabase` throws. */
  static open(path: string, durability: 'process' | 'power', options: SqlitePredictionLogOptions = {}): SqlitePredictionLog {
    return new SqlitePredictionLog(openDatabase(path, [predictionLogMigrations], { durability }), options)
  }

  constructor(
    database: Database,
    { now = () => new Date(), maxBytes = Number.POSITIVE_INFINITY }: SqlitePredictionLogOptions = {},
  ) {
    this.#database = database
    this.#now = now
    this.#maxBytes = maxBytes
    this.#outcomes = new SqliteOutcomes(database)
    this.#db = database.kysely.$extendTables<Tables>()
    const { sqlite } = database
    sqlite.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`)
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE')
    this.#commit = sqlite.prepare('COMMIT')
    this.#insert = sqlite.prepare(
      `INSERT INTO prediction (id, caller, model, model_version, prediction, inputs, probabilities, entity, threshold)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    )
    this.#bytes = sqlite
      .prepare('SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size')
      .pluck()
    this.#full = this.bytes() >= maxBytes
  }

  /** The file, for what works on it beside this log. */
  get database(): Database {
    return this.#database
  }

  append(records: readonly PredictionRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    if (this.#closed) return Promise.reject(new LapidaryError('log-unavailable', { reason: 'closed' }))
    if (this.#waitingRows + records.length > mostWaiting && this.#waitingRows > 0) {
      return Promise.reject(new LapidaryError('log-unavailable', { reason: 'queue full' }))
    }
    if (this.#full && this.#isFull()) {
      return Promise.reject(new LapidaryError('log-unavailable', { reason: 'SPOOL_MAX_BYTES reached' }))
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
    let before = query.cursor === undefined ? null : cursorOf(query.cursor)
    for (;;) {
      const { rows, end } = await this.#look(query, before, limit + 1 - found.length)
      found.push(...rows)
      if (found.length > limit || end === null) break
      before = end
      await new Promise((next) => setImmediate(next)) // predictions come first
    }
    const items = found.slice(0, limit).map(toRecord)
    const last = items.at(-1)
    return { items, nextCursor: found.length > limit && last !== undefined ? last.id : null, complete: true }
  }

  async addOutcomes(
    outcomes: readonly Outcome[],
    visibleTo: string | null,
    behind: KnownBehind | null = null,
  ): Promise<number | null> {
    if (this.#closed) throw new LapidaryError('log-unavailable', { reason: 'closed' })
    if (this.#isFull()) throw new LapidaryError('log-unavailable', { reason: 'SPOOL_MAX_BYTES reached' })
    try {
      return this.#outcomes.add(outcomes, visibleTo, behind)
    } catch (error) {
      throw unavailable(error, this.#database.path)
    }
  }

  async outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>> {
    return this.#outcomes.of(records)
  }

  /** All outcomes of these predictions and entities. */
  outcomesAbout(subjects: OutcomeSubjects): readonly Outcome[] {
    return this.#outcomes.about(subjects)
  }

  async erase(entity: string): Promise<Erased> {
    return { rows: await eraseRows(this.#database, entity, this.eraseUntil(entity)), complete: true }
  }

  /** Now, or the time of the newest row, or of the entity's newest outcome, if that is later. Writes what waits before. */
  eraseUntil(entity: string): string {
    while (this.#queue.length > 0) this.#writeOnce()
    const { sqlite } = this.#database
    const newest = sqlite.prepare('SELECT max(id) FROM prediction').pluck().get() as string | null
    const outcome = sqlite.prepare('SELECT max(at) FROM outcome WHERE entity = ?').pluck().get(entity) as string | null
    const times = [this.#now().toISOString(), outcome ?? '', newest === null ? '' : uuid7Time(newest).toISOString()]
    return times.sort().at(-1) as string
  }

  async purge(before: Date): Promise<number> {
    return await purgeRows(this.#database, before)
  }

  async status(): Promise<LogStatus> {
    return { kind: 'sqlite', reachable: true, problem: null, spool: null }
  }

  /** Bytes of the file that hold something. */
  bytes(): number {
    return this.#bytes.get() as number
  }

  /** Writes what waits, then closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    while (this.#queue.length > 0) this.#writeOnce()
    this.#database.close()
  }

  /**
   * The newest rows before `before` that match, of at most `rowsPerLook` rows; `end` is where these ended: null when there are
   * no more.
   */
  async #look(query: PredictionQuery, before: string | null, limit: number): Promise<{ rows: TableRow[]; end: string | null }> {
    const { caller, entity, modelVersion, prediction, from, to } = query
    let select = this.#db.selectFrom('prediction').orderBy('id', 'desc')
    if (from !== undefined) select = select.where('id', '>=', firstIdOf(from))
    // the cursor is below `to` already
    if (before !== null) select = select.where('id', '<', before)
    else if (to !== undefined) select = select.where('id', '<', firstIdOf(to))

    const filters = Object.entries({ caller, entity, model_version: modelVersion, prediction }).filter(
      ([, value]) => value !== undefined,
    )
    if (filters.length === 0) return { rows: await select.selectAll().limit(limit).execute(), end: null }

    const edge = await select
      .select('id')
      .limit(1)
      .offset(rowsPerLook - 1)
      .executeTakeFirst()
    if (edge !== undefined) select = select.where('id', '>=', edge.id)
    for (const [column, value] of filters) select = select.where(sql.ref(column), '=', value)
    return { rows: await select.selectAll().limit(limit).execute(), end: edge?.id ?? null }
  }

  /**
   * Commits after the first turn of the event loop in which nothing more arrives, or after `mostTurns`: under load a commit then
   * holds the rows of many requests, and costs each of them a fraction; without load a turn is over at once.
   */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    let turns = 0
    let seen = 0
    const turn = (): void => {
      if (this.#queue.length > seen && ++turns < mostTurns && this.#waitingRows < rowsPerCommit) {
        seen = this.#queue.length
        setImmediate(turn)
        return
      }
      this.#scheduled = false
      if (this.#queue.length === 0) return // closed
      this.#writeOnce()
      if (this.#queue.length > 0) this.#schedule()
    }
    setImmediate(turn)
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
    if (++this.#commits % commitsPerMeasure === 0) this.#isFull()
  }

  #isFull(): boolean {
    this.#full = this.#maxBytes !== Number.POSITIVE_INFINITY && this.bytes() >= this.#maxBytes
    return this.#full
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

function unavailable(error: unknown, path: string): LapidaryError {
  return new LapidaryError('log-unavailable', { reason: errorCode(error) ?? 'internal' }, { cause: storageError(error, path) })
}
