import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { accuracy, madeUpTable } from '../../../test/contract/learner.ts'
import { loadModel } from '../../model/load.ts'
import type { MultilayerPerceptronModel } from '../../model/multilayer-perceptron/multilayer-perceptron-model.ts'
import type { TrainingTable } from '../learner.ts'
import { multilayerPerceptron } from './multilayer-perceptron.ts'

const context = { seed: 1, threads: 1 }
const small = { hiddenLayers: [8], epochs: 3 }

interface Reference {
  readonly scores: number[][]
  readonly level: number[]
  readonly target: number[]
  readonly runs: { readonly accuracy: number; readonly log_loss: number; readonly auc: number }[]
}

describe('beside PyTorch, on the same rows', () => {
  const file = new URL('fixtures/reference.json', import.meta.url)
  const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference

  function findRows(wanted: (row: number) => boolean): TrainingTable {
    const rows = [...reference.target.keys()].filter(wanted)
    const numbers = Array.from({ length: 6 }, (_, f) =>
      Float64Array.from(rows, (row) => reference.scores[row]?.[f] as number),
    )
    return {
      specs: [
        ...numbers.map((_, f) => ({ name: `score${f}`, kind: 'number' as const, columns: [`score${f}`] })),
        { name: 'level', kind: 'category', categories: ['a', 'b', 'c', 'd'], columns: ['level'] },
      ],
      rowCount: rows.length,
      values: [...numbers, Float64Array.from(rows, (row) => reference.level[row] as number)],
      target: Uint8Array.from(rows, (row) => reference.target[row] as number),
      classes: ['no', 'yes'],
    }
  }

  test('20 seeds of ours have the metrics of 20 seeds of its', async () => {
    const heldOut = findRows((row) => row % 4 === 0)
    const runs: Reference['runs'] = []
    for (let seed = 0; seed < 20; seed++) {
      const learner = multilayerPerceptron({ hiddenLayers: [64, 32] })
      const { model } = await learner.fit(
        findRows((row) => row % 4 !== 0),
        { seed, threads: 1 },
      )
      const chances = model.predict(heldOut).filter((_, i) => i % 2 === 1)
      runs.push({
        accuracy: accuracy(model, heldOut),
        log_loss: logLoss(chances, heldOut),
        auc: auc(chances, heldOut),
      })
    }
    for (const name of ['accuracy', 'log_loss', 'auc'] as const) {
      const [own, theirs] = [runs, reference.runs].map((list) => moments(list.map((run) => run[name])))
      if (own === undefined || theirs === undefined) throw new Error('no runs')
      // 3 standard errors of the difference of two means of 20.
      const band = 3 * Math.sqrt((own.variance + theirs.variance) / 20)
      expect(Math.abs(own.mean - theirs.mean), `${name} ${own.mean} beside ${theirs.mean}`).toBeLessThan(band)
      expect(Math.sqrt(own.variance)).toBeLessThan(2 * Math.sqrt(theirs.variance))
    }
  })
})

function logLoss(chances: Float64Array, { target }: TrainingTable): number {
  return (
    target.reduce(
      (sum, label, row) =>
        sum - Math.log(label === 1 ? (chances[row] as number) : 1 - (chances[row] as number)),
      0,
    ) / target.length
  )
}

function auc(chances: Float64Array, { target }: TrainingTable): number {
  const [yes, no] = [1, 0].map((wanted) => chances.filter((_, row) => target[row] === wanted)) as [
    Float64Array,
    Float64Array,
  ]
  return yes.reduce((sum, a) => sum + no.filter((b) => b < a).length, 0) / (yes.length * no.length)
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) }
}

test('the entities held out to stop by are whole: what only they would teach is not learned', async () => {
  // Each entity has rows of one colour and its own answer: only who has seen the entity knows it.
  const entities = 70
  const groups = Int32Array.from({ length: 10 * entities }, (_, row) => row % entities)
  const table: TrainingTable = {
    specs: [
      {
        name: 'who',
        kind: 'category',
        categories: Array.from({ length: entities }, (_, i) => `e${i}`),
        columns: ['who'],
      },
    ],
    rowCount: groups.length,
    values: [Float64Array.from(groups)],
    target: Uint8Array.from(groups, (group) => (group * 7) % 2),
    classes: ['no', 'yes'],
    groups,
  }
  const fit = async (rows: TrainingTable): Promise<number> => {
    const { model } = await multilayerPerceptron({
      hiddenLayers: [32],
      learningRate: 0.01,
      dropout: 0,
      epochs: 30,
    }).fit(rows, context)
    return accuracy(model, table)
  }
  const { groups: _, ...withoutGroups } = table
  expect(await fit(withoutGroups)).toBeGreaterThan(0.99)
  expect(await fit(table)).toBeLessThan(0.96)
})

test('oversampling finds more of a rare class', async () => {
  const table = madeUpTable(1500)
  const rare = Uint8Array.from(table.target, (label, row) =>
    label === 2 && row % 6 === 0 ? 2 : label === 0 ? 0 : 1,
  )
  const found = async (oversample: boolean): Promise<number> => {
    const { model } = await multilayerPerceptron({ hiddenLayers: [16], oversample }).fit(
      { ...table, target: rare },
      context,
    )
    return model.predict(table).reduce((sum, share, i) => (i % 3 === 2 ? sum + share : sum), 0)
  }
  expect(await found(true)).toBeGreaterThan(1.5 * (await found(false)))
})

test('two classes: shares, attributions of log-odds that add up, the width of its input', async () => {
  const table = { ...madeUpTable(400), classes: ['no', 'yes'] }
  const target = table.target.map((label) => Math.min(label, 1))
  const fitted = await multilayerPerceptron(small).fit({ ...table, target }, context)
  const model = fitted.model as MultilayerPerceptronModel
  // size 1, age 1 and its missing, colour 4 and its missing, constant 1, empty 1 and its missing
  expect(model.inputWidth).toBe(11)
  const out = new Float64Array(2)
  for (let row = 0; row < 50; row++) {
    const features = Float64Array.from(table.values, (column) => column[row] as number)
    model.predictRow(features, out)
    const odds = Math.log((out[1] as number) / (out[0] as number))
    const sums = model
      .explain([0, 1].map((classIndex) => ({ features, classIndex })))
      .map(({ base, attributions }) => attributions.reduce((total, each) => total + each, base))
    expect(Math.abs((sums[1] as number) - odds)).toBeLessThan(1e-9)
    expect(Math.abs((sums[0] as number) + odds)).toBeLessThan(1e-9)
  }
})

test('a constant column has weights, so it is read', async () => {
  const table = madeUpTable(400)
  const { model } = await multilayerPerceptron(small).fit(table, context)
  expect(model.prepareShuffles?.(table).reads(3)).toBe(true)
})

test('a file that does not fit together is refused', async () => {
  const { model } = await multilayerPerceptron(small).fit(madeUpTable(100), context)
  const { header, arrays } = model.save()
  const load = (changes: object, others: object = {}) => {
    return () => loadModel({ header: { ...header, ...others }, arrays: { ...arrays, ...changes } })
  }
  expect(load({})).not.toThrow()
  expect(load({ weights: new Float32Array(3) })).toThrow('does not fit the layers')
  expect(load({ weights: new Float64Array(3) })).toThrow('weights is missing')
  expect(load({ missing: new Uint8Array(5).fill(2) })).toThrow('neither 0 nor 1')
  expect(load({ means: new Float64Array(4) })).toThrow('does not fit the features')
  expect(load({ inputMeans: arrays['inputMeans']?.map(() => Number.NaN) })).toThrow('not finite')
  expect(load({}, { hidden_layers: [8, -1] })).toThrow('hidden layers')
  expect(load({}, { hidden_layers: [8, 1] })).toThrow('does not fit the layers')
})

test('an impossible option is refused with what it must be', () => {
  expect(() => multilayerPerceptron({ hiddenLayers: [] })).toThrow('1 to 8 whole numbers')
  expect(() => multilayerPerceptron({ hiddenLayers: [64, 0] })).toThrow(
    'The option hiddenLayers of the learner multilayer-perceptron is 64,0.',
  )
  expect(() => multilayerPerceptron({ dropout: 1 })).toThrow(
    'The option dropout of the learner multilayer-perceptron is 1. It must be a number from 0 to 0.9.',
  )
  expect(() => multilayerPerceptron({ learningRate: Number.NaN })).toThrow('learningRate')
  expect(() => multilayerPerceptron({ batchSize: 1 })).toThrow(
    'batchSize of the learner multilayer-perceptron is 1',
  )
  expect(() => multilayerPerceptron({ epochs: 0 })).toThrow(
    'epochs of the learner multilayer-perceptron is 0',
  )
  expect(() => multilayerPerceptron({ patience: 1.5 })).toThrow(
    'patience of the learner multilayer-perceptron is 1.5',
  )
  const misspelt = { hiddenLayer: [8] } as object
  expect(() => multilayerPerceptron(misspelt)).toThrow(
    'has no option "hiddenLayer". Its options are hiddenLayers,',
  )
  expect(() => multilayerPerceptron({ oversample: 1 as unknown as boolean })).toThrow('true or false')
  expect(() => multilayerPerceptron({ classWeight: 'heavy' as 'none' })).toThrow('none, balanced')
})
