import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { madeUpTable } from '../../../test/contract/learner.ts'
import type { LogisticRegressionModel } from '../../model/logistic-regression/logistic-regression-model.ts'
import { logisticRegression } from './logistic-regression.ts'

interface Reference {
  readonly l2: number
  readonly x: number[][]
  readonly y: number[]
  readonly coefficients: number[][]
  readonly intercepts: number[]
  readonly probabilities: number[][]
}

interface BinaryReference {
  readonly y: number[]
  readonly coefficients: number[]
  readonly intercept: number
  readonly probabilities: number[]
  /** shap's LinearExplainer, of the log-odds of the second class. */
  readonly base: number
  readonly attributions: number[][]
}

const { logistic, binary } = JSON.parse(
  readFileSync(new URL('../fixtures/reference.json', import.meta.url), 'utf8'),
) as {
  logistic: Reference
  binary: BinaryReference
}

test('finds the same weights as scikit-learn', async () => {
  const names = ['a', 'b', 'c']
  const table = {
    specs: names.map((name) => ({ name, kind: 'number' as const, columns: [name] })),
    rowCount: logistic.x.length,
    values: names.map((_, feature) => Float64Array.from(logistic.x, (row) => row[feature] as number)),
    target: Uint8Array.from(logistic.y),
    classes: ['0', '1', '2'],
  }
  const learner = logisticRegression({ l2: logistic.l2, tolerance: 1e-8 })
  const fitted = await learner.fit(table, { seed: 1, threads: 1 })
  const model = fitted.model as LogisticRegressionModel
  logistic.coefficients.forEach((own, k) => {
    own.forEach((value, feature) => expect(model.parts.weights[2 * feature * 3 + k]).toBeCloseTo(value, 6))
    expect(model.parts.intercepts[k]).toBeCloseTo(logistic.intercepts[k] as number, 6)
  })
  model.predict(table).forEach((share, at) => {
    expect(share).toBeCloseTo(logistic.probabilities[Math.floor(at / 3)]?.[at % 3] as number, 7)
  })
})

test('two classes: the weights of scikit-learn for the same l2 = 1 / C, and the reasons of shap', async () => {
  const names = ['a', 'b', 'c']
  const table = {
    specs: names.map((name) => ({ name, kind: 'number' as const, columns: [name] })),
    rowCount: logistic.x.length,
    values: names.map((_, feature) => Float64Array.from(logistic.x, (row) => row[feature] as number)),
    target: Uint8Array.from(binary.y),
    classes: ['0', '1'],
  }
  const learner = logisticRegression({ l2: logistic.l2, tolerance: 1e-8 })
  const fitted = await learner.fit(table, { seed: 1, threads: 1 })
  const model = fitted.model as LogisticRegressionModel
  const { weights, intercepts } = model.parts
  binary.coefficients.forEach((value, feature) => {
    expect((weights[4 * feature + 1] as number) - (weights[4 * feature] as number)).toBeCloseTo(value, 6)
  })
  expect((intercepts[1] as number) - (intercepts[0] as number)).toBeCloseTo(binary.intercept, 6)
  const shares = model.predict(table)
  const rows = logistic.x.map((row) => Float64Array.from(row))
  const towards = model.explain(rows.map((features) => ({ features, classIndex: 1 })))
  const away = model.explain(rows.map((features) => ({ features, classIndex: 0 })))
  binary.probabilities.forEach((share, row) => {
    expect(shares[2 * row + 1]).toBeCloseTo(share, 7)
    expect(towards[row]?.base).toBeCloseTo(binary.base, 5)
    expect(away[row]?.base).toBeCloseTo(-binary.base, 5)
    binary.attributions[row]?.forEach((value, feature) => {
      expect(towards[row]?.attributions[feature]).toBeCloseTo(value, 5)
      expect(away[row]?.attributions[feature]).toBeCloseTo(-value, 5)
    })
  })
})

test('a constant column is not read', async () => {
  const table = madeUpTable(400)
  const { model } = await logisticRegression().fit(table, { seed: 1, threads: 1 })
  expect(model.prepareShuffles?.(table).reads(3)).toBe(false)
})

test('an impossible option is refused with what it must be', () => {
  expect(() => logisticRegression({ l2: -1 })).toThrow(
    'The option l2 of the learner logistic-regression is -1. It must be a number from 0',
  )
  expect(() => logisticRegression({ l2: Number.NaN })).toThrow('l2')
  expect(() => logisticRegression({ tolerance: 0 })).toThrow(
    'The option tolerance of the learner logistic-regression is 0.',
  )
  expect(() => logisticRegression({ maxIterations: 0 })).toThrow(
    'maxIterations of the learner logistic-regression is 0',
  )
  expect(() => logisticRegression({ classWeight: 'heavy' as 'none' })).toThrow(
    'It must be one of none, balanced.',
  )
})
