import type { PredictionQuery, PredictionRecord } from '../../prediction-log/store.ts'
import type { LoggedPredictionInfo } from '../schema/api.ts'
import { page, pageQuery } from '../schema/describe.ts'
import { loggedPrediction, logFilters } from '../schema/predictions.ts'
import { problemResponses } from '../schema/problem.ts'
import type { Routes } from './route-context.ts'

type Query = Omit<PredictionQuery, 'modelVersion'> & { readonly model_version?: number }

export const predictionRoutes: Routes = (app, { services }) => {
  app.get<{ Querystring: Query }>(
    '/v1/predictions',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Predictions'],
        operationId: 'listPredictions',
        summary: 'Predictions that were made',
        querystring: pageQuery(logFilters),
        response: {
          200: page('predictions', loggedPrediction(services.project)),
          ...problemResponses([400, 401, 403, 422, 429]),
        },
      },
    },
    async ({ query: { model_version, from, to, ...query } }) => {
      const { items, nextCursor } = await services.predictionLog.list({
        ...query,
        ...(model_version !== undefined && { modelVersion: model_version }),
        ...(from !== undefined && { from: new Date(from).toISOString() }),
        ...(to !== undefined && { to: new Date(to).toISOString() }),
      })
      return { items: items.map(loggedPredictionOf), next_cursor: nextCursor }
    },
  )
}

function loggedPredictionOf({
  id,
  at,
  caller,
  entity,
  threshold,
  model,
  modelVersion,
  inputs,
  prediction,
  probabilities,
}: PredictionRecord): LoggedPredictionInfo {
  return {
    prediction_id: id,
    timestamp: at,
    caller,
    entity,
    threshold,
    model,
    model_version: modelVersion,
    inputs,
    prediction,
    probabilities,
  }
}
