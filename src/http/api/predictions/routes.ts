import { Readable } from 'node:stream'
import type { PredictionQuery } from '../../../store/predictions/store.ts'
import { withReserve } from '../../../base/files/disk-space.ts'
import { eraseEntity } from '../../../serve/erase-entity.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { timeBounds } from '../../time-bounds.ts'
import { problemResponses } from '../problem.ts'
import { textStream } from '../responses.ts'
import { exportLog } from './export.ts'
import { toLoggedPrediction } from './logged-prediction.ts'
import {
  erasedInfo,
  eraseQuery,
  exportQuery,
  type PredictionsFilter,
  predictionsPage,
  predictionsQuery,
} from './schema.ts'

const tags = ['Predictions']

/** Lists, exports and erases predictions. */
export const predictionRoutes: Routes<
  'project' | 'predictionLog' | 'log' | 'featureStore' | 'audit' | 'dataDir'
> = (app, context) => {
  listRoute(app, context)
  exportRoute(app, context)
  eraseRoute(app, context)
}

const listRoute: Routes<'project' | 'predictionLog'> = (app, { services: { project, predictionLog } }) => {
  app.get(
    '/v1/predictions',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'listPredictions',
        summary: 'Logged predictions with their outcomes',
        querystring: predictionsQuery(project),
        response: { 200: predictionsPage(project), ...problemResponses([400, 422]) },
      },
    },
    async ({ query: { limit, cursor, ...filter } }, reply) => {
      const page = await predictionLog.list({
        ...queryOf(filter),
        limit,
        ...(cursor !== undefined && { cursor }),
      })
      const outcomes = await predictionLog.outcomesOf(page.items)
      reply.header('x-log-complete', String(page.complete))
      const items = page.items.map((record) => toLoggedPrediction(record, outcomes.get(record.id) ?? null))
      return { items, next_cursor: page.nextCursor, complete: page.complete }
    },
  )
}

const exportRoute: Routes<'project' | 'predictionLog' | 'log'> = (
  app,
  { services: { project, predictionLog, log } },
) => {
  app.get(
    '/v1/predictions/export',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'exportPredictions',
        summary: 'Export the prediction log',
        description:
          'All predictions under the filters, newest first, as they are read. Texts that a spreadsheet would take for a formula begin ' +
          "with `'` in CSV. A file that could not be read to its end breaks off without the last chunk of the transfer.",
        querystring: exportQuery(project),
        response: {
          200: {
            description: 'The file.',
            content: {
              'text/csv': { schema: textStream('CSV.', 'prediction_id,timestamp,caller\n') },
              'application/x-ndjson': {
                schema: textStream(
                  'A JSON object a line, as `items` of the list.',
                  '{"prediction_id":"..."}\n',
                ),
              },
            },
          },
          ...problemResponses([400, 422]),
        },
      },
    },
    async ({ query: { format, ...filter }, id }, reply) => {
      const file = Readable.from(await exportLog(predictionLog, project, queryOf(filter), format), {
        highWaterMark: 1,
      })
      // The response has begun: it breaks off, and only the log can say why.
      file.once('error', (err) => log.error({ err, request: id }, 'the log could not be exported to its end'))
      reply.header('content-disposition', `attachment; filename="predictions.${format}"`)
      return reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
        .send(file)
    },
  )
}

const eraseRoute: Routes<'predictionLog' | 'featureStore' | 'audit' | 'dataDir'> = (app, { services }) => {
  const { predictionLog, featureStore: features, audit, dataDir } = services
  const stores = { predictionLog, features, audit }
  app.delete(
    '/v1/predictions',
    {
      config: { scope: 'admin' },
      schema: {
        tags,
        operationId: 'erasePredictions',
        summary: 'Erase the predictions, outcomes and online features of an entity',
        description:
          'Noted in the audit log by the hash of the id. `complete` is false while MongoDB cannot be reached: what is there goes as ' +
          'soon as it can be, without asking again. After a 503 a store may still have it: ask again, which erases what is left.',
        querystring: eraseQuery,
        response: { 200: erasedInfo, ...problemResponses([422]) },
      },
    },
    async (request) => {
      const { id } = callerOf(request)
      const { rows, complete, features } = await withReserve(dataDir, () =>
        eraseEntity(stores, request.query.entity, id),
      )
      return { erased: rows, features, complete }
    },
  )
}

function queryOf({
  model_version,
  from,
  to,
  ...filter
}: PredictionsFilter): Omit<PredictionQuery, 'limit' | 'cursor'> {
  return {
    ...filter,
    ...(model_version !== undefined && { modelVersion: model_version }),
    ...timeBounds({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
  }
}
