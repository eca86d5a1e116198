import { readFileSync } from 'node:fs'
import type { Explanation } from '../model.ts'
import { corrupted } from '../saved-model.ts'
import { leftChild, maxTreeDepth } from './tree-nodes.ts'

/** What the explainer needs of a forest. */
export interface ExplainedForest {
  readonly nodes: Int32Array
  readonly roots: Int32Array
  /** Value of each leaf for each output, to be summed over the trees: `leaves x outputs`. */
  readonly leafValues: Float32Array
  /** Weight of training rows in each leaf. */
  readonly leafCovers: Float64Array
  readonly outputs: number
  readonly features: number
}

/** The function of `shap-kernel.as.ts`, which says what it takes. */
type ExplainTree = (
  treeAt: number,
  sharesAt: number,
  valuesAt: number,
  binsAt: number,
  statesAt: number,
  pointsAt: number,
  sixes: number,
  levelsAt: number,
  sumAt: number,
  attributionsAt: number,
) => void

/** Compiled once for all forests. */
const compiled = new WebAssembly.Module(readFileSync(new URL('./shap-kernel.wasm', import.meta.url)))

/** WebAssembly addresses memory with 32 bits, in pages. */
const page = 65_536
const maxPages = 65_536

/** Where a tree begins in the arrays of the forest, and how many sixes of points it takes. */
interface ExplainedTree {
  readonly node: number
  readonly split: number
  readonly leaf: number
  readonly sixes: number
}

/** The points of `sixes` sixes, and the stack that begins with their weights: byte offsets. */
interface Quadrature {
  readonly pointsAt: number
  readonly levelsAt: number
}

/**
 * Computes exact path-dependent SHAP values of a forest: those of algorithm 2 of Lundberg et al.
 * 2018 (Consistent individualized feature attribution for tree ensembles).
 *
 * A leaf with value v plays a product game: feature j of its path keeps the share z of the training
 * rows that reach it when j is unknown, and o (1 if the row takes that way, else 0) when it is
 * known. Its Shapley value is `v (o_i - z_i) * integral over t in [0, 1] of prod_{j != i} (z_j (1 -
 * t) + o_j t)`: a polynomial, which Gauss-Legendre points integrate exactly. So the product above a
 * node and the sum below it are kept as their values at a few points, and the work is linear in the
 * number of nodes (the polynomial summary of Yu et al. 2022, Linear TreeSHAP, section 3, in another
 * basis).
 *
 * With s = 1 - t, and z the share of the feature of a split on the path above (1 if it does not
 * occur there), the factor of the feature is f = 1 - (1 - z) s above, 1 - (1 - z_h) s below on the
 * side that the row takes, and z_c s on the other. Let H and C be the sums of those sides, P the
 * product above, and X = (1 - z_h) H - z_c C. Then the sum of the split is G = (H - s X) / f, and
 * what it adds to the attribution of its feature, beside what the feature's splits above have added
 * for G, is the integral of P (X - (1 - z) G) / f: a few multiplications a point for both children,
 * and no division where the feature is new. Once the row has left the way of a feature, its further
 * splits only scale by their shares.
 *
 * The tables are linear in the number of nodes: the nodes themselves, eight bytes a split, and four
 * bytes a leaf and class.
 */
export class ForestExplainer {
  readonly #trees: readonly ExplainedTree[]
  readonly #quadratures: ReadonlyMap<number, Quadrature>
  readonly #base: Float64Array
  readonly #explainTree: ExplainTree
  readonly #leaves: number
  readonly #nodesAt: number
  readonly #sharesAt: number
  readonly #valuesAt: number
  readonly #sumAt: number
  readonly #bins: Uint8Array
  readonly #states: Float64Array
  readonly #attributions: Float64Array

  constructor(forest: ExplainedForest) {
    const { nodes, leafValues, outputs, features } = forest
    const leaves = forest.leafCovers.length
    const measured = measureTrees(forest)
    const blockBytes = 48 * Math.max(...measured.trees.map(({ sixes }) => sixes))
    let bytes = 0
    const take = (length: number): number => {
      const at = bytes
      bytes += Math.ceil(length / 16) * 16
      return at
    }
    this.#nodesAt = take(4 * nodes.length)
    this.#sharesAt = take(8 * measured.leftShares.length)
    this.#valuesAt = take(4 * leafValues.length)
    this.#sumAt = take(blockBytes)
    const binsAt = take(features)
    const statesAt = take(8 * features)
    const attributionsAt = take(8 * features)
    const quadratures = new Map<number, Quadrature>()
    for (const { sixes } of measured.trees) {
      if (quadratures.has(sixes)) continue
      quadratures.set(sixes, {
        pointsAt: take(48 * sixes),
        levelsAt: take(3 * 48 * sixes * (maxTreeDepth + 1)),
      })
    }
    if (bytes > page * maxPages) throw corrupted('the tables of its explanations are larger than 4 GB')
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / page) })
    const { buffer } = memory
    new Int32Array(buffer, this.#nodesAt, nodes.length).set(nodes)
    new Float64Array(buffer, this.#sharesAt, measured.leftShares.length).set(measured.leftShares)
    const values = new Float32Array(buffer, this.#valuesAt, leafValues.length)
    for (let k = 0; k < outputs; k++) {
      for (let leaf = 0; leaf < leaves; leaf++)
        values[k * leaves + leaf] = leafValues[leaf * outputs + k] as number
    }
    for (const [sixes, { pointsAt, levelsAt }] of quadratures) {
      const { t, weights } = gaussLegendre(6 * sixes)
      new Float64Array(buffer, pointsAt, 6 * sixes).set(t.map((each) => 1 - each))
      new Float64Array(buffer, levelsAt, 6 * sixes).set(weights)
    }
    this.#trees = measured.trees
    this.#quadratures = quadratures
    this.#base = measured.base
    this.#leaves = leaves
    this.#bins = new Uint8Array(buffer, binsAt, features)
    this.#states = new Float64Array(buffer, statesAt, features).fill(1)
    this.#attributions = new Float64Array(buffer, attributionsAt, features)
    this.#explainTree = new WebAssembly.Instance(compiled, { env: { memory } }).exports[
      'explainTree'
    ] as ExplainTree
  }

  /**
   * Explains one output of each row. Base and attributions sum to the forest's output. All rows go
   * through one tree before the next, so that it stays in the cache.
   */
  explain(rows: readonly { readonly bins: Uint8Array; readonly output: number }[]): Explanation[] {
    const bins = this.#bins
    const sums = this.#attributions
    const explanations = rows.map(({ output }): Explanation => {
      return { base: this.#base[output] as number, attributions: new Float64Array(sums.length) }
    })
    for (const { node, split, leaf, sixes } of this.#trees) {
      const { pointsAt, levelsAt } = this.#quadratures.get(sixes) as Quadrature
      for (let row = 0; row < rows.length; row++) {
        const { bins: rowBins, output } = rows[row] as (typeof rows)[number]
        const { attributions } = explanations[row] as Explanation
        bins.set(rowBins)
        sums.set(attributions)
        this.#explainTree(
          this.#nodesAt + 4 * node,
          this.#sharesAt + 8 * split,
          this.#valuesAt + 4 * (output * this.#leaves + leaf),
          bins.byteOffset,
          this.#states.byteOffset,
          pointsAt,
          sixes,
          levelsAt,
          this.#sumAt,
          sums.byteOffset,
        )
        attributions.set(sums)
      }
    }
    return explanations
  }
}

/**
 * Computes what does not depend on the row: the share of training rows that go left at each split
 * in preorder, and the mean output.
 */
function measureTrees({ nodes, roots, leafValues, leafCovers, outputs, features }: ExplainedForest): {
  readonly trees: readonly ExplainedTree[]
  readonly leftShares: Float64Array
  readonly base: Float64Array
} {
  const leftShares = new Float64Array(leafCovers.length - roots.length)
  const base = new Float64Array(outputs)
  const timesOnPath = new Int32Array(features)
  let split = 0
  let leaf = 0
  let maxDistinct = 0
  const measure = (place: number, distinct: number): number => {
    const word = nodes[place] as number
    if (word < 0) {
      maxDistinct = Math.max(maxDistinct, distinct)
      return leafCovers[leaf++] as number
    }
    const own = split++
    const feature = word >> 10
    const below = distinct + (timesOnPath[feature] === 0 ? 1 : 0)
    timesOnPath[feature] = (timesOnPath[feature] as number) + 1
    const left = leftChild(nodes, place)
    const onLeft = measure(left, below)
    const all = onLeft + measure(left + (nodes[place + 1] as number), below)
    timesOnPath[feature] = (timesOnPath[feature] as number) - 1
    leftShares[own] = onLeft / all
    return all
  }
  const trees: ExplainedTree[] = []
  for (const root of roots) {
    const first = { node: root, split, leaf }
    maxDistinct = 1
    const all = measure(root, 0)
    // The mean over the training rows of what the tree says.
    for (let i = first.leaf; i < leaf; i++) {
      const share = (leafCovers[i] as number) / all
      for (let k = 0; k < outputs; k++)
        base[k] = (base[k] as number) + share * (leafValues[i * outputs + k] as number)
    }
    // The integrand is of degree `maxDistinct - 1`.
    trees.push({ ...first, sixes: Math.ceil(maxDistinct / 12) })
  }
  return { trees, leftShares, base }
}

/**
 * Computes the points and weights on [0, 1] that integrate polynomials of degree up to `2 count -
 * 1` exactly (Newton's method).
 */
function gaussLegendre(count: number): { readonly t: Float64Array; readonly weights: Float64Array } {
  const t = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    let slope = 1
    for (let step = 0; step < 100; step++) {
      let value = 1
      let previous = 0
      for (let n = 0; n < count; n++) {
        const next = ((2 * n + 1) * x * value - n * previous) / (n + 1)
        previous = value
        value = next
      }
      slope = (count * (x * value - previous)) / (x * x - 1)
      const move = value / slope
      x -= move
      if (Math.abs(move) < 1e-16) break
    }
    t[i] = (1 - x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return { t, weights }
}
