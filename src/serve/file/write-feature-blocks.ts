import { formatCsvLine } from '../../base/text/csv.ts'
import type { FeatureSpec, FeatureTable } from '../../model/features.ts'
import type { Run } from './merge-pieces.ts'
import type { ScoredPiece } from './score-piece.ts'
import { getCell } from './write-blocks.ts'

/** Rows of features as CSV. */
export interface FeatureBlock {
  readonly text: string
  readonly rows: number
  /** Number of rows that were left out, because they cannot be scored. */
  readonly failed: number
}

interface WriteFeatureBlocksInput {
  readonly specs: readonly FeatureSpec[]
  /** Identifier columns of the file. */
  readonly identifiers: readonly string[]
  /** Number of rows of the file. */
  readonly rows: number
  readonly runs: AsyncIterable<Run<ScoredPiece>>
  readonly progress?: ((step: 'Scoring', share: number) => void) | undefined
}

/** Size of the text of a block. */
const maxSize = 1 << 18

/** Returns the features of all rows, row-major. */
export function toRowMajor({ rowCount, values }: FeatureTable): Float64Array {
  const width = values.length
  const rows = new Float64Array(rowCount * width)
  for (const [feature, column] of values.entries()) {
    for (let row = 0; row < rowCount; row++) rows[row * width + feature] = column[row] as number
  }
  return rows
}

/**
 * Writes features as CSV, in blocks: identifier columns, then a column for each feature, named like
 * it. A number has all its digits, a category is its text, and a missing value is empty. An
 * identifier that is also a feature is written once.
 */
export async function* writeFeatureBlocks(input: WriteFeatureBlocksInput): AsyncGenerator<FeatureBlock> {
  const { specs, runs, rows, progress } = input
  const names = new Set(specs.map(({ name }) => name))
  const identifiers = input.identifiers.filter((name) => !names.has(name))
  let block = { text: formatCsvLine([...identifiers, ...names]), rows: 0, failed: 0 }
  let written = 0
  for await (const { piece, from, to } of runs) {
    for (let place = from; place < to; place++) {
      block.rows++
      if (piece.problems.has(place)) block.failed++
      else {
        const features = specs.map((spec, f) => decodeFeature(spec, piece.outputs[place * specs.length + f]))
        block.text += formatCsvLine([
          ...identifiers.map((name) => getCell(piece.table, name, place)),
          ...features,
        ])
      }
    }
    if (block.text.length < maxSize) continue
    written += block.rows
    yield block
    progress?.('Scoring', written / rows)
    block = { text: '', rows: 0, failed: 0 }
  }
  if (block.text !== '' || block.rows > 0) yield block
}

/** Returns a number, or the text of a category; null is missing. */
function decodeFeature({ categories }: FeatureSpec, value: number | undefined): number | string | null {
  if (value === undefined || Number.isNaN(value)) return null
  return categories === undefined ? value : (categories[value] ?? null)
}
