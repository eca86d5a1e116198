import { readFileSync } from 'node:fs'
import type { Steps } from '../../base/threads/steps.ts'
import type { FeatureTable } from '../features.ts'
import { corrupted } from '../saved-model.ts'
import {
  edgeBlocks,
  type ForestNodes,
  keyBytes,
  keyStarts,
  layNodes,
  nodeBytes,
  nodeWordCount,
} from './tree-layout.ts'

/** The functions of `tree-kernel.as.ts`, which says what they take. */
interface TreeKernel {
  writeKeys(tableAt: number, features: number, rowAt: number, keysAt: number): void
  walk(startsAt: number, keysAt: number, leavesAt: number, count: number): void
  addShares(
    leavesAt: number,
    stride: number,
    trees: number,
    sharesAt: number,
    classes: number,
    outAt: number,
  ): void
}

/** Compiled once for all forests. */
const compiled = new WebAssembly.Module(readFileSync(new URL('./tree-kernel.wasm', import.meta.url)))

/**
 * Rows that go through a tree together, so that its nodes and the rows' keys stay in the cache; a
 * multiple of eight.
 */
const blockRows = 256
/** WebAssembly addresses memory with 32 bits, in pages. */
const page = 65_536
const maxPages = 65_536

/**
 * Holds a forest in the memory of its kernel, which predicts a row, or a block of rows tree by
 * tree. The nodes must have passed `checkNodes`: nothing is checked again.
 */
export class CompiledTrees {
  /** Share of each class in each leaf, row-major `leaves x classes`: in the kernel's memory. */
  readonly leafShares: Float32Array
  readonly #kernel: TreeKernel
  readonly #nodes: Int32Array
  readonly #trees: number
  readonly #classes: number
  readonly #tableAt: number
  /** One row of features, then its sums of shares. */
  readonly #row: Float64Array
  readonly #sums: Float64Array
  /**
   * Where trees begin; behind them, up to a multiple of eight, a leaf, where walks begin that
   * nobody asked for.
   */
  readonly #roots: Uint32Array
  /** The keys of the one row, for each tree. */
  readonly #sameKeys: Uint32Array
  /** For each row of a block: where it begins, and its keys. */
  readonly #starts: Uint32Array
  readonly #keys: Uint32Array
  /** Of each tree: the leaves of a block's rows; or those of all trees for the one row. */
  readonly #leaves: Uint32Array

  /**
   * Lays a forest out, tree by tree.
   *
   * @param leafShares writes the shares of all leaves
   */
  static *compile(
    forest: ForestNodes,
    { leafCount, classes }: { readonly leafCount: number; readonly classes: number },
    leafShares: (out: Float32Array) => Steps<void>,
  ): Steps<CompiledTrees> {
    const keys = keyStarts(forest.binning)
    const trees = new CompiledTrees(forest, keys, yield* nodeWordCount(forest, keys), leafCount, classes)
    yield* layNodes(trees.#nodes, forest, keys)
    yield* leafShares(trees.leafShares)
    return trees
  }

  private constructor(
    forest: ForestNodes,
    keys: Int32Array,
    nodeWords: number,
    leafCount: number,
    classes: number,
  ) {
    const features = forest.binning.categories.length
    const trees = forest.roots.length
    const walks = (trees + 7) & ~7
    const edges = edgeBlocks(forest.binning)
    const keyRow = (keys[features] as number) * keyBytes
    let bytes = 0
    const take = (length: number): number => {
      const at = bytes
      bytes += Math.ceil(length / 64) * 64
      return at
    }
    const edgesAt = take(8 * edges.values.length)
    const tableAt = take(16 * features)
    const rowAt = take(8 * features)
    const sumsAt = take(8 * (classes + 3))
    const nodesAt = take(4 * nodeWords)
    const sharesAt = take(4 * (leafCount * classes + 3))
    const rootsAt = take(4 * walks)
    const sameKeysAt = take(4 * walks)
    const startsAt = take(4 * blockRows)
    const keysAt = take(4 * blockRows)
    const leavesAt = take(4 * walks * blockRows)
    const keyRowsAt = take(keyRow * blockRows)
    if (bytes > page * maxPages) throw corrupted('its trees are larger than 4 GB')
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / page) })
    const { buffer } = memory
    new Float64Array(buffer, edgesAt, edges.values.length).set(edges.values)
    this.#nodes = new Int32Array(buffer, nodesAt, nodeWords)
    const table = new Uint32Array(buffer, tableAt, 4 * features)
    for (let f = 0; f < features; f++) {
      const [first, end] = [keys[f] as number, keys[f + 1] as number]
      const from = edgesAt + 8 * (edges.starts[f] as number)
      table.set([forest.binning.categories[f] as number, from, first * keyBytes, end - first], 4 * f)
    }
    this.#trees = trees
    this.#classes = classes
    this.#tableAt = tableAt
    this.#row = new Float64Array(buffer, rowAt, features)
    this.#sums = new Float64Array(buffer, sumsAt, classes)
    this.leafShares = new Float32Array(buffer, sharesAt, leafCount * classes)
    this.#roots = new Uint32Array(buffer, rootsAt, walks).fill(nodesAt)
    for (let tree = 0; tree < trees; tree++) this.#roots[tree] = nodesAt + (tree + 1) * nodeBytes
    this.#sameKeys = new Uint32Array(buffer, sameKeysAt, walks).fill(keyRowsAt)
    this.#starts = new Uint32Array(buffer, startsAt, blockRows)
    this.#keys = new Uint32Array(buffer, keysAt, blockRows)
    for (let row = 0; row < blockRows; row++) this.#keys[row] = keyRowsAt + row * keyRow
    this.#leaves = new Uint32Array(buffer, leavesAt, walks * blockRows)
    this.#kernel = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as TreeKernel
  }

  /** Writes the class probabilities of one row of features into `out`. No allocation. */
  predictRow(row: Float64Array, out: Float64Array): void {
    this.#row.set(row)
    this.#writeKeys(0)
    this.#kernel.walk(this.#roots.byteOffset, this.#sameKeys.byteOffset, this.#leaves.byteOffset, this.#trees)
    this.#addShares(0, 1, out, 0)
  }

  /** Writes the class probabilities of every row into `out`, row-major: `rowCount x classes`. */
  predictTable({ values, rowCount }: FeatureTable, out: Float64Array): void {
    for (let from = 0; from < rowCount; from += blockRows) {
      const count = Math.min(blockRows, rowCount - from)
      for (let row = 0; row < count; row++) {
        for (let f = 0; f < values.length; f++)
          this.#row[f] = (values[f] as Float64Array)[from + row] as number
        this.#writeKeys(row)
      }
      for (let tree = 0; tree < this.#trees; tree++) {
        this.#starts.fill(this.#roots[tree] as number)
        const leavesAt = this.#leaves.byteOffset + 4 * tree * blockRows
        this.#kernel.walk(this.#starts.byteOffset, this.#keys.byteOffset, leavesAt, count)
      }
      for (let row = 0; row < count; row++) this.#addShares(row, blockRows, out, (from + row) * this.#classes)
    }
  }

  #writeKeys(row: number): void {
    this.#kernel.writeKeys(this.#tableAt, this.#row.length, this.#row.byteOffset, this.#keys[row] as number)
  }

  /**
   * Writes to `out[at...]` what the leaves of all trees say, the first at `first` and each next one
   * `stride` further.
   */
  #addShares(first: number, stride: number, out: Float64Array, at: number): void {
    const { leafShares } = this
    const classes = this.#classes
    const sums = this.#sums
    const leavesAt = this.#leaves.byteOffset + 4 * first
    this.#kernel.addShares(leavesAt, 4 * stride, this.#trees, leafShares.byteOffset, classes, sums.byteOffset)
    for (let k = 0; k < classes; k++) out[at + k] = sums[k] as number
  }
}
