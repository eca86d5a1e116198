import { defineRoute, schema } from 'lapidary'
import { threshold, timestamp } from './schemas.ts'

const response = schema.object('The threshold in force.', {
  threshold,
  updated_at: schema.nullable(timestamp),
})

export const getThreshold = defineRoute({
  method: 'GET',
  path: '/thresholds',
  scope: 'read',
  summary: 'The threshold in force',
  response: () => response,
  handler: async (_request, services) => {
    const { threshold: value, updatedAt } = services.threshold()
    return { threshold: value, updated_at: updatedAt }
  },
})

export const putThreshold = defineRoute({
  method: 'PUT',
  path: '/thresholds',
  scope: 'operate',
  summary: 'Change the threshold, effective at once',
  body: () => schema.object('A threshold.', { threshold }),
  response: () => response,
  handler: async ({ body }, services) => {
    const { threshold: value, updatedAt } = await services.setThreshold(body.threshold)
    return { threshold: value, updated_at: updatedAt }
  },
})
