import { maxEntityIdLength, type ProjectRoute } from 'lapidary'
import { sixDecimals } from '../confidence.ts'
import { notReached, reached } from '../outcome.ts'
import { described, members, predictionMembers, studentId, timestamp } from './schemas.ts'

export const logs: ProjectRoute = {
  method: 'GET',
  path: '/monitor/logs',
  scope: 'predict',
  summary: 'Predictions that were made, newest first',
  description: 'Callers with only the scope `predict` see only their own. The next page is in the header `Link`.',
  query: {
    type: 'object',
    additionalProperties: false,
    properties: {
      user: described('string', 'Only of this user.', 'ana', { maxLength: 200 }),
      student_id: described('string', 'Only about this student.', 'RA-1', { minLength: 1, maxLength: maxEntityIdLength }),
      prediction: described('integer', 'Only these predictions.', 1, { enum: [0, 1] }),
      from: { ...timestamp, description: 'From this time on; a bare date is the whole day, UTC.' },
      to: { ...timestamp, description: 'Up to and with this time; a bare date is the whole day, UTC.' },
      limit: described('integer', 'Most items.', 100, { minimum: 1, maximum: 1000, default: 100 }),
      cursor: described('string', 'Of the header `Link`.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44', {
        minLength: 1,
        maxLength: 500,
      }),
    },
  },
  response: () => ({
    type: 'array',
    items: members({
      prediction_id: predictionMembers.prediction_id,
      timestamp,
      user: described('string', 'Who asked.', 'ana'),
      student_id: studentId,
      features: { type: 'object', description: 'What was predicted from.', additionalProperties: true, examples: [{}] },
      probability: predictionMembers.probability,
      prediction: predictionMembers.prediction,
    }),
  }),
  handler: async ({ query, linkNext }, services) => {
    const { student_id, prediction, ...rest } = query as { student_id?: string; prediction?: 0 | 1; limit: number }
    const { items, nextCursor } = await services.predictions({
      ...rest,
      ...(student_id !== undefined && { entity: student_id }),
      ...(prediction !== undefined && { prediction: prediction === 1 ? reached : notReached }),
    })
    if (nextCursor !== null) linkNext(nextCursor)
    return items.map(({ predictionId, timestamp: at, user, entity, inputs, probabilities, prediction: answer }) => ({
      prediction_id: predictionId,
      timestamp: at,
      user,
      student_id: entity,
      features: inputs,
      probability: sixDecimals(probabilities[reached] as number),
      prediction: answer === reached ? 1 : 0,
    }))
  },
}

export const onlineFeatures: ProjectRoute = {
  method: 'GET',
  path: '/monitor/features',
  scope: 'read',
  summary: 'Keys in the online store; none when it cannot be reached',
  response: () => ({ type: 'array', items: described('string', 'A key.', 'RA-1') }),
  handler: async (_request, services) => await services.onlineKeys(1000),
}
