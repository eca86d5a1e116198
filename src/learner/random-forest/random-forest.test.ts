import { expect, test } from 'vitest'
import { madeUpTable } from '../../../test/contract/learner.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { SavedModel } from '../../model/model.ts'
import type { RandomForestModel } from '../../model/random-forest/random-forest-model.ts'
import type { TrainingTable } from '../learner.ts'
import { randomForest } from './random-forest.ts'

const context = { seed: 1, threads: 1 }

/** A table of one feature. */
function oneFeature(
  values: readonly number[],
  target: readonly number[],
  categories: readonly string[] = [],
): TrainingTable {
  const kind = categories.length > 0 ? ('category' as const) : ('number' as const)
  const spec = { name: 'x', kind, columns: ['x'], ...(categories.length > 0 ? { categories } : {}) }
  return {
    specs: [spec],
    rowCount: values.length,
    values: [Float64Array.from(values)],
    target: Uint8Array.from(target),
    classes: ['no', 'yes'],
  }
}

function chance(model: RandomForestModel, x: number): number {
  const out = new Float64Array(2)
  model.predictRow(Float64Array.of(x), out)
  return out[1] as number
}

async function fit(table: TrainingTable, options = {}): Promise<RandomForestModel> {
  const { model } = await randomForest({ trees: 40, minLeaf: 1, ...options }).fit(table, context)
  return model as RandomForestModel
}

test('a number is split half way between the values that differ', async () => {
  const values = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 10 : 20))
  const model = await fit(
    oneFeature(
      values,
      values.map((value) => (value === 20 ? 1 : 0)),
    ),
  )
  expect([...model.parts.binning.edges]).toEqual([15])
  expect([chance(model, 15), chance(model, 15.000001)]).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6)])
})

test('missing values go where they belong, whether that is left or right', async () => {
  const values = Array.from({ length: 90 }, (_, i) => [1, 2, Number.NaN][i % 3] as number)
  for (const like of [1, 2]) {
    const target = values.map((value) => (Number.isNaN(value) || value === like ? 1 : 0))
    const model = await fit(oneFeature(values, target), { maxDepth: 1 })
    expect(chance(model, Number.NaN)).toBeCloseTo(1, 6)
    expect(chance(model, like)).toBeCloseTo(1, 6)
    expect(chance(model, 3 - like)).toBeCloseTo(0, 6)
  }
})

test('missing values alone are split from all numbers', async () => {
  const values = Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? Number.NaN : i))
  const model = await fit(
    oneFeature(
      values,
      values.map((value) => (Number.isNaN(value) ? 1 : 0)),
    ),
    { maxDepth: 1 },
  )
  expect([chance(model, Number.NaN), chance(model, 45), chance(model, 1e9)].map(Math.round)).toEqual([
    1, 0, 0,
  ])
})

test('categories are split into sets in one step, and values not seen in training go with most rows', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const values = Array.from({ length: 300 }, (_, i) => i % 5)
  const model = await fit(
    oneFeature(
      values,
      values.map((value) => (value % 2 === 0 ? 1 : 0)),
      names,
    ),
    { maxDepth: 1 },
  )
  expect([0, 1, 2, 3, 4].map((value) => Math.round(chance(model, value)))).toEqual([1, 0, 1, 0, 1])
  expect(chance(model, 5)).toBeCloseTo(1, 6)
  expect(chance(model, Number.NaN)).toBeCloseTo(1, 6)
})

test('takes features of hundreds of categories and of thousands of values', async () => {
  const names = Array.from({ length: 400 }, (_, i) => `c${i}`)
  const codes = Array.from({ length: 4000 }, (_, i) => i % 400)
  const byCategory = await fit(
    oneFeature(
      codes,
      codes.map((code) => (code < 100 ? 1 : 0)),
      names,
    ),
    { trees: 5 },
  )
  expect([50, 150, 399].map((code) => Math.round(chance(byCategory, code)))).toEqual([1, 0, 0])
  const byNumber = await fit(
    oneFeature(
      codes.map((_, i) => i),
      codes.map((_, i) => (i < 1000 ? 1 : 0)),
    ),
    { trees: 5 },
  )
  expect(byNumber.parts.binning.edges.length).toBe(254)
  expect([500, 980, 1020, 3000].map((x) => Math.round(chance(byNumber, x)))).toEqual([1, 1, 0, 0])
})

test('maxDepth and minLeaf bound the trees', async () => {
  const table = madeUpTable(800)
  const model = await fit(table, { trees: 20, maxDepth: 3, minLeaf: 30 })
  expect(model.depth).toBe(3)
  expect(model.parts.leafCounts.length / 3).toBeLessThanOrEqual(20 * 8)
  for (let leaf = 0; leaf < model.parts.leafCounts.length; leaf += 3) {
    const rows = [...model.parts.leafCounts.subarray(leaf, leaf + 3)].reduce((a, b) => a + b)
    expect(rows).toBeGreaterThanOrEqual(30)
  }
})

test('a constant column is not read', async () => {
  const table = madeUpTable(400)
  expect((await fit(table)).prepareShuffles(table).reads(3)).toBe(false)
})

// Enough rows and trees that threads are really started, and shallow trees so that it is quick.
const many = { trees: 300, maxDepth: 3 }

test('threads give the same forest as none; another seed gives another', async () => {
  const table = madeUpTable(4000)
  const savedBy = async (seed: number, threads: number): Promise<SavedModel> => {
    const { model } = await randomForest(many).fit(table, { seed, threads })
    return model.save()
  }
  const one = await savedBy(9, 1)
  expect(await savedBy(9, 2)).toEqual(one)
  expect(await savedBy(9, 3)).toEqual(one)
  expect(await savedBy(10, 1)).not.toEqual(one)
})

test('aborting ends the threads', async () => {
  const ports = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
  const idle = ports()
  const controller = new AbortController()
  let working = 0
  const progress = (): void => {
    working = Math.max(working, ports())
    controller.abort(new Error('asked to stop'))
  }
  const fit = randomForest(many).fit(madeUpTable(4000), {
    seed: 1,
    threads: 2,
    progress,
    signal: controller.signal,
  })
  await expect(fit).rejects.toThrow('asked to stop')
  expect(working).toBeGreaterThan(idle)
  expect(ports()).toBe(idle)
})

test('an impossible option is refused with what it must be', () => {
  expect(() => randomForest({ trees: 0 })).toThrow(LapidaryError)
  expect(() => randomForest({ trees: 0 })).toThrow(
    'The option trees of the learner random-forest is 0. It must be a whole number from 1 to 10000',
  )
  expect(() => randomForest({ maxDepth: 65 })).toThrow('from 1 to 64')
  expect(() => randomForest({ minLeaf: 1.5 })).toThrow('minLeaf of the learner random-forest is 1.5')
  expect(() => randomForest({ mtry: -1 })).toThrow('mtry')
  expect(() => randomForest({ classWeight: 'heavy' as 'none' })).toThrow('none, balanced')
})
