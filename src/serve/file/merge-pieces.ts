import type { Piece } from '../../data/readers/piece.ts'

/** Consecutive rows of a piece: places `from` to `to` (exclusive). */
export interface Run<P extends Piece> {
  readonly piece: P
  readonly from: number
  readonly to: number
}

/** Merges sequences of pieces, each in the order of the file, into the order of the file. */
export async function* mergePieces<P extends Piece>(
  sequences: readonly (Iterable<P> | AsyncIterable<P>)[],
): AsyncGenerator<Run<P>> {
  const cursors: Cursor<P>[] = []
  try {
    for (const sequence of sequences) {
      const cursor = new Cursor(sequence)
      cursors.push(cursor)
      await cursor.advance()
    }
    for (;;) {
      let first: Cursor<P> | undefined
      let limit = Infinity
      for (const cursor of cursors) {
        if (cursor.row < (first?.row ?? Infinity)) {
          limit = first?.row ?? Infinity
          first = cursor
        } else if (cursor.row < limit) limit = cursor.row
      }
      if (first?.piece === undefined) return
      const { piece, place: from } = first
      let to = from + 1
      while (to < piece.rows.length && (piece.rows[to] as number) < limit) to++
      yield { piece, from, to }
      if (to < piece.rows.length) first.place = to
      else await first.advance()
    }
  } finally {
    for (const cursor of cursors) await cursor.close()
  }
}

class Cursor<P extends Piece> {
  piece: P | undefined
  place = 0
  readonly #pieces: Iterator<P> | AsyncIterator<P>

  constructor(sequence: Iterable<P> | AsyncIterable<P>) {
    this.#pieces =
      Symbol.asyncIterator in sequence ? sequence[Symbol.asyncIterator]() : sequence[Symbol.iterator]()
  }

  /** Place of the next row in the file, infinite at the end. */
  get row(): number {
    return this.piece?.rows[this.place] ?? Infinity
  }

  async advance(): Promise<void> {
    const next = await this.#pieces.next()
    this.piece = next.done === true ? undefined : next.value
    this.place = 0
  }

  async close(): Promise<void> {
    await this.#pieces.return?.()
  }
}
