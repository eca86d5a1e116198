import { binCount } from './binning.ts'
import { type OnnxGraph, onnxType, tensor } from '../onnx/onnx-graph.ts'
import type { RandomForestModel } from './random-forest-model.ts'
import { categoryFlag, leftChild, missingLeftFlag } from './tree-nodes.ts'

const lessOrEqual = 0
const member = 6

/** Splits in the parallel lists that TreeEnsemble takes, by split in preorder. */
interface Splits {
  readonly feature: number[]
  readonly mode: number[]
  readonly value: number[]
  readonly missingLeft: number[]
  readonly left: number[]
  readonly leftIsLeaf: number[]
  readonly right: number[]
  readonly rightIsLeaf: number[]
  readonly roots: number[]
  /** Sets of all splits by categories, each closed by NaN. */
  readonly members: number[]
}

/**
 * Adds the forest as a TreeEnsemble (ai.onnx.ml, operator set 5), which has sets of categories. A
 * leaf of it has one target only, so each tree is a target and returns the number of its leaf; a
 * table then gives the shares of the leaves. Categories are shifted by one, since ONNX Runtime
 * keeps sets of 1..32 in one word, and a missing one gets a code of its own: what NaN means in a
 * set is left open by the standard.
 */
export function addForest(graph: OnnxGraph, model: RandomForestModel, input: string): string {
  const { features, classes } = model
  const { nodes, roots, binning } = model.parts
  const leafCount = model.leafShares.length / classes.length
  const shift = Float64Array.from(binning.categories, (count) => (count > 0 ? 1 : 0))
  const filling = Float64Array.from(binning.categories, (count) => (count > 0 ? count + 1 : Number.NaN))
  const shifted = graph.step('Add', [input, graph.constant([1, features.length], shift)])
  const filled = graph.step('Where', [
    graph.step('IsNaN', [input]),
    graph.constant([1, features.length], filling),
    shifted,
  ])
  const splits = splitsOf(model)
  const leafTree = new Int32Array(leafCount)
  for (let tree = 0; tree < roots.length; tree++) {
    const end = roots[tree + 1] ?? nodes.length
    leafTree.fill(
      tree,
      firstLeaf(nodes, roots[tree] as number),
      tree + 1 < roots.length ? firstLeaf(nodes, end) : leafCount,
    )
  }
  const attributes = {
    aggregate_function: 1,
    n_targets: roots.length,
    post_transform: 0,
    tree_roots: splits.roots,
    nodes_featureids: splits.feature,
    nodes_modes: { tensor: tensor([splits.mode.length], Uint8Array.from(splits.mode)) },
    nodes_splits: { tensor: tensor([splits.value.length], Float64Array.from(splits.value)) },
    nodes_missing_value_tracks_true: splits.missingLeft,
    nodes_truenodeids: splits.left,
    nodes_trueleafs: splits.leftIsLeaf,
    nodes_falsenodeids: splits.right,
    nodes_falseleafs: splits.rightIsLeaf,
    leaf_targetids: leafTree,
    leaf_weights: {
      tensor: tensor(
        [leafCount],
        Float64Array.from({ length: leafCount }, (_, leaf) => leaf),
      ),
    },
    ...(splits.members.length === 0
      ? {}
      : {
          membership_values: { tensor: tensor([splits.members.length], Float64Array.from(splits.members)) },
        }),
  }
  const leaves = graph.step('TreeEnsemble', [filled], attributes, { domain: 'ai.onnx.ml' })
  const numbers = graph.step('Cast', [leaves], { to: onnxType.int64 })
  const shares = graph.step(
    'Gather',
    [graph.constant([leafCount, classes.length], model.leafShares), numbers],
    { axis: 0 },
  )
  const doubles = graph.step('Cast', [shares], { to: onnxType.double })
  return graph.step('ReduceSum', [doubles, graph.constant([1], [1n])], { keepdims: 0 })
}

/** Returns the number of the first leaf at or after `place`. */
function firstLeaf(nodes: Int32Array, place: number): number {
  let at = place
  while ((nodes[at] as number) >= 0) at = leftChild(nodes, at)
  return ~(nodes[at] as number)
}

function splitsOf({ parts: { nodes, roots, binning } }: RandomForestModel): Splits {
  const splits: Splits = {
    feature: [],
    mode: [],
    value: [],
    missingLeft: [],
    left: [],
    leftIsLeaf: [],
    right: [],
    rightIsLeaf: [],
    roots: [],
    members: [],
  }
  const add = (place: number): { readonly id: number; readonly isLeaf: 0 | 1 } => {
    const word = nodes[place] as number
    if (word < 0) return { id: ~word, isLeaf: 1 }
    const id = splits.feature.length
    const byCategories = (word & categoryFlag) !== 0
    const missingLeft = (word & missingLeftFlag) === 0 ? 0 : 1
    const feature = word >> 10
    splits.feature.push(feature)
    splits.mode.push(byCategories ? member : lessOrEqual)
    splits.value.push(byCategories ? 0 : threshold(binning, feature, (word & 255) - missingLeft))
    splits.missingLeft.push(byCategories ? 0 : missingLeft)
    if (byCategories) addMembers(splits.members, nodes, place, binning, missingLeft)
    const from = leftChild(nodes, place)
    const left = add(from)
    splits.left[id] = left.id
    splits.leftIsLeaf[id] = left.isLeaf
    const right = add(from + (nodes[place + 1] as number))
    splits.right[id] = right.id
    splits.rightIsLeaf[id] = right.isLeaf
    return { id, isLeaf: 0 }
  }
  for (const root of roots) {
    const top = add(root)
    if (top.isLeaf === 0) splits.roots.push(top.id)
    else splits.roots.push(addLeafTree(splits, top.id))
  }
  return splits
}

/** Adds a tree that is one leaf: a split both of whose sides lead to it. */
function addLeafTree(splits: Splits, leaf: number): number {
  const id = splits.feature.length
  for (const list of [splits.feature, splits.mode, splits.value, splits.missingLeft]) list.push(0)
  for (const list of [splits.left, splits.right]) list[id] = leaf
  for (const list of [splits.leftIsLeaf, splits.rightIsLeaf]) list[id] = 1
  return id
}

function addMembers(
  members: number[],
  nodes: Int32Array,
  place: number,
  binning: RandomForestModel['parts']['binning'],
  missingLeft: number,
): void {
  const feature = (nodes[place] as number) >> 10
  const bins = binCount(binning, feature)
  const count = binning.categories[feature] as number
  for (let code = 0; code < count; code++) {
    const bin = Math.min(code, bins - 1)
    if ((((nodes[place + 2 + (bin >> 5)] as number) >>> (bin & 31)) & 1) === 1) members.push(code + 1)
  }
  if (missingLeft === 1) members.push(count + 1)
  members.push(Number.NaN)
}

/** Returns the edge above `bin`. Above the last bin there is no edge: every number goes left. */
function threshold(binning: RandomForestModel['parts']['binning'], feature: number, bin: number): number {
  if (bin + 1 >= binCount(binning, feature)) return Infinity
  return binning.edges[(binning.starts[feature] as number) + bin] as number
}
