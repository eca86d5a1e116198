import { badOption } from '../bad-option.ts'
import { binCount, featureBinners } from '../../model/random-forest/binning.ts'
import type { Model } from '../../model/model.ts'
import { RandomForestModel, randomForestKind } from '../../model/random-forest/random-forest-model.ts'
import { categoryFlag, maxTreeDepth } from '../../model/random-forest/tree-nodes.ts'
import { classWeights } from '../class-weights.ts'
import { fitEncoded } from '../evidence/fit-evidence.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import type { BinnedTable } from './binned-table.ts'
import { forestMemory } from './forest-kernel.ts'
import { fitBinning } from './fit-binning.ts'
import type { GrownTree } from './grow-tree.ts'
import { growForest } from './grow-forest.ts'

export interface RandomForestOptions {
  /** Default 200. */
  readonly trees?: number
  /** Most splits from the root to a leaf, 1 to 64. Default 12. */
  readonly maxDepth?: number
  /** Fewest training rows (bootstrap draws) in a leaf. Default 10. */
  readonly minLeaf?: number
  /** Features drawn for each node: `sqrt` of their number, rounded, or how many. Default `sqrt`. */
  readonly mtry?: 'sqrt' | number
  /** `balanced` weighs a row by the inverse of its class's share. Default `none`. */
  readonly classWeight?: 'none' | 'balanced'
}

/**
 * A random forest (Breiman 2001) for classes: bootstrap samples, random features in each node, Gini. Numbers are split at
 * up to 254 thresholds each, categories into sets (by their evidence from 65 on), and missing values go to the side that suits them.
 *
 * @throws LapidaryError `bad-learner-option`
 * @example
 * learner: randomForest({ trees: 100, maxDepth: 10 })
 */
export function randomForest(options: RandomForestOptions = {}): Learner {
  const { trees = 200, maxDepth = 12, minLeaf = 10, mtry = 'sqrt', classWeight = 'none' } = options
  checkInteger('trees', trees, 1, 10_000)
  checkInteger('maxDepth', maxDepth, 1, maxTreeDepth)
  checkInteger('minLeaf', minLeaf, 1, 1_000_000)
  if (mtry !== 'sqrt') checkInteger('mtry', mtry, 1, 1_000_000)
  if (classWeight !== 'none' && classWeight !== 'balanced')
    throw badOption(randomForestKind, 'classWeight', classWeight, 'none or balanced')
  const fit = async (table: TrainingTable, context: FitContext): Promise<Model> => {
    const features = table.specs.length
    const drawn = mtry === 'sqrt' ? Math.max(1, Math.round(Math.sqrt(features))) : Math.min(mtry, features)
    const weights = classWeights(table, classWeight)
    const options = { maxDepth, minLeaf, mtry: drawn }
    const bin = (): BinnedTable => binTable(table, fitBinning(table, context.seed), weights, context.threads)
    const { binning, grown } = await growForest({ rowCount: table.rowCount, bin, options, trees, seed: context.seed }, context)
    return new RandomForestModel({
      features: table.specs,
      classes: table.classes,
      binning,
      classWeights: weights,
      ...joinTrees(grown),
    })
  }
  return {
    kind: randomForestKind,
    params: { trees, maxDepth, minLeaf, mtry, classWeight },
    fit: async (table, context) => await fitEncoded(table, context, fit),
  }
}

function checkInteger(name: string, seen: unknown, low: number, high: number): void {
  if (Number.isInteger(seen) && (seen as number) >= low && (seen as number) <= high) return
  throw badOption(randomForestKind, name, seen, `a whole number from ${low} to ${high}`)
}

/** The table in bins, in memory that threads can share. */
function binTable(
  table: TrainingTable,
  binning: RandomForestModel['parts']['binning'],
  weights: Float64Array,
  threads: number,
): BinnedTable {
  const { rowCount } = table
  const features = table.specs.length
  const classCount = table.classes.length
  const memory = forestMemory({ rowCount, classCount, features }, threads)
  const bins = new Uint8Array(memory.buffer, 0, rowCount * features)
  featureBinners(binning).forEach((binner, feature) => {
    binner.binColumn(table.values[feature] as Float64Array, 0, rowCount, bins, feature * rowCount, 1)
  })
  const target = new Uint8Array(new SharedArrayBuffer(rowCount))
  target.set(table.target)
  return {
    rowCount,
    classCount,
    bins,
    memory,
    binning,
    binCounts: Int32Array.from(table.specs, (_, feature) => binCount(binning, feature)),
    target,
    classWeights: weights,
  }
}

/** One array of nodes with the leaves counted through all trees. */
function joinTrees(trees: readonly GrownTree[]): {
  nodes: Int32Array
  roots: Int32Array
  leafCounts: Uint16Array | Uint32Array
} {
  const nodes = new Int32Array(trees.reduce((length, tree) => length + tree.nodes.length, 0))
  const leaves = trees.reduce((length, tree) => length + tree.leafCounts.length, 0)
  const small = trees.every((tree) => tree.leafCounts.every((count) => count <= 0xffff))
  const leafCounts = small ? new Uint16Array(leaves) : new Uint32Array(leaves)
  const roots = new Int32Array(trees.length)
  let start = 0
  let leaf = 0
  let counted = 0
  trees.forEach((tree, index) => {
    roots[index] = start
    nodes.set(tree.nodes, start)
    for (let place = start; place < start + tree.nodes.length; place++) {
      const word = nodes[place] as number
      if (word < 0) nodes[place] = ~leaf++
      else place += (word & categoryFlag) === 0 ? 1 : 1 + (word & 255)
    }
    leafCounts.set(tree.leafCounts, counted)
    start += tree.nodes.length
    counted += tree.leafCounts.length
  })
  return { nodes, roots, leafCounts }
}
