import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { column } from '../../data/column.ts'
import { splitRows } from '../../data/split/split.ts'
import type { Learner, TrainingTable, Tuning } from '../../learner/learner.ts'
import { multilayerPerceptron } from '../../learner/multilayer-perceptron/multilayer-perceptron.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { FeatureTable } from '../../model/features.ts'
import type { Model } from '../../model/model.ts'
import { defineProject } from '../../project/define-project.ts'
import type { Project } from '../../project/project.ts'
import { crossValidateProject } from './cross-validate-project.ts'
import { repeatFolds } from './repeated-folds.ts'
import { prepareTable, getSplitOptions, train } from '../train.ts'

interface Fit {
  /**
   * `x` identifies a row. The rows that the model was fitted on, with copies, and the rows that it
   * then predicted.
   */
  readonly fitted: readonly number[]
  readonly groups: readonly number[]
  readonly predicted: number[]
}

/**
 * Creates a learner that resamples rows and records every row it is fitted on. Its model returns
 * 0.9 for those rows and 0.6 for others.
 */
function oversampling(fits: Fit[]): Learner {
  return {
    kind: 'remembers',
    params: { oversample: true },
    fit: async ({ values, target, groups = new Int32Array(), classes, specs }: TrainingTable) => {
      const rows = [...(values[0] as Float64Array)]
      const rare = rows.filter((_, row) => target[row] === 1)
      const fit: Fit = { fitted: [...rows, ...rare, ...rare], groups: [...groups], predicted: [] }
      fits.push(fit)
      const known = new Set(fit.fitted)
      const predict = (table: FeatureTable): Float64Array => {
        const asked = [...(table.values[0] as Float64Array)]
        fit.predicted.push(...asked)
        return Float64Array.from(asked.flatMap((x) => (known.has(x) ? [0.1, 0.9] : [0.4, 0.6])))
      }
      const model = {
        kind: 'remembers',
        features: specs,
        classes,
        predict,
        prepareShuffles: (table: FeatureTable) => ({
          predictions: predict(table),
          reads: () => false,
          predict: () => predict(table),
        }),
        save: () => ({ header: {}, arrays: {} }),
      }
      return { model: model as unknown as Model }
    },
  }
}

const random = seededRandom(4)
const rows = Array.from({ length: 300 }, (_, row) => ({
  id: `e${row >> 1}`,
  x: row,
  y: random.next() < 0.2 ? 'yes' : 'no',
}))

const project = defineProject({
  name: 'few',
  title: { en: 'Few', 'pt-BR': 'Poucos' },
  model: 'Few',
  columns: {
    id: column.identifier({}),
    x: column.number({}),
    y: column.category({ categories: ['no', 'yes'] }),
  },
  entity: 'id',
  target: 'y',
  learner: multilayerPerceptron(),
  data: { files: [] },
  policy: { positive: 'yes', threshold: 0.55 },
  evaluation: { folds: 5, repeats: 2 },
}) as unknown as Project

async function preparedFor(learner: Learner) {
  const folder = tempFolder()
  const file = join(folder, 'few.csv')
  writeFileSync(file, `id,x,y\n${rows.map(({ id, x, y }) => `${id},${x},${y}\n`).join('')}`)
  const request = { files: [file], synthetic: true, learner, split: 'entity' as const, seed: 3, threads: 1 }
  const effects = { progress: () => undefined, signal: new AbortController().signal }
  return { request, prepared: await prepareTable(project, request, folder, effects), effects }
}

async function trainOn(learner: Learner) {
  const { request, prepared, effects } = await preparedFor(learner)
  return await train(project, request, prepared, effects)
}

test('copies that a learner draws for itself are in nothing that is measured, on no side', async () => {
  const fits: Fit[] = []
  const { heldOut: single, evaluation, repeated, policy } = await trainOn(oversampling(fits))
  expect(fits).toHaveLength(1 + 5 * 2)
  const [first, ...folds] = fits as [Fit, ...Fit[]]
  for (const { fitted, predicted } of fits) {
    const seen = new Set(fitted.map((x) => x >> 1)) // the entity of a row
    expect(fitted.length).toBeGreaterThan(new Set(fitted).size)
    expect(predicted.filter((x) => seen.has(x >> 1))).toEqual([])
  }
  // Each row is measured once per repeat: a copy would be measured more often.
  const heldOut = rows.map(({ x }) => x).filter((x) => !first.fitted.includes(x))
  expect(single.rows).toBe(heldOut.length)
  expect(first.predicted.slice(0, heldOut.length)).toEqual(heldOut)
  const sorted = (fit: readonly Fit[]) => fit.flatMap(({ predicted }) => predicted).sort((a, b) => a - b)
  const allRows = rows.map(({ x }) => x)
  expect(sorted(folds.slice(0, 5))).toEqual(allRows)
  expect(sorted(folds.slice(5))).toEqual(allRows)
  // A learner that memorizes its own rows has seen none of those that are measured, so it returns
  // 0.6 for all.
  expect([repeated?.rows, evaluation.rows, evaluation.repeated]).toEqual([300, 300, { folds: 5, repeats: 2 }])
  expect(evaluation.metrics.accuracy.value).toBeCloseTo(share(allRows), 12)
  expect(evaluation.confusion.flat().reduce((sum, count) => sum + count)).toBe(300)
  expect(policy?.outOfFold?.flagged).toMatchObject({ value: 1, high: 1 })
  expect(policy?.heldOut.precision.value).toBeCloseTo(share(heldOut), 12)
})

/** Returns the share of rows with a positive label. */
function share(xs: readonly number[]): number {
  return xs.filter((x) => rows[x]?.y === 'yes').length / xs.length
}

test('the network of the project draws copies only among the rows that it is given', async () => {
  const learner = multilayerPerceptron({ hiddenLayers: [4], epochs: 2, oversample: true })
  const { repeated, policy } = await trainOn(learner)
  expect([repeated?.rows, repeated?.repeats]).toEqual([rows.length, 2])
  const sides = policy?.curve.sides ?? []
  expect(sides.map(({ side, repeats, points }) => [side, repeats, points.length])).toEqual([
    ['out-of-fold', 2, 101],
    ['held-out', 1, 101],
  ])
  for (const { rows: count, points } of sides) {
    for (const { true_positive: a, false_positive: b, false_negative: c, true_negative: d } of points) {
      expect(a + b + c + d).toBeCloseTo(count, 4)
    }
  }
})

test('repeats fit with the tuned learner, groups kept dense, and other folds each time', async () => {
  const fits: Fit[] = []
  const plain = oversampling([])
  const tuning: Tuning = {
    learner: plain.kind,
    search: 'full',
    metric: 'log_loss',
    folds: 3,
    budget_param: null,
    trials: [],
    chosen: {},
  }
  const fit: Learner['fit'] = async (table, context) => ({ ...(await plain.fit(table, context)), tuning })
  const searching: Learner = { ...plain, fit, withParams: () => oversampling(fits) }
  const { repeated } = await trainOn(searching)
  expect(fits).toHaveLength(10)
  for (const { groups } of fits) expect(Math.max(...groups)).toBe(new Set(groups).size - 1)
  expect(fits[0]?.predicted).not.toEqual(fits[5]?.predicted)
  expect(repeated?.folds).toBe(5)
})

test('cross-validation passes the groups of rows to the learner, as training does', async () => {
  const fits: Fit[] = []
  const { request, prepared, effects } = await preparedFor(oversampling(fits))
  const sides = splitRows(prepared.table, project, getSplitOptions(project, request))
  await crossValidateProject(project, request, prepared, { folds: 3, sides }, effects)
  expect(fits).toHaveLength(3)
  for (const { groups } of fits) {
    expect(new Set(groups).size).toBe(groups.length / 2) // two rows an entity
    expect(Math.max(...groups)).toBe(new Set(groups).size - 1)
  }
})

test('repeatFolds() leaves out an empty fold, and stops when it is aborted', async () => {
  const fits: Fit[] = []
  const stop = new AbortController()
  const table = {
    specs: [{ name: 'x', kind: 'number' as const, columns: ['x'] }],
    rowCount: 3,
    values: [Float64Array.of(0, 2, 4)],
    target: Uint8Array.of(0, 1, 0),
    classes: ['no', 'yes'],
    groups: Int32Array.of(0, 1, 2),
  }
  const input = { plan: { folds: 5, repeats: 1 }, learner: oversampling(fits), table, measured: table }
  const { repeats } = await repeatFolds({ ...input, context: { seed: 1, threads: 1, signal: stop.signal } })
  expect([fits.length, [...(repeats[0] ?? [])]]).toEqual([3, [0.4, 0.6, 0.4, 0.6, 0.4, 0.6]])
  stop.abort(new Error('enough'))
  await expect(
    repeatFolds({ ...input, context: { seed: 1, threads: 1, signal: stop.signal } }),
  ).rejects.toThrow('enough')
})
