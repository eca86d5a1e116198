import { afterEach, expect, test } from 'vitest'
import { LogisticRegressionModel } from '../model/logistic-regression/logistic-regression-model.ts'
import type { ExplainedRow } from '../model/model.ts'
import { Explainer } from './explainer.ts'

const maxWaitingRows = 40
let explainer: Explainer
afterEach(() => explainer.close())

/** Creates a model of one feature with the weights `weight` and `-weight`. */
function createLinearModel(weight: number): LogisticRegressionModel {
  return new LogisticRegressionModel({
    features: [{ name: 'x', kind: 'number', columns: ['x'] }],
    classes: ['no', 'yes'],
    means: Float64Array.of(0),
    scales: Float64Array.of(1),
    weights: Float64Array.of(-weight, weight, 0, 0),
    intercepts: new Float64Array(2),
    slotMeans: new Float64Array(2),
  })
}

function rows(count: number, from = 0): ExplainedRow[] {
  return Array.from({ length: count }, (_, i) => ({ features: Float64Array.of(from + i), classIndex: 1 }))
}

test("rows get the model's explanations, in order, each job by its own model", async () => {
  explainer = new Explainer(maxWaitingRows)
  const [old, next] = [createLinearModel(1), createLinearModel(3)]
  const jobs = [old, next, old, next].map((model, i) =>
    explainer.explain(model, rows(10, i), { caller: `caller ${i}` }),
  )
  const explained = await Promise.all(jobs)
  expect(explained).toEqual([old, next, old, next].map((model, i) => model.explain(rows(10, i))))
})

test('callers take turns: a single row does not wait for a batch of another caller', async () => {
  explainer = new Explainer(maxWaitingRows)
  const model = createLinearModel(1)
  const order: string[] = []
  const batch = explainer.explain(model, rows(40), { caller: 'batch' }).then(() => order.push('batch'))
  const single = explainer.explain(model, rows(1), { caller: 'single' }).then(() => order.push('single'))
  await Promise.all([batch, single])
  expect(order).toEqual(['single', 'batch'])
})

test('a caller may have so many rows waiting, whatever others have', async () => {
  explainer = new Explainer(maxWaitingRows)
  const model = createLinearModel(1)
  const full = explainer.explain(model, rows(maxWaitingRows), { caller: 'a' })
  const refused = expect(explainer.explain(model, rows(1), { caller: 'a' })).rejects
  await refused.toMatchObject({
    code: 'overloaded',
    values: { waiting: maxWaitingRows + 1, limit: maxWaitingRows },
  })
  expect(await explainer.explain(model, rows(1), { caller: 'b' })).toHaveLength(1)
  await full
  expect(await explainer.explain(model, rows(1), { caller: 'a' })).toHaveLength(1)
})

test('all callers together have a limit, too', async () => {
  explainer = new Explainer(maxWaitingRows)
  const model = createLinearModel(1)
  const callers = Array.from({ length: 10 }, (_, i) =>
    explainer.explain(model, rows(maxWaitingRows), { caller: `caller ${i}` }),
  )
  await expect(explainer.explain(model, rows(1), { caller: 'one more' })).rejects.toMatchObject({
    code: 'overloaded',
  })
  await Promise.all(callers)
})

test('rows of an aborted request are not explained, and no longer count', async () => {
  explainer = new Explainer(maxWaitingRows)
  const model = createLinearModel(1)
  const left = new AbortController()
  const first = explainer.explain(model, rows(maxWaitingRows), { caller: 'a', signal: left.signal })
  left.abort(new Error('left'))
  await expect(first).rejects.toThrow('left')
  await expect(explainer.explain(model, rows(1), { caller: 'a', signal: left.signal })).rejects.toThrow(
    'left',
  )
  expect(await explainer.explain(model, rows(maxWaitingRows), { caller: 'a' })).toHaveLength(maxWaitingRows)
})

test('a thread that fails fails what waited, and the next request has a new one', async () => {
  explainer = new Explainer(maxWaitingRows)
  const model = createLinearModel(1)
  const broken = createLinearModel(1)
  broken.parts.weights[0] = Number.NaN // refused when the thread loads it
  const failed = [
    explainer.explain(broken, rows(2), { caller: 'a' }),
    explainer.explain(broken, rows(2), { caller: 'b' }),
  ]
  for (const job of await Promise.allSettled(failed)) expect(job.status).toBe('rejected')
  expect(await explainer.explain(model, rows(3), { caller: 'a' })).toEqual(model.explain(rows(3)))
})

test('close() rejects what waits', async () => {
  explainer = new Explainer(maxWaitingRows)
  const waiting = explainer.explain(createLinearModel(1), rows(10), { caller: 'a' })
  const rejected = expect(waiting).rejects.toMatchObject({ code: 'closing' })
  await explainer.close()
  await rejected
})
