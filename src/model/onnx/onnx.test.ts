import { InferenceSession, Tensor } from 'onnxruntime-web'
import { expect, test } from 'vitest'
import { madeUpTable, createWideTable } from '../../../test/contract/learner.ts'
import { randomForest } from '../../learner/random-forest/random-forest.ts'
import type { Learner, TrainingTable } from '../../learner/learner.ts'
import { logisticRegression } from '../../learner/logistic-regression/logistic-regression.ts'
import { multilayerPerceptron } from '../../learner/multilayer-perceptron/multilayer-perceptron.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { Model } from '../model.ts'
import { getOnnxSignature, toOnnx } from './onnx.ts'

/**
 * The made-up table with many categories and numbers of all digits, so that thresholds lie on and
 * between them.
 */
function manyDigits(rowCount: number): TrainingTable {
  const table = madeUpTable(rowCount)
  const random = seededRandom(8)
  const categories = Array.from({ length: 45 }, (_, i) => `c${i}`)
  const codes = Float64Array.from({ length: rowCount }, () =>
    random.next() < 0.1 ? Number.NaN : random.integer(45),
  )
  const target = table.target.map((label, row) => ((codes[row] as number) % 3 === 0 ? 0 : label))
  const incomes = Float64Array.from(target, (label) => 50_000 + 9_000 * label + 20_000.1 * random.normal())
  return {
    ...table,
    target,
    specs: [
      ...table.specs,
      { name: 'code', kind: 'category', categories, columns: ['code'] },
      { name: 'income', kind: 'number', columns: ['income'] },
    ],
    values: [...table.values, codes, incomes],
  }
}

/** Runs the ONNX form of a model on the rows of a table; the codes of categories become texts. */
async function run(
  model: Model,
  table: TrainingTable,
): Promise<{ labels: unknown[]; probabilities: Float64Array }> {
  const session = await InferenceSession.create(toOnnx(model) as Uint8Array)
  const { rowCount } = table
  const shape = table.specs.length === 1 ? [rowCount, 1] : [rowCount]
  const feeds = table.specs.map(({ name, kind, categories = [] }, f) => {
    const values = table.values[f] as Float64Array
    const texts = Array.from(
      values,
      (code) => categories[Math.floor(code)] ?? (Number.isNaN(code) ? '' : 'unknown'),
    )
    const tensor =
      kind === 'category' ? new Tensor('string', texts, shape) : new Tensor('float64', values, shape)
    return [name, tensor] as const
  })
  const outputs = await session.run(Object.fromEntries(feeds))
  await session.release()
  const { label, probabilities } = getOnnxSignature(model)
  const shares = probabilities.map((name) => outputs[name]?.data as Float64Array)
  const flat = Float64Array.from({ length: rowCount * shares.length }, (_, i) => {
    return (shares[i % shares.length] as Float64Array)[Math.floor(i / shares.length)] as number
  })
  return { labels: outputs[label]?.data as unknown as unknown[], probabilities: flat }
}

const learners: readonly [string, Learner][] = [
  ['random forest', randomForest({ trees: 60, maxDepth: 9, minLeaf: 1 })],
  ['random forest of leaves', randomForest({ trees: 3, minLeaf: 1000 })],
  ['logistic regression', logisticRegression()],
  ['multilayer perceptron', multilayerPerceptron({ hiddenLayers: [32, 16] })],
]

test.each(learners)('ONNX Runtime answers as the %s does', async (_name, learner) => {
  const table = manyDigits(800)
  const { model } = await learner.fit(table, { seed: 3, threads: 1 })
  const { labels, probabilities } = await run(model, table)
  const own = model.predict(table)
  expect(probabilities.length).toBe(own.length)
  let worst = 0
  own.forEach((share, i) => (worst = Math.max(worst, Math.abs(share - (probabilities[i] as number)))))
  expect(worst).toBeLessThan(1e-12)
  for (let row = 0; row < table.rowCount; row++) {
    const shares = [...own.subarray(3 * row, 3 * row + 3)]
    const sorted = shares.toSorted((a, b) => a - b)
    if ((sorted[2] as number) - (sorted[1] as number) < 1e-12) continue
    expect(labels[row]).toBe(table.classes[shares.indexOf(sorted[2] as number)])
  }
})

test.each(learners)('ONNX Runtime encodes many categories as the %s does', async (_name, learner) => {
  const table = createWideTable(2000)
  const { model } = await learner.fit(table, { seed: 3, threads: 1 })
  const odd = (table.values[0] as Float64Array).map(
    (code, row) => [code, Number.NaN, 299, 300, -1, 2.5][row % 6] as number,
  )
  const given = { ...table, values: [odd, table.values[1] as Float64Array] }
  const { probabilities } = await run(model, given)
  model
    .predict(given)
    .forEach((share, i) => expect(Math.abs(share - (probabilities[i] as number))).toBeLessThan(1e-12))
})

test.each(learners)(
  'ONNX Runtime takes unknown codes and infinite numbers as the %s does',
  async (_name, learner) => {
    const table = manyDigits(800)
    const { model } = await learner.fit(table, { seed: 3, threads: 1 })
    const values = table.values.map((column, f) => {
      const { kind, categories = [] } = table.specs[f] as (typeof table.specs)[number]
      const odd =
        kind === 'number'
          ? [Infinity, -Infinity, Number.NaN]
          : [categories.length, -1, 1.5, 1e9, Infinity, -Infinity, Number.NaN]
      return column.map((value, row) => (row % 3 === 0 ? (odd[(row / 3 + f) % odd.length] as number) : value))
    })
    const { probabilities } = await run(model, { ...table, values })
    model.predict({ ...table, values }).forEach((share, i) => {
      expect(Math.abs(share - (probabilities[i] as number)), `row ${Math.floor(i / 3)}`).toBeLessThan(1e-12)
    })
  },
)

test('a value on a threshold, and the numbers next to it, go the same way', async () => {
  const values = Float64Array.from(
    { length: 400 },
    (_, i) => (i % 2 === 0 ? 0.1 : 0.1 + 2e-17) * (i % 7 === 0 ? -1 : 1),
  )
  const table = {
    specs: [{ name: 'x', kind: 'number' as const, columns: ['x'] }],
    rowCount: 400,
    values: [values],
    target: Uint8Array.from(values, (value) => (value > 0.1 || value < -0.1 ? 1 : 0)),
    classes: ['a', 'b'],
  }
  const { model } = await randomForest({ trees: 20, minLeaf: 1 }).fit(table, { seed: 3, threads: 1 })
  const { probabilities } = await run(model, table)
  model
    .predict(table)
    .forEach((share, i) => expect(Math.abs(share - (probabilities[i] as number))).toBeLessThan(1e-12))
})

test('a network of one score answers alike: two classes, missing values where training had none, numbers far outside', async () => {
  const table = manyDigits(300)
  const target = table.target.map((label) => Math.min(label, 1))
  const learner = multilayerPerceptron({ hiddenLayers: [8], epochs: 5 })
  const { model } = await learner.fit({ ...table, target, classes: ['no', 'yes'] }, { seed: 3, threads: 1 })
  const odd = table.values.map((column, f) => {
    const far = table.specs[f]?.kind === 'number' ? 1e30 : Number.NaN
    return column.map((value, row) => [Number.NaN, value, far, -far][row % 4] as number)
  })
  const { probabilities } = await run(model, { ...table, values: odd })
  model.predict({ ...table, values: odd }).forEach((share, i) => {
    expect(Math.abs(share - (probabilities[i] as number))).toBeLessThan(1e-12)
  })
})
