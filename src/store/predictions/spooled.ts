import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { startWorker } from '../../base/threads/start-worker.ts'
import { readUuid7Time } from '../../base/uuid7.ts'
import { largestPage } from '../sql/cursor.ts'
import type { MongoPredictions } from './drivers/mongodb.ts'
import type { SqlitePredictionLog } from './drivers/sqlite.ts'
import { type RemoteRows, getSubjects, getSubjectsOfRecords } from './drivers/sqlite-outcomes.ts'
import { SqliteSpool } from './drivers/sqlite-spool.ts'
import { matchOutcomes } from './outcome.ts'
import type { ShipReport, ShipWorkerData } from './ship-worker.ts'
import type {
  DiskStatus,
  Erased,
  LogStatus,
  Outcome,
  PredictionLog,
  PredictionPage,
  PredictionQuery,
  PredictionRecord,
} from './store.ts'

export interface SpooledParts {
  readonly local: SqlitePredictionLog
  /** Store to read from; the shipper has its own connection. */
  readonly remote: MongoPredictions
  readonly ship: ShipWorkerData
  /** UUID version 7. */
  readonly newId: () => string
  readonly now: () => number
  /** Called when the remote store is lost, and with null when it is back. */
  readonly report: (error: LapidaryError | null) => void
}

/** Time for which readers do not retry a store that failed. */
const restMs = 2000
/**
 * Time that an erasure waits for the remote store before it continues in the background; less if
 * the store is unreachable.
 */
const eraseWaitMs = 5000
const unreachableEraseWaitMs = 500
/** Delay until a shipper that failed is restarted. */
const restartMs = 5000

/**
 * Stores predictions in a local file, from which a thread moves them to MongoDB. A row is in one of
 * them or in both, and listed once.
 */
export class SpooledPredictionLog implements PredictionLog {
  readonly #parts: SpooledParts
  readonly #spool: SqliteSpool
  #worker: Worker
  #ended: Promise<unknown> = Promise.resolve()
  #problem: LapidaryError | null = null
  #restUntil = 0
  #closed = false

  constructor(parts: SpooledParts) {
    this.#parts = parts
    this.#spool = new SqliteSpool(parts.local.database)
    this.#worker = this.#startShipping()
  }

  #startShipping(): Worker {
    const worker = startWorker(import.meta.url, './ship-worker', this.#parts.ship)
    const { place } = this.#parts.remote
    worker.on('message', (told: ShipReport) =>
      this.#onReport(told === null ? null : LapidaryError.from(told)),
    )
    worker.on('error', (cause) =>
      this.#onReport(new LapidaryError('mongo-unavailable', { place, reason: 'shipper ended' }, { cause })),
    )
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        resolve(null)
        // Predictions stay in the spool, and the next shipper sends them.
        if (!this.#closed)
          setTimeout(() => this.#closed || (this.#worker = this.#startShipping()), restartMs).unref()
      })
    })
    return worker
  }

  append(records: readonly PredictionRecord[]): Promise<void> {
    return this.#parts.local.append(records)
  }

  async list(query: PredictionQuery): Promise<PredictionPage> {
    const limit = Math.min(query.limit, largestPage)
    // The local rows come first: a row that is sent meanwhile is found in both places, never in
    // neither.
    const local = await this.#parts.local.list({ ...query, limit })
    const fromRemote = await this.#tryRemote((remote) => remote.list(query, limit + 1))
    const seen = new Set(local.items.map(({ id }) => id))
    const rows = [...local.items, ...(fromRemote ?? []).filter(({ id }) => !seen.has(id))]
    if (fromRemote !== null) rows.sort((a, b) => (a.id < b.id ? 1 : -1))
    const items = rows.slice(0, limit)
    const more = rows.length > limit || local.nextCursor !== null
    return { items, nextCursor: more ? (items.at(-1)?.id ?? null) : null, complete: fromRemote !== null }
  }

  async addOutcomes(outcomes: readonly Outcome[], visibleTo: string | null): Promise<number | null> {
    const subjects = getSubjects(outcomes)
    // A row that is sent between these reads and the writing may be in neither: then a repeat is
    // stored, which changes nothing.
    const known = await this.#tryRemote(async (remote) => ({
      outcomes: await remote.outcomesAbout(subjects),
      predictions: await remote.knownPredictions(subjects, visibleTo),
    }))
    return await this.#parts.local.addOutcomes(outcomes, visibleTo, known ?? noRemoteRows)
  }

  async outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>> {
    if (records.length === 0) return new Map()
    const subjects = getSubjectsOfRecords(records)
    const local = this.#parts.local.outcomesAbout(subjects)
    const fromRemote = await this.#tryRemote((remote) => remote.outcomesAbout(subjects))
    return matchOutcomes(records, [...local, ...(fromRemote ?? [])])
  }

  /**
   * Stores the erasure, so that it is done in any case. It is done locally at once, and remotely by
   * the shipper between two batches.
   */
  async erase(entity: string): Promise<Erased> {
    const { local, newId } = this.#parts
    const erasure = { id: newId(), entity, at: local.eraseUntil(entity) }
    this.#spool.addErasure(erasure)
    const localRows = await this.#spool.eraseLocally(erasure)
    const startedAt = performance.now()
    while (performance.now() < startedAt + (this.#problem === null ? eraseWaitMs : unreachableEraseWaitMs)) {
      const remoteRows = this.#spool.countErased(erasure.id)
      if (remoteRows !== null) return { rows: localRows + remoteRows, complete: true }
      await sleep(20)
    }
    return { rows: localRows, complete: false }
  }

  async purge(before: Date): Promise<number> {
    return (await this.#parts.local.purge(before)) + (await this.#parts.remote.purge(before))
  }

  newestId(): string | null {
    return this.#parts.local.newestId()
  }

  diskStatus(): DiskStatus {
    return this.#parts.local.diskStatus()
  }

  compact(): number | null {
    return this.#parts.local.compact()
  }

  async status(): Promise<LogStatus> {
    const spool = measureSpool(this.#parts.local)
    return { kind: 'mongodb', reachable: this.#problem === null, problem: this.#problem, spool }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#worker.postMessage('stop', [])
    const stopped = await Promise.race([this.#ended.then(() => true), sleep(2000, false, { ref: false })])
    if (!stopped) await this.#worker.terminate() // the current batch is sent again after the next start
    await this.#parts.local.close()
    await this.#parts.remote.close()
  }

  /** Returns null if the store cannot be read now. */
  async #tryRemote<T>(read: (remote: MongoPredictions) => Promise<T>): Promise<T | null> {
    const { remote, now } = this.#parts
    if (now() < this.#restUntil) return null
    try {
      const result = await read(remote)
      this.#onReport(null)
      return result
    } catch (error) {
      if (!(error instanceof LapidaryError) || error.code === 'bad-cursor') throw error
      this.#restUntil = now() + restMs
      this.#onReport(error)
      return null
    }
  }

  #onReport(problem: LapidaryError | null): void {
    const changed = problem?.message !== this.#problem?.message
    this.#problem = problem
    if (problem === null) this.#restUntil = 0
    if (changed && !this.#closed) this.#parts.report(problem)
  }
}

/** Used while the remote store cannot be read. */
const noRemoteRows: RemoteRows = {
  outcomes: [],
  predictions: { ids: new Set(), firstOf: new Map(), lastOf: new Map(), complete: false },
}

/**
 * Bytes up to which rows are counted; of more, the number is estimated from the size of the oldest.
 */
const maxCountedBytes = 64_000_000

function measureSpool(local: SqlitePredictionLog): {
  waiting: number
  bytes: number
  oldestAt: string | null
} {
  const { sqlite } = local.database
  const bytes = local.bytes()
  const oldest = sqlite.prepare('SELECT min(id) FROM prediction').pluck().get() as string | null
  if (oldest === null) return { waiting: 0, bytes, oldestAt: null }
  const waiting =
    bytes <= maxCountedBytes
      ? sqlite.prepare('SELECT count(*) FROM prediction').pluck().get()
      : estimateRows(local, bytes)
  return { waiting: waiting as number, bytes, oldestAt: readUuid7Time(oldest).toISOString() }
}

function estimateRows({ database: { sqlite } }: SqlitePredictionLog, bytes: number): number {
  const sample = sqlite.prepare(
    'SELECT avg(length(inputs) + length(probabilities) + 120) FROM (SELECT inputs, probabilities FROM prediction LIMIT 1000)',
  )
  return Math.round(bytes / (sample.pluck().get() as number))
}
