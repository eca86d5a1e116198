import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { madeUpTable, rowOf } from '../../test/contract/learner.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { randomForest } from '../learner/random-forest/random-forest.ts'
import { logisticRegression } from '../learner/logistic-regression/logistic-regression.ts'
import { seededRandom } from '../base/math/random.ts'
import { decodeModel, encodeModel } from './encode.ts'
import { loadModel } from './load.ts'
import type { Model, NamedArray, SavedModel } from './model.ts'

const table = madeUpTable(300)
let forest: Model
let logistic: Model

beforeAll(async () => {
  const context = { seed: 1, threads: 1 }
  forest = (await randomForest({ trees: 5, maxDepth: 5, minLeaf: 5 }).fit(table, context)).model
  logistic = (await logisticRegression().fit(table, context)).model
})

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof LapidaryError) return error.code
    throw error
  }
  return 'none'
}

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const header = (json: Uint8Array): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(json)) as Record<string, unknown>

test('decodeModel() says what is wrong with damaged files', () => {
  const { json, bin } = encodeModel(forest.save())
  const fields = header(json)
  const list = fields['arrays'] as { name: string; type: string; length: number }[]
  const flipped = bin.slice()
  flipped[40] = (flipped[40] as number) ^ 1
  expect(() => decodeModel(json, flipped)).toThrow('The model files are damaged: the checksum of model.bin')
  expect(() => decodeModel(json, bin.subarray(1))).toThrow('checksum')
  expect(() => decodeModel(json.subarray(0, 100), bin)).toThrow('model.json is not JSON')
  expect(() => decodeModel(Uint8Array.of(0xff), bin)).toThrow('model.json is not JSON')
  expect(() => decodeModel(text([]), bin)).toThrow('not an object')
  expect(() => decodeModel(text({}), bin)).toThrow('names no kind and format')
  expect(() => decodeModel(text({ ...fields, arrays: 1 }), bin)).toThrow('no list of arrays')
  expect(() => decodeModel(text({ ...fields, arrays: [null] }), bin)).toThrow('describes an unknown array')
  expect(() => decodeModel(text({ ...fields, arrays: list.slice(1) }), bin)).toThrow(
    'longer than model.json says',
  )
  for (const wrong of [
    { type: 'Function' },
    { type: 'toString' },
    { length: -1 },
    { length: 1.5 },
    { name: 5 },
  ]) {
    expect(() => decodeModel(text({ ...fields, arrays: [{ ...list[0], ...wrong }] }), bin)).toThrow(
      'an unknown array',
    )
  }
  expect(() => decodeModel(text({ ...fields, arrays: [{ ...list[0], length: 1e9 }] }), bin)).toThrow(
    'ends inside',
  )
})

test('loadModel() tells a newer model from a damaged one', () => {
  const saved = forest.save()
  const withHeader = (changes: object): SavedModel => ({ ...saved, header: { ...saved.header, ...changes } })
  expect(() => loadModel(withHeader({ format: 4 }))).toThrow(
    'random-forest, format 4) requires a newer version of Lapidary',
  )
  expect(codeOf(() => loadModel(withHeader({ kind: 'boosting' })))).toBe('model-newer')
  for (const changes of [
    { features: null },
    { features: [{}] },
    { classes: [] },
    { classes: [1] },
    { classes: ['a'] },
    { features: [] },
  ]) {
    expect(
      codeOf(() => loadModel(withHeader(changes))),
      JSON.stringify(changes),
    ).toBe('model-corrupted')
  }
})

test('a missing or cut array is named', () => {
  for (const model of [forest, logistic]) {
    const saved = model.save()
    for (const [name, array] of Object.entries(saved.arrays)) {
      const { [name]: _left, ...rest } = saved.arrays
      expect(() => loadModel({ ...saved, arrays: rest })).toThrow(`${name} is missing`)
      const cut = array.slice(0, -1) as NamedArray
      expect(
        codeOf(() => loadModel({ ...saved, arrays: { ...saved.arrays, [name]: cut } })),
        name,
      ).toBe('model-corrupted')
    }
  }
})

test('no change of a word makes a model that hangs or reads outside: it is refused, or predicts', () => {
  const random = seededRandom(5)
  const outcomes = { refused: 0, predicts: 0 }
  for (const model of [forest, logistic]) {
    const saved = model.save()
    const names = Object.keys(saved.arrays)
    for (let round = 0; round < 400; round++) {
      const name = names[random.integer(names.length)] as string
      const array = (saved.arrays[name] as NamedArray).slice() as NamedArray
      const at = random.integer(array.length)
      const strange = [0, -1, 255, 256, 1e9, Number.NaN, random.int32(), (array[at] as number) + 1]
      array[at] = strange[random.integer(strange.length)] as number
      const code = codeOf(() => {
        const loaded = loadModel({ ...saved, arrays: { ...saved.arrays, [name]: array } })
        const out = new Float64Array(3)
        for (let row = 0; row < 20; row++) {
          loaded.predictRow(rowOf(table, row), out)
          expect(out.every((value) => value >= 0)).toBe(true)
          loaded.explain?.([{ features: rowOf(table, row), classIndex: 0 }])
        }
      })
      if (code === 'model-corrupted') outcomes.refused++
      else if (code === 'none') outcomes.predicts++
      else throw new Error(code)
    }
  }
  expect(outcomes.refused).toBeGreaterThan(200)
  expect(outcomes.predicts).toBeGreaterThan(100)
})

test('encodeModel() writes its checksum over the arrays in the order of the list', () => {
  const { json, bin } = encodeModel(logistic.save())
  expect(header(json)['sha256']).toBe(createHash('sha256').update(bin).digest('hex'))
  const list = header(json)['arrays'] as { name: string }[]
  expect(list.map(({ name }) => name)).toEqual(Object.keys(logistic.save().arrays))
})
