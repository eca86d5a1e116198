import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { MetricPoint } from '../../../store/tracking/metric.ts'
import { ofRuns } from '../../guard/objects.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { toMetric } from '../runs/to-run.ts'
import {
  bulkRequest,
  bulkResponse,
  historyRequest,
  historyResponse,
  intervalRequest,
  intervalResponse,
  maxPoints,
} from './schema.ts'

const tag = 'Metrics'
const read = { method: 'GET', scope: 'read', tag } as const

/** Reads histories of metrics. */
export const metricRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  mlflowRoute(app, {
    ...read,
    path: '/mlflow/metrics/get-history',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'getMetricHistory',
    summary: 'The history of a metric of a run',
    request: historyRequest,
    response: historyResponse,
    handler: async ({ run_id: id, metric_key: key, max_results: limit, page_token: cursor = '' }) => {
      const page = await runs.metricHistory(id, key, {
        limit: Math.min(limit, maxPoints),
        ...(cursor !== '' && { cursor }),
      })
      return {
        ...(page.items.length > 0 && { metrics: page.items.map(toMetric) }),
        ...(page.nextCursor !== null && { next_page_token: page.nextCursor }),
      }
    },
  })
  mlflowRoute(app, {
    ...read,
    onlyAjax: true,
    path: '/mlflow/metrics/get-history-bulk',
    object: ({ run_id: ids }) => ofRuns(runs, ids),
    operationId: 'getMetricHistories',
    summary: 'The histories of a metric of several runs',
    request: bulkRequest,
    response: bulkResponse,
    handler: async ({ run_id: runIds, metric_key: key, max_results: limit }) => ({
      metrics: await historiesOf(runs, [...runIds].sort(), key, Math.min(limit, maxPoints)),
    }),
  })
  mlflowRoute(app, {
    ...read,
    path: '/mlflow/metrics/get-history-bulk-interval',
    object: ({ run_ids: ids }) => ofRuns(runs, ids),
    operationId: 'sampleMetricHistories',
    summary: 'Samples of the histories of a metric of several runs',
    request: intervalRequest,
    response: intervalResponse,
    handler: async ({ run_ids: runIds, metric_key: key, max_results, ...steps }) => {
      const interval = toInterval(steps)
      const points = await runs.sampleHistory({ runIds, key, maxPoints: max_results, ...interval })
      return points.length === 0 ? {} : { metrics: points.map(toRunMetric) }
    },
  })
}

/** Returns the first points of runs, run by run. */
async function historiesOf(
  runs: PlatformServices['runs'],
  runIds: readonly string[],
  key: string,
  limit: number,
) {
  const points: ReturnType<typeof toRunMetric>[] = []
  for (const runId of runIds) {
    const { items } = await runs.metricHistory(runId, key, { limit: limit - points.length })
    for (const point of items) points.push(toRunMetric({ ...point, runId }))
    if (points.length >= limit) break
  }
  return points
}

function toRunMetric({ runId, ...point }: MetricPoint & { readonly runId: string }) {
  return { ...toMetric(point), run_id: runId }
}

function toInterval({
  start_step: startStep,
  end_step: endStep,
}: {
  readonly start_step?: number
  readonly end_step?: number
}): { readonly startStep?: number; readonly endStep?: number } {
  if (startStep === undefined && endStep === undefined) return {}
  if (startStep === undefined || endStep === undefined) throw new LapidaryError('half-interval')
  if (startStep > endStep) throw new LapidaryError('bad-interval', { start: startStep, end: endStep })
  return { startStep, endStep }
}
