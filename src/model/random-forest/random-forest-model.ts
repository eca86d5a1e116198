import { runAtOnce, type Steps } from '../../base/threads/steps.ts'
import { type Binning, binCount, categoryCounts, type FeatureBinner, featureBinners } from './binning.ts'
import { CompiledTrees } from './compiled-trees.ts'
import type { FeatureSpec, FeatureTable } from '../features.ts'
import type { ExplainedRow, Explanation, Model, SavedModel } from '../model.ts'
import { arrayOf, corrupted } from '../saved-model.ts'
import { checkNodes } from './tree-nodes.ts'
import { ForestShuffles } from './forest-shuffles.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'
import { ForestExplainer } from './tree-shap.ts'

export const randomForestKind = 'random-forest'
export const randomForestFormat = 1

/** Parts of a fitted forest. */
export interface ForestParts {
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  readonly binning: Binning
  /** Trees in preorder, as `tree-nodes.ts` says, and where each begins. */
  readonly nodes: Int32Array
  readonly roots: Int32Array
  /** Training rows of each class in each leaf (bootstrap draws), row-major `leaves x classes`. */
  readonly leafCounts: Uint16Array | Uint32Array
  /** Weight of a row of each class. */
  readonly classWeights: Float64Array
}

interface PreparedForest {
  readonly depth: number
  readonly trees: CompiledTrees
}

/**
 * A forest of classification trees: its probability is the mean of its trees' leaf shares (Breiman
 * 2001).
 */
export class RandomForestModel implements Model {
  readonly kind = randomForestKind
  readonly contributionScale = 'probability'
  readonly features: readonly FeatureSpec[]
  readonly classes: readonly string[]
  readonly parts: ForestParts
  /**
   * Share of each class in each leaf divided by the number of trees: a row's probabilities are
   * plain sums.
   */
  readonly leafShares: Float32Array
  readonly depth: number
  readonly #trees: CompiledTrees
  /** Created on first use of `explain`. */
  #binners: readonly FeatureBinner[] | undefined
  #explainer: ForestExplainer | undefined

  /**
   * @param prepared result of `prepare` for the same parts. Default: they are prepared here, at
   * once
   */
  constructor(parts: ForestParts, { depth, trees }: PreparedForest = runAtOnce(prepare(parts))) {
    this.parts = parts
    this.features = parts.features
    this.classes = parts.classes
    this.depth = depth
    this.#trees = trees
    this.leafShares = trees.leafShares
  }

  get trees(): number {
    return this.parts.roots.length
  }

  predictRow(row: Float64Array, out: Float64Array): void {
    this.#trees.predictRow(row, out)
  }

  predict(table: FeatureTable): Float64Array {
    if (table.specs.length !== this.features.length) {
      throw new TypeError(`The table has ${table.specs.length} features, the model ${this.features.length}`)
    }
    const out = new Float64Array(table.rowCount * this.classes.length)
    this.#trees.predictTable(table, out)
    return out
  }

  prepareShuffles(table: FeatureTable): Shuffles {
    return new ForestShuffles(this.parts, this.leafShares, table, this.predict(table))
  }

  /** Attributes probabilities by path-dependent TreeSHAP (Lundberg et al. 2018, algorithm 2). */
  explain(rows: readonly ExplainedRow[]): Explanation[] {
    this.#explainer ??= this.#makeExplainer()
    const binners = (this.#binners ??= featureBinners(this.parts.binning))
    return this.#explainer.explain(
      rows.map(({ features, classIndex }) => {
        return {
          bins: Uint8Array.from(binners, (binner, f) => binner.binOf(features[f] as number)),
          output: classIndex,
        }
      }),
    )
  }

  #makeExplainer(): ForestExplainer {
    const { nodes, roots, leafCounts, classWeights } = this.parts
    const outputs = this.classes.length
    const leafCovers = new Float64Array(leafCounts.length / outputs)
    for (let leaf = 0; leaf < leafCovers.length; leaf++) {
      let cover = 0
      for (let k = 0; k < outputs; k++)
        cover += (leafCounts[leaf * outputs + k] as number) * (classWeights[k] as number)
      leafCovers[leaf] = cover
    }
    return new ForestExplainer({
      nodes,
      roots,
      leafValues: this.leafShares,
      leafCovers,
      outputs,
      features: this.features.length,
    })
  }

  save(): SavedModel {
    const { features, classes, binning, nodes, roots, leafCounts, classWeights } = this.parts
    return {
      header: { kind: randomForestKind, format: randomForestFormat, features, classes },
      arrays: { nodes, roots, leafCounts, classWeights, edges: binning.edges, edgeStarts: binning.starts },
    }
  }

  /**
   * Loads what `save` returned. @throws LapidaryError `model-corrupted` if it does not fit together
   */
  static *load({ header, arrays }: SavedModel): Steps<RandomForestModel> {
    const { features, classes } = header
    const counts = arrays['leafCounts']
    if (!(counts instanceof Uint16Array || counts instanceof Uint32Array))
      throw corrupted('leafCounts is missing')
    const parts: ForestParts = {
      features,
      classes,
      binning: {
        starts: arrayOf(arrays, 'edgeStarts', Int32Array),
        edges: arrayOf(arrays, 'edges', Float64Array),
        categories: categoryCounts(features),
      },
      nodes: arrayOf(arrays, 'nodes', Int32Array),
      roots: arrayOf(arrays, 'roots', Int32Array),
      leafCounts: counts,
      classWeights: arrayOf(arrays, 'classWeights', Float64Array),
    }
    return new RandomForestModel(parts, yield* prepare(parts))
  }
}

/** Checks the parts and lays the trees out. A step is at most a tree, or some leaves. */
function* prepare(parts: ForestParts): Steps<PreparedForest> {
  const depth = yield* checkParts(parts)
  const { leafCounts, classes } = parts
  const sizes = { leafCount: leafCounts.length / classes.length, classes: classes.length }
  const trees = yield* CompiledTrees.compile(parts, sizes, (out) => writeLeafShares(parts, out))
  return { depth, trees }
}

/**
 * Checks lengths and bounds, so that no prediction can read outside; returns the depth of the
 * deepest tree.
 */
function* checkParts({
  features,
  classes,
  binning,
  nodes,
  roots,
  leafCounts,
  classWeights,
}: ForestParts): Steps<number> {
  const { starts, edges, categories } = binning
  if (classWeights.length !== classes.length) throw corrupted('classWeights does not fit the classes')
  if (!classWeights.every((weight) => weight > 0 && weight < Infinity))
    throw corrupted('a class weight is not positive')
  if (roots.length === 0) throw corrupted('it has no trees')
  if (starts.length !== features.length + 1 || starts[0] !== 0 || starts[features.length] !== edges.length) {
    throw corrupted('edgeStarts does not fit the features')
  }
  for (let feature = 0; feature < features.length; feature++) {
    const start = starts[feature] as number
    const end = starts[feature + 1] as number
    if (end < start || end - start > 254) throw corrupted(`the edges of feature ${feature} are out of bounds`)
    for (let i = start + 1; i < end; i++) {
      if (!((edges[i] as number) > (edges[i - 1] as number)))
        throw corrupted(`the edges of feature ${feature} do not ascend`)
    }
  }
  if (leafCounts.length % classes.length !== 0) throw corrupted('leafCounts does not fit the classes')
  const binCounts = Int32Array.from(features, (_, feature) => binCount(binning, feature))
  const check = yield* checkNodes(nodes, roots, leafCounts.length / classes.length, categories, binCounts)
  if (check.problem !== null) throw corrupted(check.problem)
  return check.depth
}

/** Words of leaves in a step. */
const leafWords = 1 << 16

function* writeLeafShares(
  { leafCounts, classes, classWeights, roots }: ForestParts,
  shares: Float32Array,
): Steps<void> {
  let next = leafWords
  for (let leaf = 0; leaf < leafCounts.length; leaf += classes.length) {
    let total = 0
    for (let k = 0; k < classes.length; k++)
      total += (leafCounts[leaf + k] as number) * (classWeights[k] as number)
    if (!(total > 0)) throw corrupted(`leaf ${leaf / classes.length} is empty`)
    const scale = 1 / (total * roots.length)
    for (let k = 0; k < classes.length; k++) {
      shares[leaf + k] = (leafCounts[leaf + k] as number) * (classWeights[k] as number) * scale
    }
    if (leaf < next) continue
    next += leafWords
    yield
  }
}
