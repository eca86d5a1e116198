import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Row } from './sqlite-tables.ts'

/** One pending call of `append`. */
interface Call {
  readonly rows: readonly Row[]
  /** Rows of it that are committed: a large call takes several commits. */
  done: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Rows of one call that the next commit writes. */
export interface Piece {
  readonly call: Call
  readonly rows: readonly Row[]
}

/** Rows of a small call, which has a separate queue that batches cannot fill. */
const maxSmallRows = 20
/**
 * Rows of batches that may be pending in memory (about 20 MB); more are rejected. A single batch
 * may have more if none is pending.
 */
const maxBatchRows = 20_000
/** Rows of small calls that may be pending. */
const maxSmallWaiting = 5000

/**
 * Queues calls until they are committed. Small calls and batches have separate queues, so that
 * neither blocks the other.
 */
export class AppendQueue {
  readonly #small: Call[] = []
  readonly #batches: Call[] = []
  #smallRows = 0
  #batchRows = 0

  /** Number of pending rows. */
  get rows(): number {
    return this.#smallRows + this.#batchRows
  }

  /** Number of pending calls. */
  get calls(): number {
    return this.#small.length + this.#batches.length
  }

  /**
   * Checks that `rows` more rows fit into the queue.
   *
   * @throws LapidaryError `overloaded` if they do not
   */
  checkRoom(rows: number): void {
    const [pending, limit] = isSmall(rows)
      ? [this.#smallRows, maxSmallWaiting]
      : [this.#batchRows, maxBatchRows]
    if (pending === 0 || pending + rows <= limit) return
    throw new LapidaryError('overloaded', { waiting: pending + rows, limit, seconds: 1 })
  }

  add(rows: readonly Row[], resolve: () => void, reject: (error: unknown) => void): void {
    const call: Call = { rows, done: 0, resolve, reject }
    if (isSmall(rows.length)) {
      this.#small.push(call)
      this.#smallRows += rows.length
    } else {
      this.#batches.push(call)
      this.#batchRows += rows.length
    }
  }

  /**
   * Returns the oldest rows, at most `room`; small calls get at least half of it, and so do
   * batches.
   */
  next(room: number): readonly Piece[] {
    const half = this.#batches.length === 0 ? room : room / 2
    const pieces: Piece[] = []
    const small = take(this.#small, half, pieces)
    take(this.#batches, room - small, pieces)
    return pieces
  }

  /** Resolves the calls that are complete with these pieces. */
  resolveWritten(pieces: readonly Piece[]): void {
    for (const { call, rows } of pieces) {
      call.done += rows.length
      this.#count(call, -rows.length)
      if (call.done < call.rows.length) continue
      this.#remove(call)
      call.resolve()
    }
  }

  /** Rejects the whole calls of these pieces. */
  rejectFailed(pieces: readonly Piece[], error: LapidaryError): void {
    for (const { call } of pieces) {
      this.#count(call, call.done - call.rows.length)
      this.#remove(call)
      call.reject(error)
    }
  }

  #count({ rows }: Call, change: number): void {
    if (isSmall(rows.length)) this.#smallRows += change
    else this.#batchRows += change
  }

  /** Pieces are taken from the front, and so are the calls that they finish. */
  #remove({ rows }: Call): void {
    if (isSmall(rows.length)) this.#small.shift()
    else this.#batches.shift()
  }
}

function isSmall(rows: number): boolean {
  return rows <= maxSmallRows
}

/**
 * Adds pieces of the first calls.
 *
 * @returns the number of rows
 */
function take(calls: readonly Call[], room: number, pieces: Piece[]): number {
  let taken = 0
  for (const call of calls) {
    if (taken >= room) break
    const rows = call.rows.slice(call.done, call.done + Math.ceil(room - taken))
    pieces.push({ call, rows })
    taken += rows.length
  }
  return taken
}
