import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { typed } from '../../../project/json-schema.ts'
import type { ScoredRow } from '../../../project/route.ts'
import type { ValidRow } from '../../../project/valid-row.ts'
import { predictRows, type Routes } from '../../route-context.ts'
import { nameParams } from '../models/schema.ts'
import { problemResponses } from '../problem.ts'
import {
  type PredictionInfo,
  predictionsInfo,
  reasonsQuery,
  type RowsBody,
  rowSchema,
  rowsBody,
} from './schema.ts'

/** Predicts one row, or many under `rows`. */
export const predictRoutes: Routes<'project' | 'settings' | 'scorer'> = (app, context) => {
  const { services, validators } = context
  const { project, settings } = services
  const one = rowSchema(project)
  const many = rowsBody(project, settings.MAX_BATCH_ROWS)
  app.post(
    '/v1/models/:name/predict',
    {
      config: { scope: 'predict' },
      schema: {
        tags: ['Predictions'],
        operationId: 'predict',
        summary: 'Predict one row or many',
        description: `The body is one row, or \`{"rows": [...]}\` with up to ${settings.MAX_BATCH_ROWS}, or ${settings.MAX_REASON_ROWS} with \`reasons=true\`. The response has one item for each row, in order.`,
        params: nameParams,
        querystring: reasonsQuery,
        body: typed<ValidRow | RowsBody>({ oneOf: [one, many] }),
        response: { 200: predictionsInfo(project), ...problemResponses([400, 404, 413, 415, 422, 503]) },
      },
      validatorCompiler: validators.either((body) => (isMany(body) ? many : one)),
    },
    async (request) => {
      refuseOtherModel(request.params.name, project.model)
      const { body } = request
      const scored = isMany(body)
        ? await predictRows(context, request, body.rows, (row) => `/rows/${row}`)
        : await predictRows(context, request, [body])
      return { items: scored.map(toPredictionInfo) }
    },
  )
}

/** Rejects any model but the project's own. @throws LapidaryError `not-served` */
export function refuseOtherModel(name: string, served: string): void {
  if (name !== served) throw new LapidaryError('not-served', { seen: name.slice(0, 100), known: served })
}

function isMany(body: unknown): body is RowsBody {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'rows')
}

function toPredictionInfo(row: ScoredRow): PredictionInfo {
  return {
    prediction_id: row.predictionId,
    prediction: row.prediction,
    probabilities: row.probabilities,
    model: row.model,
    model_version: row.modelVersion,
    timestamp: row.timestamp,
    ...(row.threshold !== undefined && { threshold: row.threshold }),
    ...(row.stored !== undefined && { stored: toStoredInfo(row.stored) }),
    ...(row.reasons !== undefined && { reasons: row.reasons }),
  }
}

function toStoredInfo(stored: NonNullable<ScoredRow['stored']>): NonNullable<PredictionInfo['stored']> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, { view, since, ageSeconds, value, unusable }]) => {
      return [name, { view, since, age_seconds: ageSeconds, value, ...(unusable && { unusable }) }]
    }),
  )
}
