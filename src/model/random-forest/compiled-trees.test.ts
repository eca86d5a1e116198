import { expect, test } from 'vitest'
import { madeUpTable } from '../../../test/contract/learner.ts'
import { randomForest } from '../../learner/random-forest/random-forest.ts'
import { type SeededRandom, seededRandom } from '../../base/math/random.ts'
import { binCount, categoryCounts, missingBin } from './binning.ts'
import { type FeatureSpec, type FeatureTable, takeFeatureRows } from '../features.ts'
import { type ForestParts, RandomForestModel } from './random-forest-model.ts'
import { categorySplit, goesLeft, leftChild, maxTreeDepth, numberSplit } from './tree-nodes.ts'

const number = (name: string): FeatureSpec => ({ name, kind: 'number', columns: [name] })
const category = (count: number): FeatureSpec => ({
  name: `one of ${count}`,
  kind: 'category',
  categories: Array.from({ length: count }, (_, code) => `c${code}`),
  columns: [`one of ${count}`],
})

/** Every number of edges and categories at which something changes in how they are laid out. */
const edgeCounts = [0, 1, 15, 16, 17, 31, 32, 240, 254]
const sizes = [1, 2, 16, 31, 32, 33, 63, 64, 200, 254, 255, 300]
const features = [...edgeCounts.map((count) => number(`${count} edges`)), ...sizes.map(category)]

/** A bin as `Binning` tells it. */
function binOf(
  { starts, edges, categories }: ForestParts['binning'],
  feature: number,
  value: number,
): number {
  const count = categories[feature] as number
  if (count > 0) return value >= 0 && value < count ? Math.min(Math.floor(value), missingBin - 1) : missingBin
  return Number.isNaN(value)
    ? missingBin
    : edges.subarray(starts[feature], starts[feature + 1]).filter((edge) => edge < value).length
}

/** One row's probabilities, one step after another, as `tree-nodes.ts` tells it. */
function naiveAnswer(model: RandomForestModel, row: Float64Array): Float64Array {
  const { nodes, roots, binning, classes } = model.parts
  const out = new Float64Array(classes.length)
  for (const root of roots) {
    let place = root
    while ((nodes[place] as number) >= 0) {
      const feature = (nodes[place] as number) >> 10
      const left = leftChild(nodes, place)
      const bin = binOf(binning, feature, row[feature] as number)
      place = goesLeft(nodes, place, bin) ? left : left + (nodes[place + 1] as number)
    }
    const leaf = ~(nodes[place] as number)
    out.forEach((sum, k) => (out[k] = sum + (model.leafShares[leaf * classes.length + k] as number)))
  }
  return out
}

/** Compares to the bit: the order of the additions is part of it. */
function expectNaiveAnswers(model: RandomForestModel, table: FeatureTable): void {
  const block = model.predict(table)
  const out = new Float64Array(model.classes.length)
  for (let row = 0; row < table.rowCount; row++) {
    const values = Float64Array.from(table.values, (column) => column[row] as number)
    const naive = Array.from(naiveAnswer(model, values))
    model.predictRow(values, out)
    expect(Array.from(out), `row ${row}`).toEqual(naive)
    expect(
      Array.from(block.subarray(row * out.length, (row + 1) * out.length)),
      `row ${row} of a block`,
    ).toEqual(naive)
  }
}

/**
 * A tree of random splits in preorder, appended to `nodes`; returns how many leaves there are then.
 */
function growRandom(
  nodes: number[],
  binning: ForestParts['binning'],
  random: SeededRandom,
  depth: number,
  leaves: number,
): number {
  if (depth === 0 || random.next() < 0.1) {
    nodes.push(~leaves)
    return leaves + 1
  }
  const feature = random.integer(features.length)
  const bins = binCount(binning, feature)
  const missingLeft = random.next() < 0.5
  const at = nodes.length
  if ((binning.categories[feature] as number) > 0) {
    const words = (bins + 31) >> 5
    nodes.push(categorySplit(feature, words, missingLeft), 0)
    // Some words are empty, some full, and the bits behind the last bin say nothing.
    for (let k = 0; k < words; k++)
      nodes.push(([0, -1, 1 << 31] as const)[random.integer(5)] ?? random.integer(2 ** 32) | 0)
  } else nodes.push(numberSplit(feature, random.integer(bins), missingLeft), 0)
  const left = nodes.length
  const between = growRandom(nodes, binning, random, depth - 1, leaves)
  nodes[at + 1] = nodes.length - left
  return growRandom(nodes, binning, random, depth - 1, between)
}

function randomModel(trees: number, classes: number, seed: number): RandomForestModel {
  const random = seededRandom(seed)
  const starts = new Int32Array(features.length + 1)
  edgeCounts.forEach((count, feature) => (starts[feature + 1] = (starts[feature] as number) + count))
  starts.fill(starts[edgeCounts.length] as number, edgeCounts.length)
  const edges = edgeCounts.flatMap((count) =>
    Array.from({ length: count }, () => random.normal()).sort((a, b) => a - b),
  )
  const binning = { starts, edges: Float64Array.from(edges), categories: categoryCounts(features) }
  const nodes: number[] = []
  const roots: number[] = []
  let leaves = 0
  for (let tree = 0; tree < trees; tree++) {
    roots.push(nodes.length)
    // The first tree is one leaf.
    leaves = growRandom(nodes, binning, random, tree === 0 ? 0 : 1 + random.integer(7), leaves)
  }
  return new RandomForestModel({
    features,
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
    binning,
    nodes: Int32Array.from(nodes),
    roots: Int32Array.from(roots),
    leafCounts: Uint16Array.from({ length: leaves * classes }, () => 1 + random.integer(50)),
    classWeights: Float64Array.from({ length: classes }, () => 0.5 + random.next()),
  })
}

/** Values on, between and beyond the edges, codes that are none, and missing ones. */
function randomRows({ parts: { binning } }: RandomForestModel, rowCount: number, seed: number): FeatureTable {
  const random = seededRandom(seed, 'rows')
  const extremes = [Number.NaN, Infinity, -Infinity, -0, -0.5, Number.MAX_VALUE]
  const values = features.map((_, feature) =>
    Float64Array.from({ length: rowCount }, () => {
      if (random.next() < 0.2) return extremes[random.integer(extremes.length)] as number
      const categories = binning.categories[feature] as number
      if (categories > 0) return random.integer(categories + 3) - 1
      return random.next() < 0.5
        ? random.normal()
        : (binning.edges[random.integer(binning.edges.length)] as number)
    }),
  )
  return { specs: features, rowCount, values }
}

test.each([
  [1, 2],
  [3, 1],
  [7, 3],
  [8, 4],
  [9, 5],
  [33, 9],
])('%i random trees and %i classes answer as a walk step by step, alone and in blocks', (trees, classes) => {
  const model = randomModel(trees, classes, trees)
  expectNaiveAnswers(model, randomRows(model, 300, trees))
})

test.each([1, 2, 7, 255, 256, 257, 300])(
  'a fitted forest answers %i rows of a table as each alone',
  async (count) => {
    const table = madeUpTable(300, 1)
    const fitted = await randomForest({ trees: 6, minLeaf: 1 }).fit(table, { seed: 1, threads: 1 })
    const model = fitted.model as RandomForestModel
    const rows = Int32Array.from({ length: count }, (_, row) => (row * 17) % 300)
    expectNaiveAnswers(model, takeFeatureRows(table, rows))
  },
)

test('a chain as deep as a tree may be, to both sides', () => {
  const depth = maxTreeDepth
  const nodes: number[] = []
  // What is left of a split holds the splits that are left, each of two words, and their leaves.
  for (let level = 0; level < depth; level++)
    nodes.push(numberSplit(0, 0, false), 3 * (depth - level - 1) + 1)
  for (let leaf = 0; leaf <= depth; leaf++) nodes.push(~leaf)
  const second = nodes.length
  for (let level = 0; level < depth; level++)
    nodes.push(numberSplit(0, level % 2, true), 1, ~(depth + 1 + level))
  nodes.push(~(2 * depth + 1))
  const model = new RandomForestModel({
    features: [number('x')],
    classes: ['a', 'b'],
    binning: { starts: Int32Array.of(0, 1), edges: Float64Array.of(0), categories: Int32Array.of(0) },
    nodes: Int32Array.from(nodes),
    roots: Int32Array.of(0, second),
    leafCounts: Uint16Array.from({ length: 4 * (depth + 1) }, (_, i) => 1 + i),
    classWeights: Float64Array.of(1, 1),
  })
  expectNaiveAnswers(model, {
    specs: model.features,
    rowCount: 3,
    values: [Float64Array.of(-1, 1, Number.NaN)],
  })
})
