import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Explanation } from '../model.ts'
import { RandomForestModel } from './random-forest-model.ts'
import { numberSplit } from './tree-nodes.ts'

interface SklearnTree {
  readonly feature: number[]
  readonly threshold: number[]
  readonly left: number[]
  readonly right: number[]
  readonly counts: number[][]
}

interface Fixture {
  readonly trees: SklearnTree[]
  readonly rows: number[][]
  readonly probabilities: number[][]
  readonly base: number[]
  /** By row, feature and class. */
  readonly values: number[][][]
}

const fixture = JSON.parse(readFileSync(new URL('./fixtures/shap.json', import.meta.url), 'utf8')) as Fixture

/** The forest of scikit-learn as one of ours. */
function imported({ trees }: Fixture): RandomForestModel {
  const edges = Array.from({ length: 5 }, (_, feature) => {
    const own = trees.flatMap((tree) =>
      tree.threshold.filter((_threshold, node) => tree.feature[node] === feature),
    )
    return [...new Set(own)].sort((a, b) => a - b)
  })
  const nodes: number[] = []
  const counts: number[][] = []
  const add = (tree: SklearnTree, node: number): void => {
    const feature = tree.feature[node] as number
    if (feature < 0) {
      nodes.push(~counts.length)
      counts.push(tree.counts[node] as number[])
      return
    }
    const bin = (edges[feature] as number[]).indexOf(tree.threshold[node] as number)
    const place = nodes.push(numberSplit(feature, bin, false), 0)
    add(tree, tree.left[node] as number)
    nodes[place - 1] = nodes.length - place
    add(tree, tree.right[node] as number)
  }
  const roots = trees.map((tree) => {
    const root = nodes.length
    add(tree, 0)
    return root
  })
  let start = 0
  return new RandomForestModel({
    features: edges.map((_, i) => ({ name: `x${i}`, kind: 'number', columns: [`x${i}`] })),
    classes: ['a', 'b', 'c'],
    binning: {
      starts: Int32Array.from([0, ...edges.map((own) => (start += own.length))]),
      edges: Float64Array.from(edges.flat()),
      categories: new Int32Array(5),
    },
    nodes: Int32Array.from(nodes),
    roots: Int32Array.from(roots),
    leafCounts: Uint16Array.from(counts.flat()),
    classWeights: new Float64Array(3).fill(1),
  })
}

const model = imported(fixture)

function explain(features: Float64Array, classIndex: number): Explanation {
  return model.explain([{ features, classIndex }])[0] as Explanation
}

test('a forest of scikit-learn predicts the same here', () => {
  const out = new Float64Array(3)
  fixture.rows.forEach((row, i) => {
    model.predictRow(Float64Array.from(row), out)
    out.forEach((share, k) => expect(share).toBeCloseTo(fixture.probabilities[i]?.[k] as number, 6))
  })
})

test('explain() equals shap.TreeExplainer, path dependent', () => {
  fixture.rows.forEach((row, i) => {
    for (let k = 0; k < 3; k++) {
      const { base, attributions } = explain(Float64Array.from(row), k)
      expect(base).toBeCloseTo(fixture.base[k] as number, 6)
      attributions.forEach((value, feature) =>
        expect(value).toBeCloseTo(fixture.values[i]?.[feature]?.[k] as number, 6),
      )
    }
  })
})

test('explain() adds up to the prediction to 1e-12', () => {
  const out = new Float64Array(3)
  for (const row of fixture.rows) {
    model.predictRow(Float64Array.from(row), out)
    for (let k = 0; k < 3; k++) {
      const { base, attributions } = explain(Float64Array.from(row), k)
      const sum = attributions.reduce((total, value) => total + value, base)
      expect(Math.abs(sum - (out[k] as number))).toBeLessThan(1e-12)
    }
  }
})

test('explain() gives what the definition of Shapley gives, by all subsets of features', () => {
  const row = Float64Array.from(fixture.rows[3] as number[])
  const { attributions } = explain(row, 0)
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const value = (known: number): number => {
    let total = 0
    for (const tree of fixture.trees)
      total += (expectation(tree, 0, known, row)[0] as number) / fixture.trees.length
    return total
  }
  for (let feature = 0; feature < 5; feature++) {
    let shapley = 0
    for (let subset = 0; subset < 32; subset++) {
      if ((subset >> feature) & 1) continue
      const size = [0, 1, 2, 3, 4].filter((other) => (subset >> other) & 1).length
      const weight = (factorial(size) * factorial(4 - size)) / factorial(5)
      shapley += weight * (value(subset | (1 << feature)) - value(subset))
    }
    expect(attributions[feature]).toBeCloseTo(shapley, 6)
  }
})

test('explain() gives a row the same bytes alone and among others', () => {
  const rows = fixture.rows.map((row, i) => ({ features: Float64Array.from(row), classIndex: i % 3 }))
  expect(model.explain(rows)).toEqual(rows.map(({ features, classIndex }) => explain(features, classIndex)))
})

/**
 * Mean class shares of the leaves below a node when only the features of the bit set `known` are
 * known.
 */
function expectation(tree: SklearnTree, node: number, known: number, row: Float64Array): number[] {
  const feature = tree.feature[node] as number
  const sum = (at: number): number => (tree.counts[at] as number[]).reduce((a, b) => a + b)
  if (feature < 0) return (tree.counts[node] as number[]).map((count) => count / sum(node))
  const left = tree.left[node] as number
  const right = tree.right[node] as number
  if ((known >> feature) & 1) {
    const next = (row[feature] as number) <= (tree.threshold[node] as number) ? left : right
    return expectation(tree, next, known, row)
  }
  const onLeft = expectation(tree, left, known, row)
  const onRight = expectation(tree, right, known, row)
  return onLeft.map((share, k) => (share * sum(left) + (onRight[k] as number) * sum(right)) / sum(node))
}
