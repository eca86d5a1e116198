import { defineRoute, maxEntityIdLength, schema } from 'lapidary'
import { sixDecimals } from '../confidence.ts'
import { notReached, reached } from '../outcome.ts'
import { prediction, predictionId, probability, studentId, timestamp } from './schemas.ts'

const loggedPrediction = schema.object('One prediction.', {
  prediction_id: predictionId,
  timestamp,
  user: schema.text('Who asked.', 'ana'),
  student_id: studentId,
  features: schema.record('What was predicted from.', schema.anything('A value.', 7.2), {}),
  probability,
  prediction,
})

export const logs = defineRoute({
  method: 'GET',
  path: '/monitor/logs',
  scope: 'predict',
  summary: 'Predictions that were made, newest first',
  description:
    'Callers with only the scope `predict` see only their own. The next page is in the header `Link`.',
  query: schema.query(
    {
      user: schema.text('Only of this user.', 'ana', { maxLength: 200 }),
      student_id: schema.text('Only about this student.', 'RA-1', {
        minLength: 1,
        maxLength: maxEntityIdLength,
      }),
      prediction: schema.integer('Only these predictions.', 1, { enum: [0, 1] }),
      from: schema.time('From this time on; a bare date is the whole day, UTC.'),
      to: schema.time('Up to and with this time; a bare date is the whole day, UTC.'),
      limit: schema.integer('Most items.', 100, { minimum: 1, maximum: 1000, default: 100 }),
      cursor: schema.text('Of the header `Link`.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44', {
        minLength: 1,
        maxLength: 500,
      }),
    },
    ['limit'],
  ),
  response: () => schema.list('The predictions.', loggedPrediction),
  handler: async ({ query, linkNext }, services) => {
    const { student_id, prediction: wanted, ...rest } = query
    const { items, nextCursor } = await services.predictions({
      ...rest,
      ...(student_id !== undefined && { entity: student_id }),
      ...(wanted !== undefined && { prediction: wanted === 1 ? reached : notReached }),
    })
    if (nextCursor !== null) linkNext(nextCursor)
    return items.map((item) => ({
      prediction_id: item.predictionId,
      timestamp: item.timestamp,
      user: item.user,
      student_id: item.entity,
      features: item.inputs,
      probability: sixDecimals(item.probabilities[reached] as number),
      prediction: item.prediction === reached ? 1 : 0,
    }))
  },
})

export const onlineFeatures = defineRoute({
  method: 'GET',
  path: '/monitor/features',
  scope: 'read',
  summary: 'Keys in the online store; none when it cannot be reached',
  response: () => schema.list('The keys.', schema.text('A key.', 'RA-1')),
  handler: async (_request, services) => await services.onlineKeys(1000),
})
