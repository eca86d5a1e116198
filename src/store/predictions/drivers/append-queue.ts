import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Row } from './sqlite-tables.ts'

/** One call of `append` that waits for its commit. */
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

/** A call of up to so many rows has its own place in the queue, which batches cannot fill. */
const maxSmallRows = 20
/** Rows of batches that may wait in memory (about 20 MB); more are refused. A single batch may have more when none waits. */
const maxBatchRows = 20_000
/** Rows of small calls that may wait. */
const maxSmallWaiting = 5000

/** Calls that wait to be committed. Small calls and batches wait apart, so that neither keeps the other from being written. */
export class AppendQueue {
  readonly #small: Call[] = []
  readonly #batches: Call[] = []
  #smallRows = 0
  #batchRows = 0

  /** Rows that wait. */
  get rows(): number {
    return this.#smallRows + this.#batchRows
  }

  /** Calls that wait. */
  get calls(): number {
    return this.#small.length + this.#batches.length
  }

  /** @throws LapidaryError `overloaded` when `rows` more rows cannot wait. */
  checkRoom(rows: number): void {
    const [waits, limit] = isSmall(rows) ? [this.#smallRows, maxSmallWaiting] : [this.#batchRows, maxBatchRows]
    if (waits === 0 || waits + rows <= limit) return
    throw new LapidaryError('overloaded', { waiting: waits + rows, limit, seconds: 1 })
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

  /** The oldest rows, at most `room`; small calls have at least half of it, and so do batches. */
  next(room: number): readonly Piece[] {
    const half = this.#batches.length === 0 ? room : room / 2
    const pieces: Piece[] = []
    const small = take(this.#small, half, pieces)
    take(this.#batches, room - small, pieces)
    return pieces
  }

  /** Resolves the calls that are written to their end by these pieces. */
  written(pieces: readonly Piece[]): void {
    for (const { call, rows } of pieces) {
      call.done += rows.length
      this.#count(call, -rows.length)
      if (call.done < call.rows.length) continue
      this.#remove(call)
      call.resolve()
    }
  }

  /** Rejects the calls of these pieces, whole. */
  failed(pieces: readonly Piece[], error: LapidaryError): void {
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

/** Adds pieces of the first calls. @returns how many rows. */
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
