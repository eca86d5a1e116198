import type { ProjectRoute } from 'lapidary'
import { members, threshold, timestamp } from './schemas.ts'

const thresholdAnswer = members({ threshold, updated_at: { ...timestamp, type: ['string', 'null'] } })

export const getThreshold: ProjectRoute = {
  method: 'GET',
  path: '/thresholds',
  scope: 'read',
  summary: 'The threshold in force',
  response: () => thresholdAnswer,
  handler: async (_request, services) => {
    const { threshold: value, updatedAt } = services.threshold()
    return { threshold: value, updated_at: updatedAt }
  },
}

export const putThreshold: ProjectRoute = {
  method: 'PUT',
  path: '/thresholds',
  scope: 'operate',
  summary: 'Change the threshold, effective at once',
  body: () => members({ threshold }),
  response: () => thresholdAnswer,
  handler: async ({ body }, services) => {
    const { threshold: value, updatedAt } = await services.setThreshold(body['threshold'] as number)
    return { threshold: value, updated_at: updatedAt }
  },
}
