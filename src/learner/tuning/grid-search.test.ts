import { expect, test } from 'vitest'
import { madeUpTable } from '../../../test/contract/learner.ts'
import { encodeModel } from '../../model/encode.ts'
import { randomForest } from '../random-forest/random-forest.ts'
import { groupFolds } from '../group-folds.ts'
import type { FitContext, TrialCache, Tuning } from '../learner.ts'
import { logisticRegression } from '../logistic-regression/logistic-regression.ts'
import { multilayerPerceptron } from '../multilayer-perceptron/multilayer-perceptron.ts'
import { gridSearch } from './grid-search.ts'
import { halvingRungs } from './halving.ts'

const table = madeUpTable(240)
const grid = {
  hiddenLayers: [[1], [8], [12, 6]],
  dropout: [0, 0.2],
  learningRate: [0.00001, 0.001, 0.01],
}

/** The tuning and the model's bytes. */
async function search(
  context: Partial<FitContext> = {},
  full = false,
): Promise<{ tuning: Tuning; bytes: string }> {
  const learner = gridSearch((options) => multilayerPerceptron({ epochs: 20, ...options }), grid, { full })
  const { model, tuning } = await learner.fit(table, { seed: 5, threads: 1, ...context })
  return { tuning: tuning as Tuning, bytes: Buffer.from(encodeModel(model.save()).bin).toString('base64') }
}

/** Trials kept in memory. */
function cache(): TrialCache & { readonly kept: Map<string, unknown>; reads: number } {
  const kept = new Map<string, unknown>()
  return {
    kept,
    reads: 0,
    get(key) {
      if (kept.has(key)) this.reads++
      return kept.get(key)
    },
    set: (key, result) => void kept.set(key, result),
  }
}

test('all combinations get a little, the best quarter of them all of it', async () => {
  const { tuning } = await search()
  expect(tuning).toMatchObject({
    learner: 'multilayer-perceptron',
    search: 'halving',
    folds: 3,
    budget_param: 'epochs',
  })
  expect(tuning.trials.map(({ budget }) => budget)).toEqual([
    ...new Array(5).fill(20),
    ...new Array(13).fill(5),
  ])
  const scores = tuning.trials.slice(0, 5).map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => a - b))
  expect(tuning.chosen).toEqual(tuning.trials[0]?.params)
  expect(new Set(tuning.trials.map(({ params }) => JSON.stringify(params))).size).toBe(18)
  // One unit, or a rate that moves nothing, is not chosen.
  expect(tuning.chosen['hiddenLayers']).not.toEqual([1])
  expect(tuning.chosen['learningRate']).not.toBe(0.00001)
})

test('threads choose what one chooses, and the model has the same bytes', async () => {
  expect(await search({ threads: 2 })).toEqual(await search())
})

test('in full, every combination has the whole budget', async () => {
  const { tuning } = await search({ threads: 2 }, true)
  expect(tuning.search).toBe('full')
  expect(new Set(tuning.trials.map(({ budget }) => budget))).toEqual(new Set([20]))
  expect(tuning.trials.length).toBe(18)
  const learner = gridSearch(multilayerPerceptron, grid)
  expect([learner.params['search'], learner.inFull?.().params['search']]).toEqual(['halving', 'full'])
})

test.each([1, 2])(
  'with %i threads, stopping keeps finished trials, and the next search goes on from there',
  async (threads) => {
    const trials = cache()
    const controller = new AbortController()
    let stopped = 0
    const progress = (): void => {
      if (trials.kept.size >= 7 && !controller.signal.aborted) {
        stopped = trials.kept.size
        controller.abort(new Error('asked to stop'))
      }
    }
    await expect(search({ threads, trials, progress, signal: controller.signal })).rejects.toThrow(
      'asked to stop',
    )
    expect(stopped).toBeGreaterThanOrEqual(7)
    const kept = trials.kept.size
    expect(kept).toBeLessThan(23)
    const again = await search({ threads, trials })
    expect(trials.reads).toBe(kept)
    expect(trials.kept.size).toBe(18 + 5)
    expect(again).toEqual(await search())
    const elsewhere = cache()
    for (const [key, result] of trials.kept) elsewhere.set(key, result)
    await search({ trials: elsewhere, seed: 6 })
    expect(elsewhere.reads, 'another seed asks anew').toBe(0)
  },
)

test('other learners are tuned too, with a budget of their own or none', async () => {
  const context = { seed: 1, threads: 1 }
  const regression = await gridSearch(logisticRegression, { l2: [1, 1e6] }).fit(table, context)
  expect(regression.model.kind).toBe('logistic-regression')
  const forest = gridSearch(
    (options) => randomForest({ trees: 16, ...options }),
    { minLeaf: [1, 5, 10, 100] },
    { budget: 'trees' },
  )
  const tunings = [regression.tuning, (await forest.fit(table, context)).tuning]
  expect(tunings.map((tuning) => [tuning?.budget_param, tuning?.chosen])).toEqual([
    [null, { l2: 1 }],
    ['trees', { minLeaf: expect.toSatisfy((leaf) => leaf < 100) }],
  ])
  expect(tunings[0]?.trials.map(({ budget }) => budget)).toEqual([null, null])
  expect(tunings[1]?.trials.map(({ budget }) => budget)).toEqual([16, 4, 4, 4])
})

test('what was chosen can be fitted again without a search', async () => {
  const context = { seed: 1, threads: 1 }
  const network = gridSearch(multilayerPerceptron, { hiddenLayers: [[4]], epochs: [3] })
  const { tuning } = await network.fit(table, context)
  expect(network.withParams?.((tuning as Tuning).chosen).params).toEqual(
    multilayerPerceptron({ hiddenLayers: [4], epochs: 3 }).params,
  )
  const regression = gridSearch(logisticRegression, { l2: [7] })
  const fitted = await regression.fit(table, context)
  expect(regression.withParams?.((fitted.tuning as Tuning).chosen).params).toEqual(
    logisticRegression({ l2: 7 }).params,
  )
})

test('the params of a run say what was searched', () => {
  const { kind, params } = gridSearch(multilayerPerceptron, grid, { folds: 4 })
  expect(kind).toBe('grid-search')
  expect(params).toMatchObject({
    family: 'multilayer-perceptron',
    hiddenLayers: '1 | 8 | 12,6',
    dropout: '0 | 0.2',
    batchSize: 32,
    combinations: 18,
    folds: 4,
  })
})

test('progress goes up to 1', async () => {
  const seen: number[] = []
  await search({ progress: (share) => void seen.push(share) })
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBe(1)
})

test.each([
  [
    240,
    100,
    [
      [240, 6],
      [60, 25],
      [15, 100],
    ],
  ],
  [
    320,
    100,
    [
      [320, 6],
      [80, 25],
      [20, 100],
    ],
  ],
  [3, 100, [[3, 100]]],
  [500, 3, [[500, 3]]],
  [9, null, [[9, null]]],
])('%i combinations of %s: %j', (combinations, whole, rungs) => {
  expect(halvingRungs(combinations, whole).map(({ count, budget }) => [count, budget])).toEqual(rungs)
})

test('folds keep entities whole and have some of each class', () => {
  const groups = Int32Array.from({ length: 240 }, (_, row) => row % 40)
  const target = Uint8Array.from(groups, (group) => (group % 5 === 0 ? 1 : 0))
  const folds = groupFolds({ ...table, target, groups }, 4, 1, 'test')
  groups.forEach((group, row) => expect(folds[row]).toBe(folds[group]))
  for (let fold = 0; fold < 4; fold++) {
    const rows = [...folds.keys()].filter((row) => folds[row] === fold)
    expect(rows.length).toBe(60)
    expect(rows.filter((row) => target[row] === 1).length).toBe(12)
  }
})

test('an impossible grid is refused with what it must be', () => {
  const search = (grid: object, options = {}): (() => unknown) => {
    return () => gridSearch(multilayerPerceptron, grid, options)
  }
  expect(search({ dropout: [0.1, 2] })).toThrow('dropout of the learner multilayer-perceptron is 2')
  expect(search({ dropout: [] })).toThrow('The grid has no values of dropout.')
  expect(search({ depth: [1] })).toThrow('The grid has values of "depth"')
  expect(search({ dropout: new Array(101).fill(0.1), patience: new Array(100).fill(3) })).toThrow(
    '10100 combinations, but at most 10000',
  )
  expect(search({}, { folds: 1 })).toThrow('folds of the learner grid-search is 1')
  expect(search({}, { budget: 'kind' })).toThrow('The budget of the grid is "kind"')
  expect(search({ epochs: [1, 2] }, { budget: 'epochs' })).toThrow('no values in the grid')
})
