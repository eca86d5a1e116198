import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf } from '../../guard/guard.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { ThresholdInfo } from '../types.ts'
import { nameParams } from '../models/schema.ts'
import { problemResponses } from '../problem.ts'
import { thresholdBody, thresholdInfo } from './schema.ts'
import { refuseOtherModel } from '../predict/routes.ts'
import type { Routes } from '../../route-context.ts'

/** Changes that the answer lists. */
const historyLength = 50

const about = { tags: ['Models'], params: nameParams }

export const thresholdRoutes: Routes = (app, { services }) => {
  app.get<{ Params: { name: string } }>(
    '/v1/models/:name/threshold',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'getThreshold',
        summary: 'The threshold of the policy, and who changed it when',
        response: { 200: thresholdInfo, ...problemResponses([404]) },
      },
    },
    async (request) => await thresholdInfoOf(request.params.name, services),
  )
  app.put<{ Params: { name: string }; Body: { threshold: number; reason?: string } }>(
    '/v1/models/:name/threshold',
    {
      config: { scope: 'operate' },
      schema: {
        ...about,
        operationId: 'setThreshold',
        summary: 'Change the threshold: effective at once, here and in every replica',
        body: thresholdBody,
        response: { 200: thresholdInfo, ...problemResponses([400, 404, 415, 422]) },
      },
    },
    async (request) => {
      const { name } = request.params
      await thresholdInfoOf(name, services)
      await services.thresholds.set(request.body.threshold, callerOf(request).id, request.body.reason)
      return await thresholdInfoOf(name, services)
    },
  )
}

async function thresholdInfoOf(name: string, { project, thresholds, registry }: PlatformServices): Promise<ThresholdInfo> {
  refuseOtherModel(name, project.model)
  const { current } = thresholds
  if (project.policy === undefined || current === null) throw new LapidaryError('no-policy', { project: project.name })
  const history = await registry.thresholdHistory(project.model, historyLength)
  return {
    model: project.model,
    positive: project.policy.positive,
    threshold: current.threshold,
    updated_at: current.updatedAt,
    updated_by: current.updatedBy,
    history: history.map(({ threshold, at, by, reason }) => ({ threshold, updated_at: at, updated_by: by, reason })),
  }
}
