import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { text } from '../../../project/json-schema.ts'
import type { OwnedPath } from '../../../store/artifacts/owner.ts'
import { checkArtifactPath } from '../../../store/artifacts/path.ts'
import { fileBytes } from '../../api/responses.ts'
import { mlflowErrorResponses } from '../errors.ts'
import { message, runId } from '../fields.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { pathInAddress, pathInRun, queryText, tag } from './schema.ts'
import { sendFile } from './send-file.ts'

const fileResponse = {
  200: { description: 'The file, as an attachment.', content: { '*/*': { schema: fileBytes } } },
  206: { description: 'The range of the file that `Range` names.', content: { '*/*': { schema: fileBytes } } },
  ...mlflowErrorResponses,
}

interface Download {
  readonly url: string
  readonly operationId: string
  readonly summary: string
  readonly isTwin?: boolean
  readonly schema: object
  /** Finds the file of a request. */
  readonly locate: (request: FastifyRequest) => Promise<OwnedPath>
}

/** Downloads of files, which are sent while they are read. */
export const downloadRoutes: MlflowRoutes<'artifactOwners' | 'artifactTree' | 'registry' | 'log'> = (
  app,
  { services },
) => {
  const { artifactOwners, registry } = services
  const add = ({ url, operationId, summary, isTwin = false, schema, locate }: Download): void => {
    app.get(
      url,
      {
        config: { scope: 'read', isMlflow: true },
        schema: isTwin
          ? { hide: true }
          : { tags: [tag], operationId, summary, ...schema, response: fileResponse },
      },
      async (request, reply) => await sendFile(services, request, reply, await locate(request)),
    )
  }
  for (const prefix of ['/api', '/ajax-api']) {
    add({
      url: `${prefix}/2.0/mlflow-artifacts/artifacts/*`,
      operationId: 'downloadArtifact',
      summary: 'Download a file',
      isTwin: prefix === '/ajax-api',
      schema: { params: message('The file.', { '*': pathInAddress }, ['*']) },
      locate: async ({ params }) => await artifactOwners.ownerOf((params as { '*': string })['*']),
    })
  }
  add({
    url: '/get-artifact',
    operationId: 'getRunArtifact',
    summary: 'Download a file of a run',
    schema: { querystring: message('The file.', { run_id: runId(), path: pathInRun }, ['run_id', 'path']) },
    locate: async (request) =>
      await artifactOwners.ofRun(
        queryText(request, 'run_id', 'run_uuid'),
        queryText(request, 'path'),
      ),
  })
  add({
    url: '/model-versions/get-artifact',
    operationId: 'getModelVersionArtifact',
    summary: 'Download a file of a version of a registered model',
    schema: {
      querystring: message(
        'The file.',
        {
          name: text('Name of the model.', 'credit'),
          version: text('Number of the version.', '1'),
          path: text('Path from the root of the version.', 'MLmodel'),
        },
        ['name', 'version', 'path'],
      ),
    },
    locate: async (request) => {
      const path = checkArtifactPath(queryText(request, 'path'))
      const version = await registry.getVersion(queryText(request, 'name'), Number(queryText(request, 'version')))
      return await artifactOwners.atUri(`runs:/${version.runId}/model`, path)
    },
  })
  add({
    url: '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
    operationId: 'getLoggedModelArtifact',
    summary: 'Download a file of a logged model',
    schema: {
      params: message('The logged model.', { model_id: text('Its id.', 'm-3d9ef416ce014f899e6f91d71b9a5f95') }),
      querystring: message('The file.', { artifact_file_path: text('Path from the root of the model.', 'MLmodel') }),
    },
    locate: async (request) => {
      const { model_id: id } = request.params as { model_id: string }
      const { artifact_file_path: path } = request.query as Record<string, unknown>
      if (typeof path !== 'string' || path === '')
        throw new LapidaryError('no-artifact-file-path')
      return await artifactOwners.ofModel(id, path)
    },
  })
}
