import { dirname } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { getDiskSpace } from '../../../base/files/disk-space.ts'
import { errorCode, toStorageError } from '../../../base/files/storage-error.ts'
import { readUuid7Time } from '../../../base/uuid7.ts'
import { largestPage } from '../../sql/cursor.ts'
import { compactFile, type Database, openDatabase } from '../../sql/open-database.ts'
import type {
  DiskStatus,
  Erased,
  LogStatus,
  Outcome,
  OutcomeSubjects,
  PredictionLog,
  PredictionPage,
  PredictionQuery,
  PredictionRecord,
} from '../store.ts'
import { AppendQueue } from './append-queue.ts'
import { eraseRows, purgeRows } from './sqlite-erase.ts'
import { type IndexingReport, SqliteIndex } from './sqlite-index.ts'
import { type RemoteRows, SqliteOutcomes } from './sqlite-outcomes.ts'
import { SqliteSearch } from './sqlite-search.ts'
import { predictionLogMigrations, type Row, toRecord, toRow } from './sqlite-tables.ts'

/** Largest number of rows of one commit: about 10 ms in which nothing else runs. */
const rowsPerCommit = 1000
/** Turns of the event loop for which a commit waits for more rows. */
const maxTurns = 8
/**
 * Pages of 4 KB that gather in the WAL before they move into the file. Moving waits for the disk,
 * so it must not happen too often.
 */
const pagesPerCheckpoint = 4000
/** Size of the page cache: the inner pages of the indexes need not be read again. */
const cacheKilobytes = 16_000
/** Free bytes below which a test write checks whether the file can still be written. */
const minFreeBytes = 1_000_000
/** Commits between two measurements of the file's size. */
const commitsPerMeasure = 64

export interface SqlitePredictionLogOptions {
  readonly now?: () => Date
  /** Bytes of rows beyond which predictions are rejected. Default: as many as the disk holds. */
  readonly maxBytes?: number
  /** If it is set, the rows of a file of an earlier version are indexed in the background. */
  readonly indexing?: IndexingReport
}

/**
 * Stores predictions in a separate SQLite file, so that their many commits never wait for those of
 * a training. Appends that arrive together share one commit. Appending an existing id changes
 * nothing, so a caller without a response may retry.
 */
export class SqlitePredictionLog implements PredictionLog {
  readonly #database: Database
  readonly #begin: SqliteDatabase.Statement
  readonly #insert: SqliteDatabase.Statement<Row>
  readonly #commit: SqliteDatabase.Statement
  readonly #bytes: SqliteDatabase.Statement
  readonly #outcomes: SqliteOutcomes
  readonly #index: SqliteIndex
  readonly #search: SqliteSearch
  readonly #stop = new AbortController()
  readonly #now: () => Date
  readonly #maxBytes: number
  readonly #queue = new AppendQueue()
  #commits = 0
  /** Error of the last commit, if it failed. */
  #problem: LapidaryError | null = null
  #full: boolean
  #scheduled = false
  #closed = false

  /**
   * Opens the log.
   *
   * @param path of the file, which is created if it does not exist
   * @throws what `openDatabase` throws
   */
  static open(
    path: string,
    durability: 'process' | 'power',
    options: SqlitePredictionLogOptions = {},
  ): SqlitePredictionLog {
    return new SqlitePredictionLog(openDatabase(path, [predictionLogMigrations], { durability }), options)
  }

  constructor(
    database: Database,
    {
      now = () => new Date(),
      maxBytes = Number.POSITIVE_INFINITY,
      indexing,
    }: SqlitePredictionLogOptions = {},
  ) {
    this.#database = database
    this.#now = now
    this.#maxBytes = maxBytes
    const { sqlite } = database
    sqlite.pragma(`cache_size = -${cacheKilobytes}`)
    sqlite.pragma(`wal_autocheckpoint = ${pagesPerCheckpoint}`)
    this.#index = new SqliteIndex(sqlite)
    this.#search = new SqliteSearch(sqlite, this.#index)
    this.#outcomes = new SqliteOutcomes(database, this.#index)
    if (indexing !== undefined) void this.#index.addEarlier(indexing, this.#stop.signal)
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE')
    this.#commit = sqlite.prepare('COMMIT')
    this.#insert = sqlite.prepare(
      `INSERT INTO prediction (id, caller, model, model_version, prediction, inputs, probabilities, entity, threshold, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    )
    this.#bytes = sqlite
      .prepare(
        'SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
      )
      .pluck()
    this.#full = this.bytes() >= maxBytes
  }

  /** Database of the log, for other users of the file. */
  get database(): Database {
    return this.#database
  }

  append(records: readonly PredictionRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve()
    if (this.#closed) return Promise.reject(new LapidaryError('log-unavailable', { reason: 'closed' }))
    if (this.#full && this.#isFull()) {
      return Promise.reject(new LapidaryError('log-unavailable', { reason: 'SPOOL_MAX_BYTES reached' }))
    }
    return new Promise((resolve, reject) => {
      this.#queue.checkRoom(records.length)
      this.#queue.add(records.map(toRow), resolve, reject)
      this.#schedule()
    })
  }

  async list(query: PredictionQuery): Promise<PredictionPage> {
    const limit = Math.min(query.limit, largestPage)
    const found = await this.#search.find(query, limit + 1)
    const items = found.slice(0, limit).map(toRecord)
    const last = items.at(-1)
    return { items, nextCursor: found.length > limit && last !== undefined ? last.id : null, complete: true }
  }

  async addOutcomes(
    outcomes: readonly Outcome[],
    visibleTo: string | null,
    remote: RemoteRows | null = null,
  ): Promise<number | null> {
    if (this.#closed) throw new LapidaryError('log-unavailable', { reason: 'closed' })
    if (this.#isFull()) throw new LapidaryError('log-unavailable', { reason: 'SPOOL_MAX_BYTES reached' })
    try {
      return this.#outcomes.add(outcomes, visibleTo, remote)
    } catch (error) {
      throw createUnavailableError(error, this.#database.path)
    }
  }

  async outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>> {
    return this.#outcomes.of(records)
  }

  /** Returns the outcomes about some predictions and entities, as `SqliteOutcomes.about` does. */
  outcomesAbout(subjects: OutcomeSubjects): readonly Outcome[] {
    return this.#outcomes.about(subjects)
  }

  async erase(entity: string): Promise<Erased> {
    return { rows: await eraseRows(this.#database, entity, this.eraseUntil(entity)), complete: true }
  }

  /**
   * Returns the current time, or the time of the newest row or of the entity's newest outcome, if
   * that is later. Pending rows are written first.
   */
  eraseUntil(entity: string): string {
    while (this.#queue.rows > 0) this.#writeOnce()
    const { sqlite } = this.#database
    const newest = sqlite.prepare('SELECT max(id) FROM prediction').pluck().get() as string | null
    const outcome = sqlite.prepare('SELECT max(at) FROM outcome WHERE entity = ?').pluck().get(entity) as
      | string
      | null
    const times = [
      this.#now().toISOString(),
      outcome ?? '',
      newest === null ? '' : readUuid7Time(newest).toISOString(),
    ]
    return times.sort().at(-1) as string
  }

  async purge(before: Date): Promise<number> {
    return await purgeRows(this.#database, before)
  }

  async status(): Promise<LogStatus> {
    return { kind: 'sqlite', reachable: true, problem: null, spool: null }
  }

  diskStatus(): DiskStatus {
    const space = getDiskSpace(dirname(this.#database.path))
    if (this.#problem !== null || space.freeBytes < minFreeBytes) this.#problem = this.#tryWrite()
    const { cause } = this.#problem ?? {}
    return { ...space, problem: cause instanceof LapidaryError ? cause : this.#problem }
  }

  compact(): number | null {
    return compactFile(this.#database)
  }

  newestId(): string | null {
    const newest =
      'SELECT max(id) FROM (SELECT max(id) AS id FROM prediction UNION ALL SELECT newest FROM shipped)'
    return this.#database.sqlite.prepare(newest).pluck().get() as string | null
  }

  /** Returns the bytes of the file that are in use. */
  bytes(): number {
    return this.#bytes.get() as number
  }

  /** Writes the pending rows, then closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#stop.abort()
    while (this.#queue.rows > 0) this.#writeOnce()
    this.#database.close()
  }

  /**
   * Commits after the first turn of the event loop in which nothing more arrives, or after
   * `maxTurns`: under load a commit then holds the rows of many requests, and costs each of them a
   * fraction; without load a turn is over at once.
   */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    let turns = 0
    let seen = 0
    const turn = (): void => {
      if (this.#queue.calls > seen && ++turns < maxTurns && this.#queue.rows < rowsPerCommit) {
        seen = this.#queue.calls
        setImmediate(turn)
        return
      }
      this.#scheduled = false
      if (this.#queue.rows === 0) return // closed
      this.#writeOnce()
      if (this.#queue.rows > 0) this.#schedule()
    }
    setImmediate(turn)
  }

  /** Commits the oldest pending rows. */
  #writeOnce(): void {
    const { sqlite } = this.#database
    const pieces = this.#queue.next(rowsPerCommit)
    try {
      this.#begin.run()
      const rows = pieces.flatMap((piece) => piece.rows)
      for (const row of rows) this.#insert.run(...row)
      this.#index.addToPending(rows)
      this.#commit.run()
    } catch (error) {
      if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
      const problem = createUnavailableError(error, this.#database.path)
      this.#problem = problem
      this.#queue.rejectFailed(pieces, problem)
      return
    }
    this.#problem = null
    this.#queue.resolveWritten(pieces)
    this.#index.afterCommit(pieces.reduce((sum, { rows }) => sum + rows.length, 0))
    if (++this.#commits % commitsPerMeasure === 0) this.#isFull()
  }

  /** Tests whether the file can be written, without changing it. */
  #tryWrite(): LapidaryError | null {
    try {
      this.#database.sqlite.pragma('user_version = 0')
      return null
    } catch (error) {
      return createUnavailableError(error, this.#database.path)
    }
  }

  #isFull(): boolean {
    this.#full = this.#maxBytes !== Number.POSITIVE_INFINITY && this.bytes() >= this.#maxBytes
    return this.#full
  }
}

function createUnavailableError(error: unknown, path: string): LapidaryError {
  return new LapidaryError(
    'log-unavailable',
    { reason: errorCode(error) ?? 'internal' },
    { cause: toStorageError(error, path) },
  )
}
