import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { text } from '../../../project/json-schema.ts'
import { permit } from '../../guard/guard.ts'
import { ofTraces } from '../../guard/objects.ts'
import { mlflowErrorResponses } from '../errors.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'

/** Serves the spans of a trace as a file, as MLflow's page reads them. */
export const traceArtifactRoute: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  for (const version of ['2.0', '3.0'])
    app.get(
      `/ajax-api/${version}/mlflow/get-trace-artifact`,
      {
        config: { scope: 'read', object: 'handler', isMlflow: true },
        schema: {
          tags: ['Traces'],
          operationId: `getTraceArtifact${version === '2.0' ? '' : 'V3'}`,
          summary: 'The spans of a trace as a file',
          querystring: {
            type: 'object',
            properties: { request_id: text('Id of the trace.', 'tr-0123456789abcdef0123456789abcdef') },
          },
          response: {
            200: {
              description: 'The spans.',
              content: { 'text/plain': { schema: text('JSON.', '{"spans":[]}') } },
            },
            ...mlflowErrorResponses,
          },
        },
      },
      async (request, reply) => {
        const { request_id: id } = request.query as { readonly request_id?: unknown }
        if (typeof id !== 'string' || id === '')
          throw new LapidaryError('missing-parameter', { parameter: 'request_id' })
        await permit(request, ofTraces(traces, [id]))
        const spans = await traces.exportSpans(id)
        return reply
          .type('text/plain; charset=utf-8')
          .header('content-disposition', 'attachment; filename=traces.json')
          .serializer((payload: string) => payload)
          .send(spans)
      },
    )
}
