import { expect, test } from 'vitest'
import { shuffleTable } from '../../../test/contract/learner.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { FeatureSpec, FeatureTable } from '../../model/features.ts'
import type { Model } from '../../model/model.ts'
import type { Shuffles } from '../../model/shuffles/shuffles.ts'
import { logisticRegression } from '../../learner/logistic-regression/logistic-regression.ts'
import { computePermutationImportance } from './permutation-importance.ts'

const spec = (name: string, columns: string[]): FeatureSpec => ({ name, kind: 'number', columns })

/**
 * Creates a model that predicts class 1 with 0.9 where the sum of the first two features is
 * positive, and ignores the third.
 */
function createModel(specs: FeatureSpec[]): { model: Model; rowsPredicted: () => number } {
  let rowsPredicted = 0
  const predict = (table: FeatureTable): Float64Array => {
    rowsPredicted += table.rowCount
    return Float64Array.from({ length: table.rowCount * 2 }, (_, i) => {
      const row = i >> 1
      const positive = (table.values[0]?.[row] as number) + (table.values[1]?.[row] as number) > 0
      return (i % 2 === 1) === positive ? 0.9 : 0.1
    })
  }
  const prepareShuffles = (table: FeatureTable): Shuffles => ({
    predictions: predict(table),
    reads: (feature) => feature < 2,
    predict: (features, order) => predict(shuffleTable(table, features, order)),
  })
  const model = {
    kind: 'test',
    features: specs,
    classes: ['no', 'yes'],
    predict,
    prepareShuffles,
  } as unknown as Model
  return { model, rowsPredicted: () => rowsPredicted }
}

function createData(
  specs: FeatureSpec[],
  rowCount: number,
): { table: FeatureTable; target: Uint8Array; groups: Int32Array } {
  const random = seededRandom(3)
  const first = Float64Array.from({ length: rowCount }, () => random.next() - 0.5)
  const noise = Float64Array.from({ length: rowCount }, () => random.next() - 0.5)
  // The second feature is a copy of the first, twice as strong, like a derived feature.
  const table = { specs, rowCount, values: [first, first.map((value) => 2 * value), noise] }
  return {
    table,
    target: Uint8Array.from(first, (value) => (value > 0 ? 1 : 0)),
    groups: Int32Array.from(first.keys(), (row) => row >> 2),
  }
}

// Half of the shuffled rows change sides: from -log 0.9 to -log 0.1 each.
const whole = (Math.log(0.9) - Math.log(0.1)) / 2

test('computePermutationImportance() shuffles all features of a column together, so that no copy gives it away', async () => {
  const specs = [spec('A', ['A']), spec('A twice', ['A']), spec('B', ['B'])]
  const { table, target, groups } = createData(specs, 700)
  const [a, b] = await computePermutationImportance(createModel(specs).model, table, target, groups, {
    seed: 1,
    repeats: 5,
  })
  expect(a?.column).toBe('A')
  expect(a?.value).toBeGreaterThan(whole * 0.94)
  expect(a?.value).toBeLessThan(whole * 1.06)
  expect(a?.low).toBeLessThan(a?.value as number)
  expect(a?.high).toBeGreaterThan(a?.value as number)
  expect((a?.high as number) - (a?.low as number)).toBeLessThan(whole * 0.15)
  expect(b).toEqual({ column: 'B', value: 0, low: 0, high: 0 })
})

test('computePermutationImportance() counts a derived feature for each column that it reads', async () => {
  const specs = [spec('A', ['A']), spec('ratio', ['A', 'B']), spec('C', ['C'])]
  const { table, target, groups } = createData(specs, 700)
  const found = await computePermutationImportance(createModel(specs).model, table, target, groups, {
    seed: 1,
    repeats: 2,
  })
  // Shuffling B moves the stronger of the two features; A moves both.
  expect(found.map(({ column }) => column)).toEqual(['A', 'B', 'C'])
  expect(found[1]?.value).toBeGreaterThan(whole * 0.3)
})

test('computePermutationImportance() is repeatable and costs the same for many rows', async () => {
  const specs = [spec('A', ['A']), spec('A twice', ['A']), spec('B', ['B'])]
  const { table, target, groups } = createData(specs, 20_000)
  const { model, rowsPredicted } = createModel(specs)
  const found = await computePermutationImportance(model, table, target, groups, { seed: 1, repeats: 4 })
  expect(rowsPredicted(), 'the second column is not read').toBe(2000 + 2000)
  expect(await computePermutationImportance(model, table, target, groups, { seed: 1, repeats: 4 })).toEqual(
    found,
  )
  expect(
    await computePermutationImportance(model, table, target, groups, { seed: 2, repeats: 4 }),
  ).not.toEqual(found)
})

test('computePermutationImportance() ends when it is aborted, with what one column costs at most', async () => {
  const specs = [spec('A', ['A']), spec('A twice', ['A']), spec('B', ['B'])]
  const { table, target, groups } = createData(specs, 2000)
  const { model, rowsPredicted } = createModel(specs)
  const stop = new AbortController()
  const found = computePermutationImportance(model, table, target, groups, {
    seed: 1,
    repeats: 1,
    signal: stop.signal,
  })
  stop.abort(new Error('stop'))
  await expect(found).rejects.toThrow('stop')
  expect(rowsPredicted()).toBe(2000)
})

test('computePermutationImportance() is the same for any number of threads', async () => {
  const random = seededRandom(4)
  const columns = Array.from({ length: 12 }, (_, i) => `c${i}`)
  const specs = columns.map((name) => spec(name, [name]))
  const table = {
    specs,
    rowCount: 2000,
    values: specs.map(() => Float64Array.from({ length: 2000 }, () => random.next())),
  }
  const target = Uint8Array.from(table.values[0] as Float64Array, (value) => (value > 0.5 ? 1 : 0))
  const groups = Int32Array.from(target.keys())
  const { model } = await logisticRegression().fit(
    { ...table, target, classes: ['no', 'yes'] },
    { seed: 1, threads: 1 },
  )
  const one = await computePermutationImportance(model, table, target, groups, { seed: 1, repeats: 1 })
  expect(one[0]?.column).toBe('c0')
  expect(
    await computePermutationImportance(model, table, target, groups, { seed: 1, repeats: 1, threads: 3 }),
  ).toEqual(one)
})
