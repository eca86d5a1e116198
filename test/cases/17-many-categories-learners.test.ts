import { expect, test } from 'vitest'
import { randomForest } from '../../src/learner/random-forest/random-forest.ts'
import type { Learner, TrainingTable } from '../../src/learner/learner.ts'
import { logisticRegression } from '../../src/learner/logistic-regression/logistic-regression.ts'
import { multilayerPerceptron } from '../../src/learner/multilayer-perceptron/multilayer-perceptron.ts'
import { takeTrainingRows } from '../../src/learner/take-training-rows.ts'
import type { FeatureSpec } from '../../src/model/features.ts'
import { accuracy } from '../contract/learner.ts'
import { manyCategories } from './case-tables.ts'

function readTable(): TrainingTable {
  const [, ...lines] = manyCategories().trim().split(/\r?\n/)
  const cells = lines.map((line) => line.split(','))
  const specs: FeatureSpec[] = []
  const values = ['cep', 'produto'].map((name, column) => {
    const categories = [...new Set(cells.map((row) => row[column] as string))].sort()
    const codes = new Map(categories.map((category, code) => [category, code]))
    specs.push({ name, kind: 'category', categories, columns: [name] })
    return Float64Array.from(cells, (row) => codes.get(row[column] as string) as number)
  })
  specs.push({ name: 'qtd', kind: 'number', columns: ['qtd'] })
  values.push(Float64Array.from(cells, (row) => Number(row[2])))
  const target = Uint8Array.from(cells, (row) => (row[3] === 'b' ? 1 : 0))
  return { specs, rowCount: lines.length, values, target, classes: ['a', 'b'] }
}

// The shares of the products allow an accuracy of 0.84; the postal codes are noise, 11,000 of them.
const learners: readonly Learner[] = [
  randomForest({ trees: 100 }),
  logisticRegression(),
  multilayerPerceptron({ hiddenLayers: [16], epochs: 15 }),
]
test.each(learners)('300 products and 11,000 postal codes: $kind', async (learner) => {
  const table = readTable()
  const rows = (isHeld: boolean): Int32Array =>
    Int32Array.from(table.target.keys()).filter((row) => (row % 5 === 0) === isHeld)
  const { model } = await learner.fit(takeTrainingRows(table, rows(false)), { seed: 42, threads: 1 })
  expect(accuracy(model, takeTrainingRows(table, rows(true)))).toBeGreaterThan(0.825)
})
