import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { problemResponses } from '../problem.ts'
import type { Routes } from '../../route-context.ts'
import { healthInfo, metricsText, readyInfo } from './schema.ts'

const tags = ['Health']

/** Serves probes and metrics. */
export const healthRoutes: Routes<'scorer' | 'champion' | 'predictionLog'> = (app, context) => {
  liveRoute(app, context)
  readyRoute(app, context)
  metricsRoute(app, context)
}

const liveRoute: Routes<never> = (app) => {
  app.get(
    '/health/live',
    {
      schema: {
        tags,
        operationId: 'live',
        summary: 'Whether the process runs',
        response: { 200: healthInfo },
      },
    },
    async () => ({ status: 'ok' }),
  )
}

const readyRoute: Routes<'scorer' | 'champion' | 'predictionLog'> = (
  app,
  { services: { scorer, champion, predictionLog }, isClosing },
) => {
  app.get(
    '/health/ready',
    {
      schema: {
        tags,
        operationId: 'ready',
        summary: 'Whether predictions can be made',
        description:
          'A version is loaded and reproduced its own examples, and predictions can be written. While the champion cannot be served and an earlier version is, this ' +
          'returns 200 and `champion_version` differs from `model_version`.',
        response: { 200: readyInfo, ...problemResponses([503]) },
      },
    },
    async () => {
      if (isClosing()) throw new LapidaryError('closing')
      if (scorer.served === null) throw champion.absence
      const { problem } = predictionLog.diskStatus()
      if (problem !== null) throw problem
      const { model, version } = scorer.served
      return {
        status: 'ready',
        model,
        model_version: version,
        champion_version: champion.problem?.version ?? version,
      }
    },
  )
}

const metricsRoute: Routes<'scorer' | 'champion'> = (app, { services: { scorer, champion }, metrics }) => {
  metrics.watchChampion(() => ({
    served: scorer.served?.version ?? null,
    refused: champion.problem?.version ?? null,
  }))
  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'metrics',
        summary: 'Metrics for Prometheus',
        response: {
          200: {
            description: 'Text that Prometheus reads.',
            content: { 'text/plain': { schema: metricsText } },
          },
        },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  )
}
