import { featureBinners } from './binning.ts'
import type { FeatureTable } from '../features.ts'
import type { ForestParts } from './random-forest-model.ts'
import { categoryFlag, goesLeft, leftChild } from './tree-nodes.ts'
import type { Shuffles } from '../shuffles/shuffles.ts'

/**
 * Looks at the splits by the shuffled features only, each with the rows that reach it, and walks on
 * with those that change sides. All columns together then cost about as much as predicting the
 * table once.
 */
export class ForestShuffles implements Shuffles {
  readonly #parts: ForestParts
  readonly #leafShares: Float32Array
  readonly predictions: Float64Array
  /** Row-major: `bins[row * features + feature]`, as they are and as they are shuffled. */
  readonly #bins: Uint8Array
  readonly #shuffled: Uint8Array
  /** Places of each feature's splits in the nodes, ascending. */
  readonly #splitsOf: readonly (readonly number[])[]
  /**
   * The rows of each tree in an order in which those that reach a node are neighbours:
   * `rows[starts[place]..ends[place])`.
   */
  readonly #rows: Int32Array
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  /** Leaf of each row in each tree: `leaves[tree * rowCount + row]`. */
  readonly #leaves: Int32Array
  /** The tree in which each row last changed sides. */
  readonly #movedIn: Int32Array

  constructor(parts: ForestParts, leafShares: Float32Array, table: FeatureTable, predictions: Float64Array) {
    const { features, binning, roots, nodes } = parts
    const { rowCount } = table
    this.#parts = parts
    this.#leafShares = leafShares
    this.predictions = predictions
    this.#bins = new Uint8Array(rowCount * features.length)
    featureBinners(binning).forEach((binner, f) => {
      binner.binColumn(table.values[f] as Float64Array, 0, rowCount, this.#bins, f, features.length)
    })
    this.#shuffled = this.#bins.slice()
    this.#splitsOf = splitsByFeature(parts)
    this.#rows = Int32Array.from({ length: roots.length * rowCount }, (_, i) => i % rowCount)
    this.#starts = new Int32Array(nodes.length)
    this.#ends = new Int32Array(nodes.length)
    this.#leaves = new Int32Array(roots.length * rowCount)
    const scratch = new Int32Array(rowCount)
    roots.forEach((root, tree) => this.#sortRows(tree, root, tree * rowCount, (tree + 1) * rowCount, scratch))
    this.#movedIn = new Int32Array(rowCount)
  }

  reads(feature: number): boolean {
    return (this.#splitsOf[feature] as readonly number[]).length > 0
  }

  predict(features: readonly number[], order: Int32Array): Float64Array {
    this.#copyBins(features, order)
    const out = this.predictions.slice()
    this.#movedIn.fill(-1)
    const { roots } = this.#parts
    const first = this.#splitsOf[features[0] as number] as readonly number[]
    const splits =
      features.length === 1
        ? first
        : features.flatMap((f) => this.#splitsOf[f] as readonly number[]).sort((a, b) => a - b)
    let tree = 0
    for (const place of splits) {
      while ((roots[tree + 1] ?? Infinity) <= place) tree++
      this.#moveRows(tree, place, out)
    }
    this.#copyBins(features, null)
    return out
  }

  /** Gives each row the shuffled bins of row `order[row]`; its own with null. */
  #copyBins(features: readonly number[], order: Int32Array | null): void {
    const width = this.#parts.features.length
    for (let row = 0; row < this.#movedIn.length; row++) {
      const from = order === null ? row : (order[row] as number)
      for (const f of features) this.#shuffled[row * width + f] = this.#bins[from * width + f] as number
    }
  }

  /**
   * Sends on the rows that reach a split and now go to its other side; a row that has left its way
   * above it is gone already. Hot.
   */
  #moveRows(tree: number, place: number, out: Float64Array): void {
    const { nodes, features } = this.#parts
    const feature = (nodes[place] as number) >> 10
    const left = leftChild(nodes, place)
    const right = left + (nodes[place + 1] as number)
    const end = this.#ends[place] as number
    for (let i = this.#starts[place] as number; i < end; i++) {
      const row = this.#rows[i] as number
      const at = row * features.length + feature
      const [own, other] = [this.#bins[at] as number, this.#shuffled[at] as number]
      if (own === other || this.#movedIn[row] === tree) continue
      const goes = goesLeft(nodes, place, other)
      if (goes === goesLeft(nodes, place, own)) continue
      this.#movedIn[row] = tree
      this.#exchange(row, tree, this.#leafFrom(goes ? left : right, row), out)
    }
  }

  #exchange(row: number, tree: number, leaf: number, out: Float64Array): void {
    const shares = this.#leafShares
    const classes = this.#parts.classes.length
    const before = this.#leaves[tree * this.#movedIn.length + row] as number
    for (let k = 0; k < classes; k++) {
      const change = (shares[leaf * classes + k] as number) - (shares[before * classes + k] as number)
      out[row * classes + k] = (out[row * classes + k] as number) + change
    }
  }

  #leafFrom(start: number, row: number): number {
    const { nodes, features } = this.#parts
    const from = row * features.length
    for (let place = start; ; ) {
      const word = nodes[place] as number
      if (word < 0) return ~word
      const left = leftChild(nodes, place)
      place = goesLeft(nodes, place, this.#shuffled[from + (word >> 10)] as number)
        ? left
        : left + (nodes[place + 1] as number)
    }
  }

  /** Brings the rows `start..end` of a tree, which reach a node, into the order of its leaves. */
  #sortRows(tree: number, place: number, start: number, end: number, scratch: Int32Array): void {
    const { nodes, features } = this.#parts
    const rows = this.#rows
    this.#starts[place] = start
    this.#ends[place] = end
    const word = nodes[place] as number
    if (word < 0) {
      for (let i = start; i < end; i++) this.#leaves[tree * scratch.length + (rows[i] as number)] = ~word
      return
    }
    let middle = start
    let moved = 0
    for (let i = start; i < end; i++) {
      const row = rows[i] as number
      if (goesLeft(nodes, place, this.#bins[row * features.length + (word >> 10)] as number))
        rows[middle++] = row
      else scratch[moved++] = row
    }
    rows.set(scratch.subarray(0, moved), middle)
    const left = leftChild(nodes, place)
    this.#sortRows(tree, left, start, middle, scratch)
    this.#sortRows(tree, left + (nodes[place + 1] as number), middle, end, scratch)
  }
}

function splitsByFeature({ features, nodes }: ForestParts): readonly (readonly number[])[] {
  const splitsOf = features.map((): number[] => [])
  for (let place = 0; place < nodes.length; ) {
    const word = nodes[place] as number
    if (word >= 0) splitsOf[word >> 10]?.push(place)
    place += word < 0 ? 1 : (word & categoryFlag) === 0 ? 2 : 2 + (word & 255)
  }
  return splitsOf
}
