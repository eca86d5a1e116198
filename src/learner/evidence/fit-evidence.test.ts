import { expect, test } from 'vitest'
import { type EncodedModel } from '../../model/evidence/encoded-model.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { Model } from '../../model/model.ts'
import { randomForest } from '../random-forest/random-forest.ts'
import type { TrainingTable } from '../learner.ts'
import { fitEncoded } from './fit-evidence.ts'

const context = { seed: 5, threads: 1 }

/**
 * One column with `levels` categories and a number; `effect` of each category on the log-odds of
 * the second class.
 */
function table(levels: number, rowCount: number, effect: (level: number) => number, seed = 1): TrainingTable {
  const random = seededRandom(seed)
  const codes = Float64Array.from({ length: rowCount }, () => random.integer(levels))
  const numbers = Float64Array.from(codes, () => random.normal())
  const categories = Array.from({ length: levels }, (_, level) => `level ${level}`)
  return {
    specs: [
      { name: 'code', kind: 'category', categories, columns: ['code'] },
      { name: 'x', kind: 'number', columns: ['x'] },
    ],
    rowCount,
    values: [codes, numbers],
    target: Uint8Array.from(codes, (code, row) => {
      const odds = Math.exp(effect(code) + (numbers[row] as number))
      return random.next() < odds / (1 + odds) ? 1 : 0
    }),
    classes: ['no', 'yes'],
  }
}

/** What the learner behind the encoding is given. */
async function encoded(given: TrainingTable): Promise<TrainingTable> {
  let seen: TrainingTable | undefined
  const stub = async (inner: TrainingTable): Promise<Model> => {
    seen = inner
    return { features: inner.specs, classes: inner.classes } as Model
  }
  await fitEncoded(given, context, stub)
  return seen as TrainingTable
}

function meanLogLoss(model: Model, { target, ...held }: TrainingTable): number {
  const shares = model.predict(held)
  return (
    target.reduce((sum, label, row) => sum - Math.log(Math.max(shares[2 * row + label] as number, 0.01)), 0) /
    target.length
  )
}

const strong = (level: number): number => 1.5 * Math.sin(level)

test('fitEncoded() leaves a table of few categories as it is', async () => {
  const few = table(64, 300, strong)
  expect(await encoded(few)).toBe(few)
})

test('fitEncoded() keeps the target of a row out of what the model sees of it', async () => {
  const before = table(100, 2000, strong)
  const groups = Int32Array.from(before.target.keys(), (row) => Math.floor(row / 3))
  // Where the other two rows of an entity agree, the third one's class does not decide its fold.
  const thirds = [...before.target.keys()].filter(
    (row) => row % 3 === 2 && before.target[row - 1] === before.target[row - 2],
  )
  for (const row of thirds.slice(0, 3)) {
    const target = before.target.slice()
    target[row] = 1 - (target[row] as number)
    const [was, is] = [await encoded({ ...before, groups }), await encoded({ ...before, groups, target })]
    const changed = [...was.target.keys()].filter((other) => was.values[1]?.[other] !== is.values[1]?.[other])
    expect(changed.length).toBeGreaterThan(0)
    expect(changed).not.toContain(row)
    expect(changed, 'another row of the entity').not.toContain(row - 1)
  }
})

test('fitEncoded() encodes a row of a split by time by earlier rows only', async () => {
  const given = table(100, 2000, strong)
  const values = Float64Array.from(given.target.keys())
  const time = { values, gap: 0, byEntity: false }
  const was = await encoded({ ...given, time })
  const is = await encoded({
    ...given,
    time,
    target: given.target.map((label, row) => (row < 1500 ? label : 1 - label)),
  })
  const first = (inner: TrainingTable): number[] => [...(inner.values[1] as Float64Array).subarray(0, 1500)]
  expect(first(is)).toEqual(first(was))
  expect(first(was).some((evidence) => evidence !== 0)).toBe(true)
})

test('where entities and times are held out, a row is encoded by earlier rows of other entities', async () => {
  const given = table(100, 2000, strong)
  const groups = Int32Array.from(given.target.keys(), (row) => row % 40)
  const time = { values: Float64Array.from(given.target.keys()), gap: 0, byEntity: true }
  const was = (await encoded({ ...given, groups, time })).values[1] as Float64Array
  // The majority of an entity's rows stays what it is.
  const is = await encoded({
    ...given,
    groups,
    time,
    target: given.target.map((label, row) => (row === 400 ? 1 - label : label)),
  })
  const changed = [...was.keys()].filter((row) => was[row] !== is.values[1]?.[row])
  expect(changed.length).toBeGreaterThan(0)
  expect(changed.every((row) => row > 400 && row % 40 !== 0)).toBe(true)
  expect(was.filter((evidence) => evidence !== 0).length).toBeGreaterThan(1200)
})

test('fitEncoded() gives the logarithm of how much more frequent the class is in a category', async () => {
  // 70 categories of 200 rows; in the first half of them a fifth of the rows is of the second
  // class, in the others four fifths.
  const rowCount = 14_000
  const codes = Float64Array.from({ length: rowCount }, (_, row) => row % 70)
  const target = Uint8Array.from(
    codes,
    (code, row) => (Math.floor(row / 70) % 5 === 0 ? 1 : 0) ^ (code < 35 ? 0 : 1),
  )
  const rows = { ...table(70, rowCount, strong), values: [codes, codes], target }
  const { model } = await randomForest({ trees: 1 }).fit(rows, context)
  const [first] = (model as EncodedModel).evidence.tables
  expect(first?.[0]).toBeCloseTo(Math.log(0.2 / 0.8), 1)
  expect(first?.[69]).toBeCloseTo(Math.log(0.8 / 0.2), 1)
  expect(first?.[70], 'missing, of which there was none').toBe(0)
})

test('a column of pure noise gives no evidence, or so little that held-out rows hardly lose', async () => {
  for (const [levels, rows] of [
    [300, 3000],
    [2500, 3000],
    [100_000, 3000],
  ] as const) {
    const train = table(levels, rows, () => 0)
    const held = table(levels, rows, () => 0, 2)
    const noiseFree = ({ specs, values, ...rest }: TrainingTable): TrainingTable => ({
      ...rest,
      specs: specs.slice(1),
      values: values.slice(1),
    })
    const learner = randomForest({ trees: 60, mtry: 2 })
    const withNoise = meanLogLoss((await learner.fit(train, context)).model, held)
    const without = meanLogLoss((await learner.fit(noiseFree(train), context)).model, noiseFree(held))
    expect(withNoise, `${levels} levels`).toBeLessThan(without + 0.02)
    // Alone it is no better than guessing.
    const alone = ({ specs, values, ...rest }: TrainingTable): TrainingTable => ({
      ...rest,
      specs: specs.slice(0, 1),
      values: values.slice(0, 1),
    })
    const { model: guess } = await learner.fit(alone(train), context)
    const rise = meanLogLoss(guess, alone(held)) - Math.log(2)
    expect(rise, `${levels} levels alone`).toBeGreaterThan(-0.005)
    expect(rise, `${levels} levels alone`).toBeLessThan(0.04)
  }
})

test('65,535 categories are learned from', async () => {
  const train = table(65_535, 60_000, (level) => (level % 2 === 0 ? 3 : -3))
  const inner = await encoded(train)
  const first = inner.values[1] as Float64Array
  let agreeing = 0
  let known = 0
  train.target.forEach((label, row) => {
    if (first[row] === 0) return
    known++
    if ((first[row] as number) > 0 === (label === 1)) agreeing++
  })
  expect(known).toBeGreaterThan(20_000)
  expect(agreeing / known).toBeGreaterThan(0.8)
})
