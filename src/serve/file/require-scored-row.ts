import { basename } from 'node:path'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { ScoredBlock } from './write-blocks.ts'

/** Maximum characters that are held back while no row has a prediction. */
const maxHeld = 4 << 20

/**
 * Holds blocks back until one has a row with a prediction, or they are too large. Returns an
 * iterator over all of them.
 *
 * @throws LapidaryError `no-row-scored` if all blocks were held back and none has such a row
 */
export async function requireScoredRow(
  blocks: AsyncIterable<ScoredBlock>,
  { path, rows }: { readonly path: string; readonly rows: number },
): Promise<AsyncGenerator<ScoredBlock>> {
  const source = blocks[Symbol.asyncIterator]()
  const held: ScoredBlock[] = []
  let size = 0
  while (size <= maxHeld) {
    const { done, value } = await source.next()
    if (done === true) throw createNoRowError(held, basename(path), rows)
    held.push(value)
    if (value.failed < value.rows) break
    size += value.text.length
  }
  return rest(held, source)
}

async function* rest(
  held: readonly ScoredBlock[],
  source: AsyncIterator<ScoredBlock>,
): AsyncGenerator<ScoredBlock> {
  try {
    yield* held
    for (;;) {
      const { done, value } = await source.next()
      if (done === true) return
      yield value
    }
  } finally {
    await source.return?.()
  }
}

/**
 * Creates the error of a file without predictions. The reason of its first row is already in the
 * caller's language.
 */
function createNoRowError(blocks: readonly ScoredBlock[], file: string, rows: number): LapidaryError {
  const first = blocks.find(({ firstProblem }) => firstProblem !== null)?.firstProblem
  const reason = first?.message ?? ''
  const reasons = {
    en: `The first reason, of row ${first?.row}: ${reason}`,
    'pt-BR': `O primeiro motivo, da linha ${first?.row}: ${reason}`,
  }
  return new LapidaryError('no-row-scored', { rows, file, reasons })
}
