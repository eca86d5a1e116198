import { expect, test } from 'vitest'
import { shuffleTable } from '../../../test/contract/learner.ts'
import { multilayerPerceptron } from '../../learner/multilayer-perceptron/multilayer-perceptron.ts'
import { seededRandom } from '../../base/math/random.ts'
import { prepareShuffles } from '../shuffles/prepare-shuffles.ts'

const [rowCount, columns] = [60, 300]

test('a wide network predicts a shuffled column within 1e-12, and leaves rows alone whose value does not change', async () => {
  const random = seededRandom(7)
  const specs = Array.from({ length: columns }, (_, i) => ({
    name: `x${i}`,
    kind: 'number' as const,
    columns: [`x${i}`],
  }))
  const values = specs.map(() => Float64Array.from({ length: rowCount }, () => random.normal()))
  const target = Uint8Array.from(values[0] as Float64Array, (x) => Number(x > 0))
  const table = { specs, rowCount, values, target, classes: ['no', 'yes'] }
  const { model } = await multilayerPerceptron({ hiddenLayers: [32, 16], epochs: 3 }).fit(table, {
    seed: 1,
    threads: 1,
  })
  const shuffles = prepareShuffles(model, table)
  const order = Int32Array.from(target.keys())
  expect(shuffles.predict([0, 1], order)).toEqual(shuffles.predictions)
  expect(shuffles.predictions).toEqual(model.predict(table))
  for (let feature = 0; feature < columns; feature += 10) {
    random.shuffle(order)
    const wanted = model.predict(shuffleTable(table, [feature], order))
    const found = shuffles.predict([feature], order)
    expect(Math.max(...found.map((share, i) => Math.abs(share - (wanted[i] as number))))).toBeLessThan(1e-12)
    expect(found).not.toEqual(shuffles.predictions)
  }
})
