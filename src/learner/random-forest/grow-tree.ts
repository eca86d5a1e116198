import { growArray } from '../../base/arrays/grow-array.ts'
import { type SeededRandom, seededRandom } from '../../base/math/random.ts'
import { missingBin } from '../../model/random-forest/binning.ts'
import { categorySplit, maxTreeDepth, numberSplit } from '../../model/random-forest/tree-nodes.ts'
import type { BinnedTable, TreeOptions } from './binned-table.ts'
import { ForestKernel } from './forest-kernel.ts'
import { SplitFinder } from './split-finder.ts'

/** A tree as `model/tree-nodes.ts` describes it, its leaves counted from 0. */
export interface GrownTree {
  readonly nodes: Int32Array
  /** `leaves x classes`. */
  readonly leafCounts: Uint32Array
}

/**
 * Grows classification trees (Breiman et al. 1984, Gini) on bootstrap samples with random features
 * in each node (Breiman 2001), by histograms of bins. One grower a thread: its buffers are reused
 * from tree to tree, and what it grows depends on the seed and the tree's number alone.
 */
export class TreeGrower {
  readonly #table: BinnedTable
  readonly #options: TreeOptions
  readonly #classes: number
  readonly #kernel: ForestKernel
  /** Draws of each class by depth: one slot for a left child, one for a right child. */
  readonly #leftCounts: Float64Array
  readonly #rightCounts: Float64Array
  readonly #finder: SplitFinder
  #random: SeededRandom = seededRandom(0)
  #nodes = new Int32Array(1024)
  #nodeLength = 0
  #leafCounts = new Uint32Array(1024)
  #leafLength = 0

  /** @param thread number of the thread, from 0, among those that grow the forest. */
  constructor(table: BinnedTable, options: TreeOptions, thread: number) {
    this.#table = table
    this.#options = options
    this.#classes = table.classCount
    const { rowCount, classCount, binCounts } = table
    this.#kernel = new ForestKernel(
      table.memory,
      { rowCount, classCount, features: binCounts.length },
      thread,
    )
    this.#leftCounts = new Float64Array((maxTreeDepth + 2) * table.classCount)
    this.#rightCounts = new Float64Array((maxTreeDepth + 2) * table.classCount)
    this.#finder = new SplitFinder(table, options, this.#kernel)
  }

  grow(seed: number, tree: number): GrownTree {
    this.#random = seededRandom(seed, tree)
    this.#nodeLength = 0
    this.#leafLength = 0
    this.#finder.startTree()
    const rows = this.#drawRows()
    this.#growNode(0, rows, 0, this.#leftCounts.subarray(0, this.#classes))
    return {
      nodes: this.#nodes.slice(0, this.#nodeLength),
      leafCounts: this.#leafCounts.slice(0, this.#leafLength),
    }
  }

  /**
   * Draws as many rows as there are, with replacement; returns how many different ones, and counts
   * classes at depth 0.
   */
  #drawRows(): number {
    const { rowCount, target } = this.#table
    const { rows, labels } = this.#kernel
    const draws = new Uint8Array(rowCount)
    for (let i = 0; i < rowCount; i++) {
      const row = this.#random.integer(rowCount)
      const before = draws[row] as number
      if (before < 255) draws[row] = before + 1
    }
    this.#leftCounts.fill(0, 0, this.#classes)
    let count = 0
    for (let row = 0; row < rowCount; row++) {
      const times = draws[row] as number
      const label = target[row] as number
      // Without a branch, which no processor could foresee: a row that was not drawn is written
      // over by the next one.
      rows[count] = row
      labels[count] = (times << 8) | label
      this.#leftCounts[label] = (this.#leftCounts[label] as number) + times
      count += (times + 255) >> 8
    }
    return count
  }

  #growNode(start: number, end: number, depth: number, counts: Float64Array): void {
    if (depth >= this.#options.maxDepth || !this.#finder.find(start, end, counts, this.#random)) {
      this.#addLeaf(counts)
      return
    }
    const classes = this.#classes
    const below = (depth + 1) * classes
    const left = this.#leftCounts.subarray(below, below + classes)
    const right = this.#rightCounts.subarray(below, below + classes)
    left.set(this.#finder.best.leftCounts)
    let surplus = 0
    for (let k = 0; k < classes; k++) {
      right[k] = (counts[k] as number) - (left[k] as number)
      surplus += (left[k] as number) - (right[k] as number)
    }
    const { feature } = this.#finder.best
    const skipPlace = this.#addSplit(feature, surplus >= 0)
    const middle = this.#kernel.partition(feature, start, end)
    const leftPlace = this.#nodeLength
    this.#growNode(start, middle, depth + 1, left)
    this.#nodes[skipPlace] = this.#nodeLength - leftPlace
    this.#growNode(middle, end, depth + 1, right)
  }

  /**
   * Writes the split's words, and into the kernel's `side` where each bin goes; returns the place
   * of the skip, to be filled in.
   */
  #addSplit(feature: number, leftIsLarger: boolean): number {
    const { best } = this.#finder
    const { side } = this.#kernel
    const bins = this.#table.binCounts[feature] as number
    const byCategories = (this.#table.binning.categories[feature] as number) > 0
    const words = byCategories ? (bins + 31) >> 5 : 0
    this.#reserveNodes(2 + words)
    const place = this.#nodeLength
    // What a node has not seen goes where most rows went: categories, and missing values when there
    // were none.
    const unseen = leftIsLarger ? 0 : 1
    if (byCategories) {
      side.fill(unseen)
      for (let i = 0; i < best.orderLength; i++) side[best.order[i] as number] = i < best.leftLength ? 0 : 1
      for (let word = 0; word < words; word++) {
        let bits = 0
        for (let bit = 0; bit < 32 && (word << 5) + bit < bins; bit++)
          if (side[(word << 5) + bit] === 0) bits |= 1 << bit
        this.#nodes[place + 2 + word] = bits
      }
      this.#nodes[place] = categorySplit(feature, words, side[missingBin] === 0)
    } else {
      for (let bin = 0; bin < bins; bin++) side[bin] = bin <= best.bin ? 0 : 1
      side[missingBin] = best.missingSeen ? (best.missingLeft ? 0 : 1) : unseen
      this.#nodes[place] = numberSplit(feature, best.bin, side[missingBin] === 0)
    }
    this.#nodeLength = place + 2 + words
    return place + 1
  }

  #addLeaf(counts: Float64Array): void {
    this.#reserveNodes(1)
    this.#nodes[this.#nodeLength++] = ~(this.#leafLength / this.#classes)
    if (this.#leafLength + this.#classes > this.#leafCounts.length) {
      this.#leafCounts = growArray(this.#leafCounts, 2 * this.#leafCounts.length + this.#classes)
    }
    for (let k = 0; k < this.#classes; k++) this.#leafCounts[this.#leafLength++] = counts[k] as number
  }

  #reserveNodes(words: number): void {
    if (this.#nodeLength + words <= this.#nodes.length) return
    this.#nodes = growArray(this.#nodes, 2 * this.#nodes.length + words)
  }
}
