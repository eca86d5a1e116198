import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { ServerServices, ServingServices } from '../../platform-services.ts'
import { problemResponses } from '../problem.ts'
import { declaresRoute } from '../../project-routes.ts'
import type { Routes } from '../../route-context.ts'
import { pingInTime } from '../status/ping-in-time.ts'
import { healthInfo, healthText, metricsText, type ReadyInfo, readyInfo } from './schema.ts'

const tags = ['Health']

type HealthServices = 'serving' | 'storeChecks'

/** Serves probes and metrics. */
export const healthRoutes: Routes<HealthServices> = (app, context) => {
  healthRoute(app, context)
  liveRoute(app, context)
  readyRoute(app, context)
  metricsRoute(app, context)
}

const healthRoute: Routes<'serving'> = (app, { services: { serving } }) => {
  if (serving !== null && declaresRoute(serving.project, 'GET', '/health')) return
  app.get(
    '/health',
    {
      schema: {
        tags,
        operationId: 'health',
        summary: 'Whether the process runs, for clients of Feast and MLflow',
        response: {
          200: { description: 'The process runs.', content: { 'text/plain': { schema: healthText } } },
        },
      },
    },
    async (_request, reply) => reply.type('text/plain; charset=utf-8').send('OK'),
  )
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

const readyRoute: Routes<HealthServices> = (app, { services, isClosing }) => {
  const checkStores = sharedCheck(services)
  app.get(
    '/health/ready',
    {
      schema: {
        tags,
        operationId: 'ready',
        summary: 'Whether predictions can be made',
        description:
          'A version is loaded and reproduced its own examples, and predictions can be written. While the champion cannot be served and an earlier version is, this ' +
          'returns 200 and `champion_version` differs from `model_version`. A server without a project is ready while its stores respond.',
        response: { 200: readyInfo, ...problemResponses([503]) },
      },
    },
    async () => {
      if (isClosing()) throw new LapidaryError('closing')
      if (services.serving !== null) return servedModel(services.serving)
      await checkStores()
      return { status: 'ready' }
    },
  )
}

/** Returns the model that is served. @throws LapidaryError if predictions cannot be made */
function servedModel({ scorer, champion, predictionLog }: ServingServices): ReadyInfo {
  if (scorer.served === null) throw champion.absence
  const { problem } = predictionLog.diskStatus()
  if (problem !== null) throw problem
  const { model, version } = scorer.served
  const champion_version = champion.problem?.version ?? version
  return { status: 'ready', model, model_version: version, champion_version }
}

/** Returns a check of the stores that the probes of one moment share: they are not limited. */
function sharedCheck({ storeChecks }: Pick<ServerServices, 'storeChecks'>): () => Promise<unknown> {
  let checking: Promise<unknown> | null = null
  return () =>
    (checking ??= Promise.all(storeChecks.map(pingInTime)).finally(() => {
      checking = null
    }))
}

const metricsRoute: Routes<'serving'> = (app, { services: { serving }, metrics }) => {
  if (serving !== null) {
    const { scorer, champion } = serving
    metrics.watchChampion(() => ({
      served: scorer.served?.version ?? null,
      refused: champion.problem?.version ?? null,
    }))
  }
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
