import { type JsonSchema, type RouteRequest, type RouteServices, schema } from 'lapidary'
import { expect, it } from 'vitest'
import { predictScore } from './routes.ts'

const scored = {
  predictionId: 'p1',
  prediction: 'Good',
  probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
  model: 'CreditScoreModel',
  modelVersion: 3,
  timestamp: '2026-11-21T12:00:00.000Z',
}
const reasons = [
  {
    column: 'Age',
    label: 'Age',
    value: '30 years',
    contribution: 0.1,
    scale: 'probability' as const,
    text: 'Age: 30 years, which raises the chance of Good',
  },
]

/** Returns a request as a handler receives it. */
function requestOf(body: Record<string, unknown>): RouteRequest {
  return { body, query: {}, linkNext: () => undefined }
}

function services(predict: RouteServices['predict']): RouteServices {
  return { predict } as RouteServices
}

it('scores the body and answers by the names of the contract', async () => {
  const rows: unknown[] = []
  const predict: RouteServices['predict'] = async (asked) => {
    rows.push(...asked)
    return [scored]
  }
  expect(await predictScore.handler(requestOf({ Age: 30 }), services(predict))).toEqual({
    credit_score: 'Good',
    probabilities: { Poor: 0.1, Standard: 0.2, Good: 0.7 },
    model: 'CreditScoreModel',
    model_version: 3,
    prediction_id: 'p1',
    timestamp: '2026-11-21T12:00:00.000Z',
  })
  expect(rows).toEqual([{ Age: 30 }])
})

it('passes reasons on when there are any', async () => {
  const answer = await predictScore.handler(
    requestOf({}),
    services(async () => [{ ...scored, reasons }]),
  )
  expect(answer).toMatchObject({ reasons })
})

it('says which numbers came from the feature store, and how old they are', async () => {
  const stored = {
    Mean_Monthly_Balance: {
      view: 'customer_history',
      since: '2022-09-01T00:00:00Z',
      ageSeconds: 60,
      value: 100,
    },
  }
  const answer = await predictScore.handler(
    requestOf({ customer_id: 'CUS_1' }),
    services(async () => [{ ...scored, stored }]),
  )
  const place = { view: 'customer_history', since: '2022-09-01T00:00:00Z', age_seconds: 60 }
  expect(answer).toMatchObject({ from_store: { Mean_Monthly_Balance: place } })
})

it('documents every member of its answer', () => {
  const any = schema.typed<never>({})
  const schemas = { request: any, features: any, entity: any, probabilities: any, reasons: any }
  const response = predictScore.response(schemas) as JsonSchema
  expect(Object.keys(response['properties'] as object)).toEqual([
    'credit_score',
    'probabilities',
    'model',
    'model_version',
    'prediction_id',
    'timestamp',
    'from_store',
    'reasons',
  ])
})
