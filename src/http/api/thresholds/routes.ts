import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf } from '../../guard/guard.ts'
import { modelOf } from '../../guard/objects.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { Routes } from '../../route-context.ts'
import { nameParams } from '../models/schema.ts'
import { refuseOtherModel } from '../predict/routes.ts'
import { problemResponses } from '../problem.ts'
import { thresholdBody, type ThresholdInfo, thresholdInfo } from './schema.ts'

/** Changes that a response lists. */
const historyLength = 50

const about = { tags: ['Models'], params: nameParams }

type ThresholdServices = 'project' | 'thresholds' | 'registry'

/** Shows and changes the threshold of the project's policy. */
export const thresholdRoutes: Routes<ThresholdServices> = (app, { services }) => {
  app.get(
    '/v1/models/:name/threshold',
    {
      config: { scope: 'read', object: modelOf },
      schema: {
        ...about,
        operationId: 'getThreshold',
        summary: 'The threshold of the policy, and who changed it when',
        response: { 200: thresholdInfo, ...problemResponses([404]) },
      },
    },
    async (request) => await getThresholdInfo(request.params.name, services),
  )
  app.put(
    '/v1/models/:name/threshold',
    {
      config: { scope: 'operate', object: modelOf },
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
      await getThresholdInfo(name, services)
      await services.thresholds.set(request.body.threshold, callerOf(request).id, request.body.reason)
      return await getThresholdInfo(name, services)
    },
  )
}

async function getThresholdInfo(
  name: string,
  { project, thresholds, registry }: Pick<PlatformServices, ThresholdServices>,
): Promise<ThresholdInfo> {
  refuseOtherModel(name, project.model)
  const { current } = thresholds
  if (project.policy === undefined || current === null)
    throw new LapidaryError('no-policy', { project: project.name })
  const history = await registry.thresholdHistory(project.model, historyLength)
  return {
    model: project.model,
    positive: project.policy.positive,
    threshold: current.threshold,
    updated_at: current.updatedAt,
    updated_by: current.updatedBy,
    history: history.map(({ threshold, at, by, reason }) => ({
      threshold,
      updated_at: at,
      updated_by: by,
      reason,
    })),
  }
}
