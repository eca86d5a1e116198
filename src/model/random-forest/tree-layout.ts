import type { Steps } from '../../base/threads/steps.ts'
import { type Binning, binCount } from './binning.ts'
import { categoryFlag, maxTreeDepth, missingLeftFlag } from './tree-nodes.ts'

/** Words of a node of `tree-kernel.as.ts`, which says what they are: key, limits, step. */
const nodeWords = 3
export const nodeBytes = 4 * nodeWords
export const keyBytes = 8

/** A forest as `tree-nodes.ts` tells it, and how values become its bins. */
export interface ForestNodes {
  readonly binning: Binning
  readonly nodes: Int32Array
  readonly roots: Int32Array
}

/**
 * Returns the number of the first key of each feature and, last, how many keys a row has: those of
 * the features follow that of the leaves.
 */
export function keyStarts(binning: Binning): Int32Array {
  const { categories } = binning
  const starts = new Int32Array(categories.length + 1)
  starts[0] = 1
  for (let feature = 0; feature < categories.length; feature++) {
    // A category has one bin more than values have: missing.
    const count = (categories[feature] as number) > 0 ? (binCount(binning, feature) + 32) >> 5 : 2
    starts[feature + 1] = (starts[feature] as number) + count
  }
  return starts
}

/**
 * Edges as the kernel searches them, and where each feature's begin. They are in blocks of sixteen,
 * the last one filled up with infinity, so that at least one edge is above any value. Before the
 * blocks come the last edges of sixteen of them: as many as lie below a value are the blocks that
 * do.
 */
export function edgeBlocks({ starts, edges }: Binning): {
  readonly values: Float64Array
  readonly starts: Int32Array
} {
  const places = new Int32Array(starts.length)
  for (let feature = 0; feature + 1 < starts.length; feature++) {
    const count = (starts[feature + 1] as number) - (starts[feature] as number)
    places[feature + 1] = (places[feature] as number) + 32 + (count & ~15)
  }
  const values = new Float64Array(places.at(-1) as number).fill(Infinity)
  for (let feature = 0; feature + 1 < starts.length; feature++) {
    const own = edges.subarray(starts[feature], starts[feature + 1])
    const at = places[feature] as number
    values.set(own, at + 16)
    for (let last = 15; last < own.length; last += 16) values[at + (last >> 4)] = own[last] as number
  }
  return { values, starts: places }
}

/** Computes the room for the nodes that `layNodes` writes, in words. A step is a tree. */
export function* nodeWordCount({ binning, nodes, roots }: ForestNodes, keys: Int32Array): Steps<number> {
  let count = 1 + roots.length
  for (let tree = 0; tree < roots.length; tree++) {
    const end = roots[tree + 1] ?? nodes.length
    for (let at = roots[tree] as number; at < end; ) {
      const word = nodes[at] as number
      const feature = word >> 10
      if (word < 0) at++
      else if ((binning.categories[feature] as number) > 0) {
        count += 2 * ((keys[feature + 1] as number) - (keys[feature] as number))
        at += 2 + (word & 255)
      } else {
        count += 2
        at += 2
      }
    }
    yield
  }
  return count * nodeWords
}

/**
 * Writes the nodes as the kernel walks them: a leaf, the roots, and then pairs of children, each
 * tree's in preorder.
 *
 * A split by categories asks one word of its set at a time, as a chain of nodes: each one's right
 * child asks the next word, and the left children of all are copies of one. A step is a tree.
 */
export function* layNodes(
  out: Int32Array,
  { binning, nodes, roots }: ForestNodes,
  keys: Int32Array,
): Steps<void> {
  // Where the next nodes of a tree belong: a right child for each level that is open, and a left
  // one.
  const todo = new Int32Array(maxTreeDepth + 2)
  let next = (1 + roots.length) * nodeWords
  let at = 0
  for (let tree = 0; tree < roots.length; tree++) {
    const copies: number[] = []
    todo[0] = (1 + tree) * nodeWords
    for (let open = 1; open > 0; ) {
      let place = todo[--open] as number
      const word = nodes[at] as number
      if (word < 0) {
        out[place + 1] = ~word
        at++
        continue
      }
      const left = next
      const feature = word >> 10
      const first = keys[feature] as number
      if ((word & categoryFlag) === 0) {
        putSplit(out, place, (word & missingLeftFlag) === 0 ? first : first + 1, word & 255, next)
        place = next + nodeWords
        next += 2 * nodeWords
        at += 2
      } else {
        const bins = binCount(binning, feature)
        const words = (keys[feature + 1] as number) - first
        for (let k = 0; k < words; k++) {
          const set = setWord(nodes, at, bins, k)
          // A word without a category has nothing to ask, but one node must be.
          if (set === 0 && (k < words - 1 || next > left)) continue
          putSplit(out, place, first + k, set, next)
          if (next > left) copies.push(left, next)
          place = next + nodeWords
          next += 2 * nodeWords
        }
        at += 2 + (word & 255)
      }
      todo[open++] = place
      todo[open++] = left
    }
    for (let i = 0; i < copies.length; i += 2) copyNode(out, copies[i] as number, copies[i + 1] as number)
    yield
  }
}

function putSplit(out: Int32Array, place: number, key: number, limits: number, pair: number): void {
  out[place] = key * keyBytes
  out[place + 1] = limits
  out[place + 2] = (pair - place) * 4
}

/**
 * Returns word `k` of the set of bins that go left at the split at `place`, with the bin behind the
 * last one for missing.
 */
function setWord(nodes: Int32Array, place: number, bins: number, k: number): number {
  const word = nodes[place] as number
  const own = k < (word & 255) ? (nodes[place + 2 + k] as number) : 0
  if (k !== bins >> 5) return own
  // The model says nothing in the bits from `bins` on.
  const missing = 1 << (bins & 31)
  return (own & (missing - 1)) | ((word & missingLeftFlag) === 0 ? 0 : missing)
}

/** Steps are counted from the node itself; a leaf has none. */
function copyNode(nodes: Int32Array, from: number, to: number): void {
  const step = nodes[from + 2] as number
  nodes[to] = nodes[from] as number
  nodes[to + 1] = nodes[from + 1] as number
  nodes[to + 2] = step === 0 ? 0 : step + (from - to) * 4
}
