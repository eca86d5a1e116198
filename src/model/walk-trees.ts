import { categoryFlag } from './tree-nodes.ts'

/** The nodes of a forest as `walkTrees` needs them: with a word behind the last leaf that may be read. */
export function walkable(nodes: Int32Array): Int32Array {
  const padded = new Int32Array(nodes.length + 1)
  padded.set(nodes)
  return padded
}

/** Length for the `places` and `offsets` of so many walks. */
export function walksLength(count: number): number {
  return (count + 3) & ~3
}

/**
 * Walks `count` times: from the root `places[i]`, with the bins that start at `bins[offsets[i]]`, to a leaf, whose number
 * is left in `places[i]`. Four walks go side by side, so that the processor works on the others while it waits for the
 * memory of one; both arrays are `walksLength(count)` long at least. Hot.
 */
export function walkTrees(nodes: Int32Array, bins: Uint8Array, offsets: Int32Array, places: Int32Array, count: number): void {
  for (let i = 0; i < count; i += 4) {
    const offset0 = offsets[i] as number
    const offset1 = offsets[i + 1] as number
    const offset2 = offsets[i + 2] as number
    const offset3 = offsets[i + 3] as number
    let place0 = places[i] as number
    let place1 = places[i + 1] as number
    let place2 = places[i + 2] as number
    let place3 = places[i + 3] as number
    let word0 = nodes[place0] as number
    let word1 = nodes[place1] as number
    let word2 = nodes[place2] as number
    let word3 = nodes[place3] as number
    // Leaves are negative: goes on until all are.
    while ((word0 & word1 & word2 & word3) >= 0) {
      place0 = childOf(nodes, place0, word0, bins, offset0)
      place1 = childOf(nodes, place1, word1, bins, offset1)
      place2 = childOf(nodes, place2, word2, bins, offset2)
      place3 = childOf(nodes, place3, word3, bins, offset3)
      word0 = nodes[place0] as number
      word1 = nodes[place1] as number
      word2 = nodes[place2] as number
      word3 = nodes[place3] as number
    }
    places[i] = ~word0
    places[i + 1] = ~word1
    places[i + 2] = ~word2
    places[i + 3] = ~word3
  }
}

/** The child that the bins lead to; a leaf stays where it is. Numbers and leaves without a branch that could be foreseen wrongly. */
function childOf(nodes: Int32Array, place: number, word: number, bins: Uint8Array, offset: number): number {
  // All bits set for a split, none for a leaf, which so becomes a split by feature 0 that moves by nothing.
  const moves = ~(word >> 31)
  const split = word & moves
  const bin = bins[offset + (split >> 10)] as number
  const skip = nodes[place + 1] as number
  if ((split & categoryFlag) === 0) {
    // -1, all bits set, when the bin lies above the limit.
    const right = ((split & 255) - ((bin + ((split >> 8) & 1)) & 255)) >> 31
    return place + ((2 + (skip & right)) & moves)
  }
  const left = bin === 255 ? (split >> 8) & 1 : ((nodes[place + 2 + (bin >> 5)] as number) >>> (bin & 31)) & 1
  return place + 2 + (split & 255) + (skip & (left - 1))
}
