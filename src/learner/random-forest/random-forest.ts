import { binCount, featureBinners } from '../../model/random-forest/binning.ts'
import { RandomForestModel, randomForestKind } from '../../model/random-forest/random-forest-model.ts'
import { categoryFlag, maxTreeDepth } from '../../model/random-forest/tree-nodes.ts'
import { type ClassWeight, classWeightParam, classWeights } from '../class-weights.ts'
import { createLearner } from '../create-learner.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import type { LearnerFamily } from '../learner-family.ts'
import { integerOrWordParam, integerParam } from '../param.ts'
import type { BinnedTable } from './binned-table.ts'
import { forestMemory } from './forest-kernel.ts'
import { fitBinning } from './fit-binning.ts'
import type { GrownTree } from './grow-tree.ts'
import { growForest } from './grow-forest.ts'

/** Options of `randomForest`. */
export interface RandomForestOptions {
  /** Number of trees, 1 to 10000. @defaultValue 200 */
  readonly trees?: number
  /** Most splits from the root to a leaf, 1 to 64. @defaultValue 12 */
  readonly maxDepth?: number
  /** Fewest training rows (bootstrap draws) in a leaf, 1 to 1000000. @defaultValue 10 */
  readonly minLeaf?: number
  /**
   * Features drawn for each node: `sqrt` of their number, rounded, or how many. @defaultValue
   * 'sqrt'
   */
  readonly mtry?: 'sqrt' | number
  /** `balanced` weighs a row by the inverse of its class's share. @defaultValue 'none' */
  readonly classWeight?: ClassWeight
}

export const randomForestFamily: LearnerFamily<RandomForestOptions> = {
  kind: randomForestKind,
  summary: {
    en: 'Random forest: the mean of many trees, each grown on a bootstrap sample with random features in each node.',
    'pt-BR':
      'Floresta aleatória: a média de muitas árvores, cada uma de uma amostra bootstrap e com variáveis sorteadas em cada nó.',
  },
  params: {
    trees: integerParam({
      min: 1,
      max: 10_000,
      default: 200,
      help: { en: 'Number of trees.', 'pt-BR': 'Número de árvores.' },
    }),
    maxDepth: integerParam({
      min: 1,
      max: maxTreeDepth,
      default: 12,
      help: {
        en: 'Most splits from the root to a leaf.',
        'pt-BR': 'Máximo de divisões da raiz até uma folha.',
      },
    }),
    minLeaf: integerParam({
      min: 1,
      max: 1_000_000,
      default: 10,
      help: {
        en: 'Fewest training rows in a leaf.',
        'pt-BR': 'Mínimo de linhas de treinamento em uma folha.',
      },
    }),
    mtry: integerOrWordParam({
      min: 1,
      max: 1_000_000,
      word: 'sqrt',
      default: 'sqrt',
      help: {
        en: 'Features drawn for each node: the square root of their number, or how many.',
        'pt-BR': 'Variáveis sorteadas em cada nó: a raiz quadrada do total, ou quantas.',
      },
    }),
    classWeight: classWeightParam,
  },
  fit: fitForest,
}

/**
 * Creates a random forest (Breiman 2001) for classes: bootstrap samples, random features in each
 * node, Gini. Numbers are split at up to 254 thresholds each, categories into sets (by their
 * evidence from 65 on), and missing values go to the side that suits them.
 *
 * @param options those that differ from the defaults; each option names its own
 * @defaultValue `options`: {}
 * @returns the learner, to be set as `learner` of a project
 * @throws LapidaryError `bad-learner-option` for a value out of its range, `unknown-learner-option`
 * @example
 * ```ts
 * import { randomForest } from 'lapidary'
 *
 * const learner = randomForest({ trees: 100, maxDepth: 10 })
 * learner.params['minLeaf'] // 10
 * ```
 */
export function randomForest(options: RandomForestOptions = {}): Learner {
  return createLearner(randomForestFamily, options)
}

async function fitForest(
  params: Required<RandomForestOptions>,
  table: TrainingTable,
  context: FitContext,
): Promise<RandomForestModel> {
  const { trees, maxDepth, minLeaf, mtry, classWeight } = params
  const features = table.specs.length
  const drawn = mtry === 'sqrt' ? Math.max(1, Math.round(Math.sqrt(features))) : Math.min(mtry, features)
  const weights = classWeights(table, classWeight)
  const options = { maxDepth, minLeaf, mtry: drawn }
  const bin = (): BinnedTable => binTable(table, fitBinning(table, context.seed), weights, context.threads)
  const { binning, grown } = await growForest(
    { rowCount: table.rowCount, bin, options, trees, seed: context.seed },
    context,
  )
  return new RandomForestModel({
    features: table.specs,
    classes: table.classes,
    binning,
    classWeights: weights,
    ...joinTrees(grown),
  })
}

/** Bins the table, in memory that threads share. */
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

/** Joins the trees in one array of nodes, with the leaves numbered through all of them. */
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
