import { LapidaryError } from '../../errors.ts'
import { problemResponses } from '../schema/problem.ts'
import { healthInfo, readyInfo } from '../schema/project.ts'
import type { Routes } from './route-context.ts'

export const healthRoutes: Routes = (app, { services, metrics, isClosing }) => {
  const { scorer, project, predictionLog } = services
  const about = { tags: ['Health'] }
  app.get(
    '/health/live',
    { schema: { ...about, operationId: 'live', summary: 'The process answers', response: { 200: healthInfo } } },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/health/ready',
    {
      schema: {
        ...about,
        operationId: 'ready',
        summary: 'A champion is loaded and has answered its own example, and predictions can be written',
        response: { 200: readyInfo, ...problemResponses([503]) },
      },
    },
    async () => {
      if (isClosing()) throw new LapidaryError('closing')
      if (scorer.served === null) throw new LapidaryError('no-champion', { model: project.model })
      const { problem } = predictionLog.diskStatus()
      if (problem !== null) throw problem
      return { status: 'ready', model: scorer.served.model, model_version: scorer.served.version }
    },
  )
  app.get(
    '/metrics',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'metrics',
        summary: 'Metrics for Prometheus',
        response: {
          200: {
            description: 'Text that Prometheus reads.',
            content: { 'text/plain': { schema: { type: 'string', examples: ['lapidary_predictions_total 1'] } } },
          },
        },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()),
  )
}
