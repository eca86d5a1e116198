import { expect, onTestFinished, test } from 'vitest'
import { LogisticRegressionModel } from '../../src/model/logistic-regression/logistic-regression-model.ts'
import { Explainer } from '../../src/serve/explainer.ts'
import type { ScoredRow } from '../../src/serve/scorer.ts'
import { createFakeScorer, testServer } from '../kit/test-server.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

/** Takes the thread thousands of turns. */
const maxWaitingRows = 500_000

test('a caller who disconnects stops the work for their reasons, and their rows no longer count as waiting', async () => {
  const explainer = new Explainer(maxWaitingRows)
  onTestFinished(() => explainer.close())
  const model = new LogisticRegressionModel({
    features: [{ name: 'x', kind: 'number', columns: ['x'] }],
    classes: ['no', 'yes'],
    means: Float64Array.of(0),
    scales: Float64Array.of(1),
    weights: Float64Array.of(-1, 1, 0, 0),
    intercepts: new Float64Array(2),
    slotMeans: new Float64Array(2),
  })
  const explained = Array.from({ length: maxWaitingRows }, () => ({
    features: Float64Array.of(1),
    classIndex: 1,
  }))
  const started = Promise.withResolvers<{ readonly caller: string; readonly work: Promise<unknown> }>()
  const server = await testServer({
    scorer: (log) => ({
      ...createFakeScorer(tinyProject, log, () => new Date()),
      async predict(_rows, { caller, signal }): Promise<readonly ScoredRow[]> {
        const work = explainer.explain(model, explained, { caller: caller.id, signal })
        started.resolve({ caller: caller.id, work })
        await work
        return []
      },
    }),
  })
  onTestFinished(() => server.close())
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' })
  const left = new AbortController()
  const headers = { 'x-api-key': await server.key('predict'), 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(tinyRow), signal: left.signal }
  const response = fetch(`${url}/v1/models/${tinyProject.model}/predict?reasons=true`, init)
  const { caller, work } = await started.promise
  const one = explained.slice(0, 1)
  await expect(explainer.explain(model, one, { caller })).rejects.toMatchObject({ code: 'overloaded' })
  left.abort()
  await expect(response).rejects.toThrow()
  await expect(work).rejects.toThrow('the caller left')
  expect(await explainer.explain(model, one, { caller })).toEqual(model.explain(one))
})
