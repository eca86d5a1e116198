import { flag, nullable, object, record, text } from '../../../project/json-schema.ts'
import { declaresRoute } from '../../project-routes.ts'
import { message } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'

/** The version of MLflow's server whose API this is. Clients read it to choose what they call. */
const mlflowVersion = '3.17.2'

const serverInfo = object('What the server can do.', {
  store_type: nullable(text('How MLflow stores runs.', 'SqlStore')),
  workspaces_enabled: flag('Whether there are workspaces.', false),
  trace_archival_enabled: flag('Whether traces are moved to files.', false),
  multipart_uploads_enabled: flag('Whether artifacts can be sent in parts.', false),
  multipart_downloads_enabled: flag('Whether artifacts can be read in parts.', false),
  presigned_upload_run_id_supported: flag('Whether addresses for files of runs can be requested.', false),
  presigned_upload_model_id_supported: flag('Whether addresses for files of models can be requested.', false),
  features_enabled: record('Optional parts.', flag('Whether it is there.', false), { gateway: false }),
})

/** Says which server this is. */
export const serverRoutes: MlflowRoutes<'serving'> = (app, { services: { serving } }) => {
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/server-info',
    version: '3.0',
    scope: 'open',
    tag: 'Server',
    operationId: 'getServerInfo',
    summary: 'What the server can do',
    request: message('No parameters.', {}),
    response: serverInfo,
    handler: async () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      presigned_upload_run_id_supported: false,
      presigned_upload_model_id_supported: false,
      features_enabled: { gateway: false },
    }),
  })
  if (serving !== null && declaresRoute(serving.project, 'GET', '/version')) return
  app.get(
    '/version',
    {
      config: { isMlflow: true },
      schema: {
        tags: ['Server'],
        operationId: 'getVersion',
        summary: "The version of MLflow's API",
        response: {
          200: {
            description: 'The version.',
            content: { 'text/plain': { schema: text('The version.', mlflowVersion) } },
          },
        },
      },
    },
    async (_request, reply) => reply.type('text/plain; charset=utf-8').send(mlflowVersion),
  )
}
