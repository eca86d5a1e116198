import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { ScoredRow } from '../../../project/route.ts'
import type { PredictionInfo } from '../types.ts'
import { items } from '../../openapi/describe.ts'
import { nameParams } from '../models/schema.ts'
import { predictionInfo, reasonsQuery, routeSchemas, rowsBody } from './schema.ts'
import { problemResponses } from '../problem.ts'
import { predictRows, type Routes } from '../../route-context.ts'

type Row = Readonly<Record<string, unknown>>

/** The platform's own way to predict: one row, or many under `rows`. */
export const predictRoutes: Routes = (app, context) => {
  const { services, validators } = context
  const { project, settings } = services
  const one = routeSchemas(project).request
  const many = rowsBody(project, settings.MAX_BATCH_ROWS)
  app.post<{ Params: { name: string }; Body: Row | { rows: readonly Row[] } }>(
    '/v1/models/:name/predict',
    {
      config: { scope: 'predict' },
      schema: {
        tags: ['Predictions'],
        operationId: 'predict',
        summary: 'Predict one row or many',
        description: `The body is one row, or \`{"rows": [...]}\` with up to ${settings.MAX_BATCH_ROWS}, or ${settings.MAX_REASON_ROWS} with \`reasons=true\`. The answer has one item a row, in order.`,
        params: nameParams,
        querystring: reasonsQuery,
        body: { oneOf: [one, many] },
        response: {
          200: items('predictions', 'in the order of the rows', predictionInfo(project)),
          ...problemResponses([400, 404, 413, 415, 422, 503]),
        },
      },
      validatorCompiler: validators.either((body) => (isMany(body) ? many : one)),
    },
    async (request) => {
      refuseOtherModel(request.params.name, project.model)
      const rows = isMany(request.body) ? request.body.rows : [request.body]
      const where = isMany(request.body) ? (row: number): string => `/rows/${row}` : undefined
      return { items: (await predictRows(context, request, rows, where)).map(predictionInfoOf) }
    },
  )
}

/** Only the project's own model is served. */
export function refuseOtherModel(name: string, served: string): void {
  if (name !== served) throw new LapidaryError('not-served', { seen: name.slice(0, 100), known: served })
}

function isMany(body: unknown): body is { rows: readonly Row[] } {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'rows')
}

function predictionInfoOf(row: ScoredRow): PredictionInfo {
  return {
    prediction_id: row.predictionId,
    prediction: row.prediction,
    probabilities: row.probabilities,
    model: row.model,
    model_version: row.modelVersion,
    timestamp: row.timestamp,
    ...(row.threshold !== undefined && { threshold: row.threshold }),
    ...(row.stored !== undefined && { stored: storedInfo(row.stored) }),
    ...(row.reasons !== undefined && { reasons: row.reasons }),
  }
}

function storedInfo(stored: NonNullable<ScoredRow['stored']>): NonNullable<PredictionInfo['stored']> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, { view, since, ageSeconds, value, unusable }]) => {
      return [name, { view, since, age_seconds: ageSeconds, value, ...(unusable && { unusable }) }]
    }),
  )
}
