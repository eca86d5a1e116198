import { expect, test } from 'vitest'
import { madeUpTable } from '../../test/contract/learner.ts'
import { randomForest } from '../learner/random-forest/random-forest.ts'
import { multilayerPerceptron } from '../learner/multilayer-perceptron/multilayer-perceptron.ts'
import type { Steps } from '../base/threads/steps.ts'
import { decodeInSteps, encodeModel } from './encode.ts'
import { loadInSteps } from './load.ts'

const table = madeUpTable(300)
const context = { seed: 1, threads: 1 }

function counted<T>(steps: Steps<T>): { readonly count: number; readonly result: T } {
  for (let count = 0; ; count++) {
    const { done, value } = steps.next()
    if (done === true) return { count, result: value }
  }
}

test('a forest is loaded tree by tree', async () => {
  const trees = 20
  const { model } = await randomForest({ trees, maxDepth: 5 }).fit(table, context)
  const { count } = counted(loadInSteps(model.save()))
  expect(count).toBeGreaterThanOrEqual(3 * trees) // checked, counted and laid out
})

test('a wide network is decoded and loaded in pieces, and is the same', async () => {
  const { model } = await multilayerPerceptron({ hiddenLayers: [1500, 1500], epochs: 1, batchSize: 300 }).fit(
    table,
    context,
  )
  const { json, bin } = encodeModel(model.save())
  const decoded = counted(decodeInSteps(json, bin))
  expect(decoded.count).toBeGreaterThanOrEqual(2 * (bin.length >> 22)) // 4 MB, hashed and copied
  const loaded = counted(loadInSteps(decoded.result))
  expect(loaded.count).toBeGreaterThan((1500 * 1500) >> 16)
  expect(loaded.result.predict(table)).toEqual(model.predict(table))
})
