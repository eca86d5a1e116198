import { goesLeft, leftChild, maxTreeDepth } from './tree-nodes.ts'

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
  readonly depth: number
}

/**
 * Exact path-dependent SHAP values of a forest for all its outputs at once: those of algorithm 2 of Lundberg et al. 2018
 * (Consistent individualized feature attribution for tree ensembles).
 *
 * A leaf with value v plays a product game: feature j of its path keeps the share z of the training rows that reach it
 * when j is unknown, and o (1 if the row takes that way, else 0) when it is known. Its Shapley value is
 * `v (o_i - z_i) * integral over t in [0, 1] of prod_{j != i} (z_j (1 - t) + o_j t)`: a polynomial, which Gauss-Legendre
 * points integrate exactly. So each node carries the product at a few points t instead of a growing path, subtrees are
 * summed before they are divided, and the work is linear in the number of nodes (the idea of Yu et al. 2022, Linear
 * TreeSHAP). A feature that comes again on a path replaces its factor; what the edge above added for it is taken back.
 */
export class ForestExplainer {
  readonly #forest: ExplainedForest
  readonly #base: Float64Array
  /** Share of training rows that go left at each split, in preorder. */
  readonly #leftShares: Float64Array
  readonly #points: number
  readonly #t: Float64Array
  readonly #weights: Float64Array
  /** `-weight / (1 - t)`: what a factor of a way not taken comes to, whatever its share. */
  readonly #notTaken: Float64Array
  /** By depth and point: the product of the factors on the path, and the coefficient of the last edge. */
  readonly #products: Float64Array
  readonly #coefficients: Float64Array
  /** By depth, output and point: the sum of `product * value` over the leaves below. */
  readonly #sums: Float64Array
  /** The share z and the way o of each feature on the path so far. */
  readonly #z: Float64Array
  readonly #o: Uint8Array
  #bins: Uint8Array = new Uint8Array(0)
  #out: Float64Array = new Float64Array(0)
  #split = 0
  #leaf = 0

  constructor(forest: ExplainedForest) {
    this.#forest = forest
    this.#points = Math.max(1, Math.ceil(Math.min(forest.depth, forest.features) / 2))
    const { t, weights } = gaussLegendre(this.#points)
    this.#t = t
    this.#weights = weights
    this.#notTaken = weights.map((weight, q) => -weight / (1 - (t[q] as number)))
    const levels = Math.min(forest.depth, maxTreeDepth) + 2
    this.#products = new Float64Array(levels * this.#points).fill(1)
    this.#coefficients = new Float64Array(levels * this.#points)
    this.#sums = new Float64Array(levels * this.#points * forest.outputs)
    this.#z = new Float64Array(forest.features).fill(1)
    this.#o = new Uint8Array(forest.features).fill(1)
    this.#leftShares = new Float64Array(forest.leafCovers.length - forest.roots.length)
    this.#base = new Float64Array(forest.outputs)
    for (const root of forest.roots) {
      const split = this.#split
      const leaf = this.#leaf
      this.#measure(root)
      this.#split = split
      this.#leaf = leaf
      this.#addBase(root, 1)
    }
  }

  /** Attributions `features x outputs` of the row with these bins, and the base: their sum is the forest's output. */
  explain(bins: Uint8Array): { readonly base: Float64Array; readonly attributions: Float64Array } {
    const { nodes, roots, features, outputs } = this.#forest
    this.#bins = bins
    this.#out = new Float64Array(features * outputs)
    this.#split = 0
    this.#leaf = 0
    for (const root of roots) {
      if ((nodes[root] as number) < 0) this.#leaf++
      else this.#walk(root, 0)
    }
    return { base: this.#base.slice(), attributions: this.#out }
  }

  /** Notes the left share of each split below `place`; returns the weight of the rows there. */
  #measure(place: number): number {
    const { nodes, leafCovers } = this.#forest
    if ((nodes[place] as number) < 0) return leafCovers[this.#leaf++] as number
    const split = this.#split++
    const left = leftChild(nodes, place)
    const onLeft = this.#measure(left)
    const all = onLeft + this.#measure(left + (nodes[place + 1] as number))
    this.#leftShares[split] = onLeft / all
    return all
  }

  /** Adds the mean over the training rows of what the leaves below `place` say. */
  #addBase(place: number, share: number): void {
    const { nodes, leafValues, outputs } = this.#forest
    if ((nodes[place] as number) < 0) {
      const from = outputs * this.#leaf++
      for (let k = 0; k < outputs; k++) {
        this.#base[k] = (this.#base[k] as number) + share * (leafValues[from + k] as number)
      }
      return
    }
    const leftShare = this.#leftShares[this.#split++] as number
    const left = leftChild(nodes, place)
    this.#addBase(left, share * leftShare)
    this.#addBase(left + (nodes[place + 1] as number), share * (1 - leftShare))
  }

  /** Leaves in `#sums` at `depth` what the leaves below `place` sum to. */
  #walk(place: number, depth: number): void {
    const nodes = this.#forest.nodes
    const feature = (nodes[place] as number) >> 10
    const left = leftChild(nodes, place)
    const leftShare = this.#leftShares[this.#split++] as number
    const taken = goesLeft(nodes, place, this.#bins[feature] as number)
    const right = left + (nodes[place + 1] as number)
    this.#descend(left, depth, feature, leftShare, taken, 0)
    this.#descend(right, depth, feature, 1 - leftShare, !taken, 1)
  }

  /** Goes to a child of a split at `depth`; its sums replace the parent's (`keep` 0) or are added (`keep` 1). */
  #descend(child: number, depth: number, feature: number, share: number, taken: boolean, keep: 0 | 1): void {
    const before = this.#z[feature] as number
    const wasTaken = this.#o[feature] as number
    if (wasTaken === 0) this.#followUnknown(depth, share)
    else this.#follow(depth, before, share, taken)
    if ((this.#forest.nodes[child] as number) < 0) {
      this.#addLeaf(depth, feature, wasTaken === 1, keep)
      return
    }
    this.#z[feature] = before * share
    this.#o[feature] = taken ? wasTaken : 0
    this.#walk(child, depth + 1)
    this.#z[feature] = before
    this.#o[feature] = wasTaken
    if (wasTaken === 1) this.#attribute(depth, feature)
    const sums = this.#sums
    const length = this.#points * this.#forest.outputs
    const above = depth * length
    for (let i = above; i < above + length; i++) {
      const below = sums[i + length] as number
      sums[i] = keep === 0 ? below : (sums[i] as number) + below
    }
  }

  /** Hot: adds what the edge at `depth` says about its feature over all leaves below. */
  #attribute(depth: number, feature: number): void {
    const sums = this.#sums
    const coefficients = this.#coefficients
    const out = this.#out
    const outputs = this.#forest.outputs
    const points = this.#points
    const from = (depth + 1) * points
    const below = from * outputs
    for (let k = 0; k < outputs; k++) {
      let amount = 0
      let place = below + k * points
      for (let q = from; q < from + points; q++) amount += (coefficients[q] as number) * (sums[place++] as number)
      out[feature * outputs + k] = (out[feature * outputs + k] as number) + amount
    }
  }

  /** Products below an edge whose feature the row had left already: the edge says nothing more about it. */
  #followUnknown(depth: number, share: number): void {
    const products = this.#products
    const points = this.#points
    const from = depth * points
    for (let q = from; q < from + points; q++) products[q + points] = (products[q] as number) * share
  }

  /** Hot: products and coefficients below an edge. */
  #follow(depth: number, before: number, share: number, taken: boolean): void {
    const products = this.#products
    const coefficients = this.#coefficients
    const points = this.#points
    const times = this.#t
    const weights = this.#weights
    const notTaken = this.#notTaken
    const from = depth * points
    const z = before * share
    for (let q = 0; q < points; q++) {
      const t = times[q] as number
      const weight = weights[q] as number
      let product = products[from + q] as number
      let coefficient = 0
      if (before !== 1) {
        const scale = 1 / (before + (1 - before) * t)
        product *= scale
        coefficient = weight * (before - 1) * scale
      }
      if (taken) {
        const factor = z + (1 - z) * t
        product *= factor
        coefficient += (weight * (1 - z)) / factor
      } else {
        product *= z * (1 - t)
        coefficient += notTaken[q] as number
      }
      products[from + points + q] = product
      coefficients[from + points + q] = coefficient
    }
  }

  /** Hot: adds what one leaf says. */
  #addLeaf(depth: number, feature: number, known: boolean, keep: 0 | 1): void {
    const { leafValues, outputs } = this.#forest
    const points = this.#points
    const products = this.#products
    const coefficients = this.#coefficients
    const sums = this.#sums
    const out = this.#out
    const leaf = outputs * this.#leaf++
    const from = (depth + 1) * points
    let amount = 0
    if (known) for (let q = from; q < from + points; q++) amount += (products[q] as number) * (coefficients[q] as number)
    let place = depth * points * outputs
    for (let k = 0; k < outputs; k++) {
      const value = leafValues[leaf + k] as number
      const at = feature * outputs + k
      out[at] = (out[at] as number) + amount * value
      for (let q = from; q < from + points; q++) {
        const sum = (products[q] as number) * value
        sums[place] = keep === 0 ? sum : (sums[place] as number) + sum
        place++
      }
    }
  }
}

/** Points and weights on [0, 1] that integrate polynomials of degree up to `2 count - 1` exactly (Newton's method). */
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
