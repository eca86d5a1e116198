import { describe, expect, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { seededRandom } from '../../src/base/math/random.ts'
import { createLearner } from '../../src/learner/create-learner.ts'
import type { FitContext, Learner, TrainingTable } from '../../src/learner/learner.ts'
import type { LearnerFamily } from '../../src/learner/learner-family.ts'
import { decodeModel, encodeModel } from '../../src/model/encode.ts'
import { modelFamilies } from '../../src/model/families.ts'
import type { FeatureSpec, FeatureTable } from '../../src/model/features.ts'
import { loadModel } from '../../src/model/load.ts'
import type { ExplainedRow, Explanation, Model } from '../../src/model/model.ts'
import { prepareShuffles } from '../../src/model/shuffles/prepare-shuffles.ts'

const specs: readonly FeatureSpec[] = [
  { name: 'size', kind: 'number', columns: ['size'] },
  { name: 'age', kind: 'number', columns: ['age'] },
  {
    name: 'colour',
    kind: 'category',
    categories: ['red', 'green', 'blue', 'never seen'],
    columns: ['colour'],
  },
  { name: 'constant', kind: 'number', columns: ['constant'] },
  { name: 'empty', kind: 'number', columns: ['empty'] },
]

/**
 * Creates a table whose three classes follow from size, colour and whether age is missing, with one
 * wrong label in ten.
 */
export function madeUpTable(rowCount: number, seed = 1): TrainingTable {
  const random = seededRandom(seed)
  const values = specs.map(() => new Float64Array(rowCount))
  const target = new Uint8Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    const size = random.normal()
    const age = random.next() < 0.3 ? Number.NaN : random.integer(80)
    const colour = random.next() < 0.1 ? Number.NaN : random.integer(3)
    const known = [size, age, colour, 7, Number.NaN]
    known.forEach((value, feature) => ((values[feature] as Float64Array)[row] = value))
    const score = size + (colour === 1 ? 1 : 0) + (Number.isNaN(age) ? -1 : 0)
    const label = score > 0.5 ? 2 : score > -0.5 ? 1 : 0
    target[row] = random.next() < 0.1 ? random.integer(3) : label
  }
  return { specs, rowCount, values, target, classes: ['poor', 'fair', 'good'] }
}

/**
 * Creates a table whose three classes follow from which of 300 products a row has, and from its
 * size. One row in twenty has no product.
 */
export function createWideTable(rowCount: number, seed = 1): TrainingTable {
  const random = seededRandom(seed)
  const categories = Array.from({ length: 300 }, (_, code) => `P${code}`)
  // The last hundred of the categories have no rows.
  const products = Float64Array.from({ length: rowCount }, () =>
    random.next() < 0.05 ? Number.NaN : random.integer(200),
  )
  const sizes = Float64Array.from(products, () => random.normal())
  return {
    specs: [
      { name: 'product', kind: 'category', categories, columns: ['product'] },
      { name: 'size', kind: 'number', columns: ['size'] },
    ],
    rowCount,
    values: [products, sizes],
    target: Uint8Array.from(products, (product, row) => {
      if (random.next() < 0.1) return random.integer(3)
      return (sizes[row] as number) > 1 ? 2 : Number.isNaN(product) ? 1 : (product * 7) % 3
    }),
    classes: ['poor', 'fair', 'good'],
  }
}

const context: FitContext = { seed: 42, threads: 1 }

/** Params that make a fit to some hundred rows fast. Each family takes those that it has. */
const quickParams = { trees: 150, minLeaf: 3, hiddenLayers: [32, 16] } as const

/** Minimum share of new rows that a model must predict correctly. */
const minAccuracy = 0.78

/** Tests a family of learners and its models. */
export function learnerSuite(family: LearnerFamily): void {
  const { kind: name, params } = family
  const own = Object.entries(quickParams).filter(([param]) => Object.hasOwn(params, param))
  const make = (options: object = {}): Learner =>
    createLearner(family, { ...Object.fromEntries(own), ...options })

  /**
   * Returns the output that the attributions of a class add up to, given the probabilities of a
   * row.
   */
  const outputOf = ({ contributionScale }: Model, probabilities: Float64Array, k: number): number => {
    if (contributionScale === 'probability') return probabilities[k] as number
    const logs = probabilities.map(Math.log)
    if (logs.length === 2) return (logs[k] as number) - (logs[1 - k] as number)
    return (logs[k] as number) - logs.reduce((a, b) => a + b) / logs.length
  }

  describe(`params: ${name}`, () => {
    test('has a family of models of the same kind', () => {
      expect(modelFamilies.map(({ kind }) => kind)).toContain(name)
    })

    test('takes every param, or its default', () => {
      const learner = make()
      expect(learner.kind).toBe(name)
      expect(Object.keys(learner.params)).toEqual(Object.keys(params))
      expect(createLearner(family, learner.params).params).toEqual(learner.params)
    })

    test.each(Object.entries(params))(
      '%s: accepts its default and its text; rejects other values in both languages',
      (param, spec) => {
        expect(spec.accepts(spec.default)).toBe(true)
        expect(spec.parse(String(spec.default))).toEqual(spec.default)
        expect(spec.help.en).not.toBe(spec.help['pt-BR'])
        const wrong = { not: 'a value' }
        expect(spec.accepts(wrong)).toBe(false)
        expect(spec.accepts(spec.parse('?'))).toBe(false)
        const error = errorOf(() => createLearner(family, { [param]: wrong as never }))
        expect(error.code).toBe('bad-learner-option')
        expect(error.messageIn('en')).toContain(spec.requirement().messageIn('en'))
        expect(error.messageIn('pt-BR')).toContain(spec.requirement().messageIn('pt-BR'))
      },
    )

    test('rejects an option that it does not have', () => {
      expect(errorOf(() => createLearner(family, { noSuchOption: 1 })).code).toBe('unknown-learner-option')
    })
  })

  describe(`learner: ${name}`, () => {
    test('learns from numbers, categories and missing values', async () => {
      const { model } = await make().fit(madeUpTable(1500), context)
      expect(model.kind).toBe(name)
      const fresh = madeUpTable(1500, 2)
      expect(accuracy(model, fresh)).toBeGreaterThan(minAccuracy)
    })

    test('gives the same bytes for the same seed, whatever the number of threads', async () => {
      const table = madeUpTable(1500)
      const bytes = async (seed: number, threads: number): Promise<string> =>
        Buffer.from(encodeModel((await make().fit(table, { seed, threads })).model.save()).bin).toString(
          'base64',
        )
      const one = await bytes(42, 1)
      expect(await bytes(42, 2)).toBe(one)
      expect(await bytes(42, 3)).toBe(one)
    })

    test('predicts a row and a table alike: shares from 0 to 1 that sum to 1', async () => {
      const table = madeUpTable(700)
      const { model } = await make().fit(table, context)
      const all = model.predict(table)
      const out = new Float64Array(3)
      for (let row = 0; row < table.rowCount; row++) {
        model.predictRow(rowOf(table, row), out)
        expect([...out]).toEqual([...all.subarray(3 * row, 3 * row + 3)])
        expect(Math.abs(out.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-6)
        expect(Math.min(...out)).toBeGreaterThanOrEqual(0)
      }
    })

    test('takes any row: all missing, unknown categories, infinite and huge numbers', async () => {
      const { model } = await make().fit(madeUpTable(500), context)
      const out = new Float64Array(3)
      const rows = [
        [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
        [0, 0, 3, 7, 0],
        [0, 0, 99, 7, 0],
        [0, 0, -1, 7, 0],
        [Infinity, -Infinity, 0, Infinity, Infinity],
        [1e300, -1e300, 0, 1e300, 1e300],
      ]
      for (const row of rows) {
        model.predictRow(Float64Array.from(row), out)
        expect(Math.abs(out.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-6)
      }
      const unknown = predictOne(model, [0, 40, 99, 7, Number.NaN])
      expect(unknown).toEqual(predictOne(model, [0, 40, Number.NaN, 7, Number.NaN]))
    })

    test('attributions add up to the output', async ({ skip }) => {
      const table = madeUpTable(600)
      const { model } = await make().fit(table, context)
      expect(model.contributionScale === undefined).toBe(model.explain === undefined)
      skip(model.explain === undefined, 'the family does not explain')
      const out = new Float64Array(3)
      for (let row = 0; row < 25; row++) {
        model.predictRow(rowOf(table, row), out)
        const explained = explain(
          model,
          [0, 1, 2].map((classIndex) => ({ features: rowOf(table, row), classIndex })),
        )
        for (const [k, { base, attributions }] of explained.entries()) {
          const sum = attributions.reduce((total, each) => total + each, base)
          expect(Math.abs(sum - outputOf(model, out, k))).toBeLessThan(1e-9)
        }
      }
      const ofFirst = explain(
        model,
        [0, 1, 2].map((classIndex) => ({ features: rowOf(table, 0), classIndex })),
      )
      for (const { attributions } of ofFirst) {
        expect([...attributions.subarray(3)], 'constant and empty features add nothing').toEqual(
          [0, 0].map((zero) => expect.closeTo(zero, 12)),
        )
      }
    })

    test('of two classes, attributions add up to the probability or to its log-odds', async ({ skip }) => {
      const { target, ...table } = madeUpTable(600)
      const { model } = await make().fit(
        { ...table, target: target.map((label) => Math.min(label, 1)), classes: ['no', 'yes'] },
        context,
      )
      skip(model.explain === undefined, 'the family does not explain')
      const out = new Float64Array(2)
      for (const classIndex of [0, 1]) {
        const features = Array.from({ length: 20 }, (_, row) =>
          Float64Array.from(table.values, (column) => column[row] as number),
        )
        const explained = explain(
          model,
          features.map((row) => ({ features: row, classIndex })),
        )
        for (const [row, { base, attributions }] of explained.entries()) {
          model.predictRow(features[row] as Float64Array, out)
          const sum = attributions.reduce((total, each) => total + each, base)
          expect(Math.abs(sum - outputOf(model, out, classIndex))).toBeLessThan(1e-9)
        }
      }
    })

    test('save, encode, decode and load give the same model', async () => {
      const table = madeUpTable(400)
      const { model } = await make().fit(table, context)
      const { json, bin } = encodeModel(model.save())
      const loaded = loadModel(decodeModel(json, bin))
      expect(loaded.kind).toBe(model.kind)
      expect(loaded.features).toEqual(model.features)
      expect(loaded.classes).toEqual(model.classes)
      expect(loaded.predict(table)).toEqual(model.predict(table))
      const explained = [{ features: rowOf(table, 0), classIndex: 0 }]
      expect(loaded.explain?.(explained)).toEqual(model.explain?.(explained))
      const again = encodeModel(loaded.save())
      expect(Buffer.compare(again.bin, bin)).toBe(0)
      expect(Buffer.compare(again.json, json)).toBe(0)
    })

    test('learns from many categories; the encoded model explains, saves and loads as others do', async () => {
      const table = createWideTable(6000)
      const fresh = createWideTable(2000, 2)
      const { model } = await make().fit(table, context)
      expect(accuracy(model, fresh)).toBeGreaterThan(0.8)
      expect(model.features).toEqual(table.specs)
      expect(predictOne(model, [299, 0]), 'a category without rows is none').not.toEqual(
        predictOne(model, [1, 0]),
      )
      expect(predictOne(model, [299, 0])).toEqual(predictOne(model, [250, 0]))
      expect(predictOne(model, [300, 0])).toEqual(predictOne(model, [Number.NaN, 0]))
      expect(predictOne(model, [-1, 0])).toEqual(predictOne(model, [Number.NaN, 0]))
      const { json, bin } = encodeModel(model.save())
      const loaded = loadModel(decodeModel(json, bin))
      expect(loaded.predict(fresh)).toEqual(model.predict(fresh))
      expect(Buffer.compare(encodeModel(loaded.save()).json, json)).toBe(0)
      expect(Buffer.compare(encodeModel(loaded.save()).bin, bin)).toBe(0)
      const { model: again } = await make().fit(table, { ...context, threads: 3 })
      expect(Buffer.compare(encodeModel(again.save()).bin, bin)).toBe(0)
      if (model.explain === undefined) return
      const out = new Float64Array(3)
      const explained = explain(
        model,
        [0, 1].map((row) => ({ features: rowOf(fresh, row), classIndex: 1 })),
      )
      for (const [row, { base, attributions }] of explained.entries()) {
        model.predictRow(rowOf(fresh, row), out)
        expect([...out]).toEqual([...model.predict(fresh).subarray(3 * row, 3 * row + 3)])
        expect(attributions.length).toBe(2)
        const sum = base + (attributions[0] as number) + (attributions[1] as number)
        expect(Math.abs(sum - outputOf(model, out, 1))).toBeLessThan(1e-9)
      }
    })

    test('prepareShuffles() predicts the same as predict() on the shuffled table, and lists the features that are read', async () => {
      for (const table of [madeUpTable(400), createWideTable(3000)]) {
        const { model } = await make().fit(table, context)
        const shuffles = prepareShuffles(model, table)
        const unshuffled = model.predict(table)
        shuffles.predictions.forEach((share, i) =>
          expect(Math.abs(share - (unshuffled[i] as number))).toBeLessThan(1e-12),
        )
        const random = seededRandom(6)
        const order = Int32Array.from(table.target.keys())
        for (const features of [...table.specs.map((_, feature) => [feature]), [0, 1]]) {
          random.shuffle(order)
          const shares = model.predict(shuffleTable(table, features, order))
          shuffles
            .predict(features, order)
            .forEach((share, i) => expect(Math.abs(share - (shares[i] as number))).toBeLessThan(1e-12))
          if (features.every((feature) => !shuffles.reads(feature))) expect(shares).toEqual(unshuffled)
        }
        expect(shuffles.reads(0) && shuffles.reads(1)).toBe(true)
      }
    })

    test('learns from one row, and from one class only', async () => {
      const { model: one } = await make().fit(madeUpTable(1), context)
      const table = madeUpTable(1)
      expect(accuracy(one, table)).toBe(1)
      const constant = { ...madeUpTable(200), target: new Uint8Array(200).fill(1) }
      const { model } = await make().fit(constant, context)
      expect(accuracy(model, constant)).toBe(1)
      expect(predictOne(model, [0, 0, 0, 7, 0])[1]).toBeGreaterThan(0.95)
    })

    test.runIf(Object.hasOwn(params, 'classWeight'))(
      'balanced class weights find more of a rare class',
      async () => {
        const table = madeUpTable(1500)
        const rare = Uint8Array.from(table.target, (label, row) =>
          label === 2 && row % 6 === 0 ? 2 : label === 0 ? 0 : 1,
        )
        const found = async (classWeight: 'none' | 'balanced'): Promise<number> => {
          const { model } = await make({ classWeight }).fit({ ...table, target: rare }, context)
          const shares = model.predict(table)
          let sum = 0
          for (let row = 0; row < table.rowCount; row++) sum += shares[3 * row + 2] as number
          return sum / table.rowCount
        }
        expect(await found('balanced')).toBeGreaterThan(1.5 * (await found('none')))
      },
    )

    test('reports progress up to 1', async () => {
      const seen: number[] = []
      await make().fit(madeUpTable(200), { ...context, progress: (share) => void seen.push(share) })
      expect(seen.length).toBeGreaterThan(1)
      expect(seen).toEqual(seen.toSorted((a, b) => a - b))
      expect(seen.at(-1)).toBe(1)
    })

    test('stops when aborted, before and during the work', async () => {
      const before = AbortSignal.abort(new Error('asked to stop'))
      await expect(make().fit(madeUpTable(200), { ...context, signal: before })).rejects.toThrow(
        'asked to stop',
      )
      for (const threads of [1, 3]) {
        const controller = new AbortController()
        let calls = 0
        const progress = (): void => {
          calls++
          controller.abort(new Error('asked to stop'))
        }
        const fit = make().fit(madeUpTable(3000), { seed: 1, threads, progress, signal: controller.signal })
        await expect(fit).rejects.toThrow('asked to stop')
        const callsThen = calls
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(calls, 'nothing goes on').toBe(callsThen)
      }
    })
  })
}

/** Returns the table with the values of row `order[row]` in some features of each row. */
export function shuffleTable(
  table: FeatureTable,
  features: readonly number[],
  order: Int32Array,
): FeatureTable {
  const values = table.values.map((column, f) => {
    return features.includes(f) ? Float64Array.from(order, (row) => column[row] as number) : column
  })
  return { ...table, values }
}

export function accuracy(model: Model, table: TrainingTable): number {
  const shares = model.predict(table)
  const classes = model.classes.length
  let right = 0
  for (let row = 0; row < table.rowCount; row++) {
    const own = shares.subarray(row * classes, (row + 1) * classes)
    if (own.indexOf(Math.max(...own)) === table.target[row]) right++
  }
  return right / table.rowCount
}

export function rowOf(table: TrainingTable, row: number): Float64Array {
  return Float64Array.from(table.values, (column) => column[row] as number)
}

function explain(model: Model, rows: readonly ExplainedRow[]): Explanation[] {
  if (model.explain === undefined) throw new TypeError(`A ${model.kind} does not explain`)
  return model.explain(rows)
}

function errorOf(work: () => unknown): LapidaryError {
  try {
    work()
  } catch (error) {
    if (error instanceof LapidaryError) return error
    throw error
  }
  throw new TypeError('nothing was rejected')
}

function predictOne(model: Model, row: readonly number[]): number[] {
  const out = new Float64Array(model.classes.length)
  model.predictRow(Float64Array.from(row), out)
  return [...out]
}
