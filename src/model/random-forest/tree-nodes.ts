import type { Steps } from '../../base/threads/steps.ts'

/**
 * A forest's trees in one `Int32Array`, each in preorder, so that a left child follows its parent
 * at once:
 *
 * - leaf: one word, `~leaf`, negative; `leaf` counts the leaves of the whole forest in order.
 * - split by a number: two words, `feature << 10 | missingLeft << 8 | limit` and the words to skip
 *   from the left child to the right one. The bin goes left if `bin + missingLeft <= limit` in
 *   bytes: the missing bin, 255, wraps to 0 when missing goes left, and the limit is one higher to
 *   make up for it. So one comparison serves both.
 * - split by categories: `feature << 10 | 1 << 9 | missingLeft << 8 | words`, the skip, and then
 *   `words` words of a bit set: the bins that go left.
 */
export const categoryFlag = 1 << 9
export const missingLeftFlag = 1 << 8
export const maxTreeDepth = 64

/** Returns the first word of a split by a number: bins up to `bin` go left. */
export function numberSplit(feature: number, bin: number, missingLeft: boolean): number {
  return (feature << 10) | (missingLeft ? missingLeftFlag | (bin + 1) : bin)
}

/**
 * Returns the first word of a split by categories, to be followed by `words` words of the set after
 * the skip.
 */
export function categorySplit(feature: number, words: number, missingLeft: boolean): number {
  return (feature << 10) | categoryFlag | (missingLeft ? missingLeftFlag : 0) | words
}

/** Returns the place of the left child of the split at `place`. */
export function leftChild(nodes: Int32Array, place: number): number {
  const word = nodes[place] as number
  return (word & categoryFlag) === 0 ? place + 2 : place + 2 + (word & 255)
}

/** Returns whether `bin` goes left at the split at `place`. */
export function goesLeft(nodes: Int32Array, place: number, bin: number): boolean {
  const word = nodes[place] as number
  const missingLeft = (word >> 8) & 1
  if ((word & categoryFlag) === 0) return ((bin + missingLeft) & 255) <= (word & 255)
  if (bin === 255) return missingLeft === 1
  return (((nodes[place + 2 + (bin >> 5)] as number) >>> (bin & 31)) & 1) === 1
}

/** What a check of the nodes finds; `problem` is null when they are sound. */
export interface NodeCheck {
  readonly problem: string | null
  readonly depth: number
}

/**
 * Checks that `nodes` is a forest of `roots.length` whole trees with `leafCount` leaves in order,
 * that every split names a feature and bins that exist, and that no tree is deeper than
 * `maxTreeDepth`. After it, no walk can leave the array. A step is a tree.
 */
export function* checkNodes(
  nodes: Int32Array,
  roots: Int32Array,
  leafCount: number,
  categories: Int32Array,
  binCounts: Int32Array,
): Steps<NodeCheck> {
  // End of the subtree that each open split's left and then right child must fill, by depth.
  const rightStarts = new Int32Array(maxTreeDepth + 2)
  let leaf = 0
  let deepest = 0
  let place = 0
  const fail = (problem: string): NodeCheck => ({ problem: `${problem} at word ${place}`, depth: deepest })
  for (let tree = 0; tree < roots.length; tree++) {
    if (roots[tree] !== place) return fail(`tree ${tree} does not start where the one before ends,`)
    let depth = 0
    for (;;) {
      if (place >= nodes.length) return fail('a tree goes on past the end')
      const word = nodes[place] as number
      if (word >= 0) {
        const problem = splitProblem(nodes, place, categories, binCounts)
        if (problem !== null) return fail(problem)
        if (depth >= maxTreeDepth) return fail('a tree is too deep')
        const left = leftChild(nodes, place)
        rightStarts[depth++] = left + (nodes[place + 1] as number)
        if (depth > deepest) deepest = depth
        place = left
        continue
      }
      if (~word !== leaf) return fail('a leaf is out of order')
      leaf++
      place++
      // A finished left child must end where its sibling starts; marked -1 once the right one is
      // under way.
      while (depth > 0 && rightStarts[depth - 1] === -1) depth--
      if (depth === 0) break
      if (rightStarts[depth - 1] !== place) return fail('a right child is not where its parent says')
      rightStarts[depth - 1] = -1
    }
    yield
  }
  if (place !== nodes.length) return fail('words are left over')
  if (leaf !== leafCount) return fail(`${leafCount} leaves were expected and ${leaf} found`)
  return { problem: null, depth: deepest }
}

function splitProblem(
  nodes: Int32Array,
  place: number,
  categories: Int32Array,
  binCounts: Int32Array,
): string | null {
  const word = nodes[place] as number
  const feature = word >> 10
  if (feature >= categories.length) return 'a split names an unknown feature'
  const byCategories = (word & categoryFlag) !== 0
  if (byCategories !== (categories[feature] as number) > 0)
    return 'a split does not fit the kind of its feature'
  const bins = binCounts[feature] as number
  const low = word & 255
  if (byCategories)
    return low === (bins + 31) >> 5 && place + 2 + low < nodes.length ? null : 'a set has the wrong size'
  const bin = low - ((word >> 8) & 1)
  return bin >= 0 && bin < bins ? null : 'a threshold does not exist'
}
