import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { startWorker } from '../../base/threads/start-worker.ts'
import { uuid7Time } from '../../base/uuid7.ts'
import { largestPage } from '../sql/cursor.ts'
import type { MongoPredictions } from './drivers/mongodb.ts'
import type { SqlitePredictionLog } from './drivers/sqlite.ts'
import { type KnownBehind, subjectsOf, subjectsOfRecords } from './drivers/sqlite-outcomes.ts'
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
  /** To read from; the shipper has a connection of its own. */
  readonly remote: MongoPredictions
  readonly ship: ShipWorkerData
  /** UUID version 7. */
  readonly newId: () => string
  readonly now: () => number
  /** Called with the error when the remote store is lost, and with `null` when it is back. */
  readonly report: (error: LapidaryError | null) => void
}

/** Milliseconds for which a store that did not answer is not asked again by readers. */
const restFor = 2000
/** Milliseconds for which an erasure waits to be done behind, before it says that it goes on by itself; less when nobody is there. */
const eraseFor = 5000
const eraseForNobody = 500
/** Milliseconds until a shipper that ended by a fault of its own is started again. */
const shipAgain = 5000

/** A local file that answers wait for, and MongoDB behind it, which a thread fills. A row is in one of them or in both, and shown once. */
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
    worker.on('message', (told: ShipReport) => this.#onReport(told === null ? null : LapidaryError.from(told)))
    worker.on('error', (cause) =>
      this.#onReport(new LapidaryError('mongo-unavailable', { place, reason: 'shipper ended' }, { cause })),
    )
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        resolve(null)
        // predictions are kept all the same, and sent on by the next one
        if (!this.#closed) setTimeout(() => this.#closed || (this.#worker = this.#startShipping()), shipAgain).unref()
      })
    })
    return worker
  }

  append(records: readonly PredictionRecord[]): Promise<void> {
    return this.#parts.local.append(records)
  }

  async list(query: PredictionQuery): Promise<PredictionPage> {
    const limit = Math.min(query.limit, largestPage)
    // here first: a row that is sent meanwhile is found in both, never in neither
    const here = await this.#parts.local.list({ ...query, limit })
    const there = await this.#tryRemote((remote) => remote.list(query, limit + 1))
    const seen = new Set(here.items.map(({ id }) => id))
    const rows = [...here.items, ...(there ?? []).filter(({ id }) => !seen.has(id))]
    if (there !== null) rows.sort((a, b) => (a.id < b.id ? 1 : -1))
    const items = rows.slice(0, limit)
    const more = rows.length > limit || here.nextCursor !== null
    return { items, nextCursor: more ? (items.at(-1)?.id ?? null) : null, complete: there !== null }
  }

  async addOutcomes(outcomes: readonly Outcome[], visibleTo: string | null): Promise<number | null> {
    const subjects = subjectsOf(outcomes)
    // What is sent on between these reads and the writing may be in neither: then a repeat is stored, which changes nothing.
    const behind = await this.#tryRemote(async (remote) => ({
      outcomes: await remote.outcomesAbout(subjects),
      predictions: await remote.knownPredictions(subjects, visibleTo),
    }))
    return await this.#parts.local.addOutcomes(outcomes, visibleTo, behind ?? nothingBehind)
  }

  async outcomesOf(records: readonly PredictionRecord[]): Promise<ReadonlyMap<string, Outcome>> {
    if (records.length === 0) return new Map()
    const subjects = subjectsOfRecords(records)
    const here = this.#parts.local.outcomesAbout(subjects)
    const there = await this.#tryRemote((remote) => remote.outcomesAbout(subjects))
    return matchOutcomes(records, [...here, ...(there ?? [])])
  }

  /** Ordered here, so that it is done whatever happens; done here at once, and behind by the shipper, between two batches. */
  async erase(entity: string): Promise<Erased> {
    const { local, newId } = this.#parts
    const erasure = { id: newId(), entity, at: local.eraseUntil(entity) }
    this.#spool.orderErasure(erasure)
    const here = await this.#spool.eraseHere(erasure)
    const startedAt = performance.now()
    while (performance.now() < startedAt + (this.#problem === null ? eraseFor : eraseForNobody)) {
      const there = this.#spool.erasedBy(erasure.id)
      if (there !== null) return { rows: here + there, complete: true }
      await sleep(20)
    }
    return { rows: here, complete: false }
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
    const spool = spoolSize(this.#parts.local)
    return { kind: 'mongodb', reachable: this.#problem === null, problem: this.#problem, spool }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#worker.postMessage('stop', [])
    const stopped = await Promise.race([this.#ended.then(() => true), sleep(2000, false, { ref: false })])
    if (!stopped) await this.#worker.terminate() // the batch under way is sent again by the next start
    await this.#parts.local.close()
    await this.#parts.remote.close()
  }

  /** Null when the store cannot be asked now. */
  async #tryRemote<T>(ask: (remote: MongoPredictions) => Promise<T>): Promise<T | null> {
    const { remote, now } = this.#parts
    if (now() < this.#restUntil) return null
    try {
      const answer = await ask(remote)
      this.#onReport(null)
      return answer
    } catch (error) {
      if (!(error instanceof LapidaryError) || error.code === 'bad-cursor') throw error
      this.#restUntil = now() + restFor
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

/** While the store behind cannot be read. */
const nothingBehind: KnownBehind = {
  outcomes: [],
  predictions: { ids: new Set(), firstOf: new Map(), lastOf: new Map(), complete: false },
}

/** Bytes up to which rows are counted; of more, their number is reckoned from the size of the oldest. */
const countedBytes = 64_000_000

function spoolSize(local: SqlitePredictionLog): { waiting: number; bytes: number; oldestAt: string | null } {
  const { sqlite } = local.database
  const bytes = local.bytes()
  const oldest = sqlite.prepare('SELECT min(id) FROM prediction').pluck().get() as string | null
  if (oldest === null) return { waiting: 0, bytes, oldestAt: null }
  const waiting =
    bytes <= countedBytes ? sqlite.prepare('SELECT count(*) FROM prediction').pluck().get() : reckonedRows(local, bytes)
  return { waiting: waiting as number, bytes, oldestAt: uuid7Time(oldest).toISOString() }
}

function reckonedRows({ database: { sqlite } }: SqlitePredictionLog, bytes: number): number {
  const sample = sqlite.prepare(
    'SELECT avg(length(inputs) + length(probabilities) + 120) FROM (SELECT inputs, probabilities FROM prediction LIMIT 1000)',
  )
  return Math.round(bytes / (sample.pluck().get() as number))
}
