import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { text } from '../../../project/json-schema.ts'
import type { OwnedPath } from '../../../store/artifacts/owner.ts'
import { checkArtifactPath } from '../../../store/artifacts/path.ts'
import { fileBytes } from '../../api/responses.ts'
import { permit } from '../../guard/guard.ts'
import { permitOwner } from '../../guard/objects.ts'
import type { ServerServices } from '../../platform-services.ts'
import { mlflowErrorResponses } from '../errors.ts'
import { message, runId } from '../fields.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { parseVersion } from '../model-versions/parse-version.ts'
import { findQueryText, pathInAddress, pathInRun, queryText, tag } from './schema.ts'
import { sendFile } from './send-file.ts'

type DownloadServices = 'artifactOwners' | 'artifactTree' | 'modelVersions' | 'log'
type Services = Pick<ServerServices, DownloadServices>

interface Download {
  readonly url: string
  readonly schema: object
  /** Finds the file of a request, and checks that the caller may read it. */
  readonly locate: (request: FastifyRequest, services: Services) => Promise<OwnedPath>
}

/** Downloads of files, which are sent while they are read. */
export const downloadRoutes: MlflowRoutes<DownloadServices> = (app, { services }) => {
  const twin: Download = {
    ...storedFile,
    url: storedFile.url.replace('/api/', '/ajax-api/'),
    schema: { hide: true },
  }
  for (const { url, schema, locate } of [storedFile, twin, runFile, versionFile, loggedModelFile]) {
    app.get(
      url,
      {
        config: { scope: 'read', object: 'handler', isMlflow: true },
        schema: { tags: [tag], ...schema, response: fileResponses },
      },
      async (request, reply) => await sendFile(services, request, reply, await locate(request, services)),
    )
  }
}

const fileResponses = {
  200: { description: 'The file, as an attachment.', content: { '*/*': { schema: fileBytes } } },
  206: {
    description: 'The range of the file that `Range` names.',
    content: { '*/*': { schema: fileBytes } },
  },
  ...mlflowErrorResponses,
}

const storedFile: Download = {
  url: '/api/2.0/mlflow-artifacts/artifacts/*',
  schema: {
    operationId: 'downloadArtifact',
    summary: 'Download a file',
    params: message('The file.', { '*': pathInAddress }, ['*']),
  },
  locate: async (request, { artifactOwners }) => {
    const path = checkArtifactPath((request.params as { '*': string })['*'])
    return await permitted(request, await artifactOwners.ownerOf(path))
  },
}

const runFile: Download = {
  url: '/get-artifact',
  schema: {
    operationId: 'getRunArtifact',
    summary: 'Download a file of a run',
    querystring: message('The file.', { run_id: runId(), path: pathInRun }, ['run_id', 'path']),
  },
  locate: async (request, { artifactOwners }) => {
    const path = checkArtifactPath(queryText(request, 'path'))
    const id = queryText(request, 'run_id', 'run_uuid')
    return await permitted(request, await artifactOwners.ofRun(id, path))
  },
}

const versionFile: Download = {
  url: '/model-versions/get-artifact',
  schema: {
    operationId: 'getModelVersionArtifact',
    summary: 'Download a file of a version of a registered model',
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
  locate: async (request, { artifactOwners, modelVersions }) => {
    const path = checkArtifactPath(queryText(request, 'path'))
    const model = queryText(request, 'name')
    // Who may read a model may read its files, wherever they are.
    await permit(request, { kind: 'model', name: model })
    const { location, source } = await modelVersions.get(
      model,
      parseVersion(model, queryText(request, 'version')),
    )
    return await artifactOwners.atUri(location ?? source, path)
  },
}

const loggedModelFile: Download = {
  url: '/ajax-api/2.0/mlflow/logged-models/:model_id/artifacts/files',
  schema: {
    operationId: 'getLoggedModelArtifact',
    summary: 'Download a file of a logged model',
    params: message('The model.', { model_id: text('Its id.', 'm-3d9ef416ce014f899e6f91d71b9a5f95') }),
    querystring: message(
      'The file.',
      { artifact_file_path: text('Path from the root of the model.', 'MLmodel') },
      ['artifact_file_path'],
    ),
  },
  locate: async (request, { artifactOwners }) => {
    const path = findQueryText(request, 'artifact_file_path')
    if (path === undefined) throw new LapidaryError('no-artifact-file-path')
    const { model_id: id } = request.params as { model_id: string }
    return await permitted(request, await artifactOwners.ofModel(id, checkArtifactPath(path)))
  },
}

async function permitted(request: FastifyRequest, place: OwnedPath): Promise<OwnedPath> {
  await permitOwner(request, place)
  return place
}
