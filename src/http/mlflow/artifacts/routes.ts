import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { RootedPath } from '../../../store/artifacts/owner.ts'
import { checkArtifactPath, joinPath } from '../../../store/artifacts/path.ts'
import { text } from '../../../project/json-schema.ts'
import { permitOwner } from '../../guard/objects.ts'
import { int64, message, repeated, runId } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { fileList, filesOf, pathInAddress, rootedFileList, tag } from './schema.ts'

type ArtifactServices = 'artifactOwners' | 'artifactTree'

/** Lists and deletes files of runs, logged models and every other place. */
export const artifactRoutes: MlflowRoutes<ArtifactServices> = (app, context) => {
  placeRoutes(app, context)
  ownerRoutes(app, context)
  partRoutes(app, context)
}

const placeRoutes: MlflowRoutes<ArtifactServices> = (app, { services: { artifactOwners, artifactTree } }) => {
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow-artifacts/artifacts',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'listStoredArtifacts',
    summary: 'The files of a folder below the root of all artifacts',
    description: 'Paths are names in the folder. Folders above the root of a run list no files of runs.',
    request: message('The folder.', { path: text('Path of the folder. Default: the root.', '1/models') }),
    response: fileList,
    handler: async ({ path = '' }, request) => {
      const folder = await artifactOwners.ownerOf(path)
      await permitOwner(request, folder)
      return filesOf(await artifactTree.list(folder), (name) => name)
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: '/mlflow-artifacts/artifacts/*',
    scope: 'track',
    tag,
    object: 'handler',
    operationId: 'deleteArtifacts',
    summary: 'Delete a file, or a folder with everything in it',
    description:
      'A path without a file is no error. Above the root of a run, files of runs stay: delete the folder of each run.',
    request: message('The file or folder.', { '*': pathInAddress }, ['*']),
    response: message('Nothing.', {}),
    handler: async ({ '*': path }, request) => {
      const place = await artifactOwners.ownerOf(checkArtifactPath(path))
      await permitOwner(request, place)
      await artifactTree.remove(place)
      return {}
    },
  })
}

const ownerRoutes: MlflowRoutes<ArtifactServices> = (app, { services: { artifactOwners, artifactTree } }) => {
  const pageToken = text('Ignored: every list is whole.', '')
  const listOf = async (request: FastifyRequest, folder: RootedPath) => {
    await permitOwner(request, folder)
    const entries = await artifactTree.list(folder)
    return { root_uri: folder.rootUri, ...filesOf(entries, (name) => joinPath(folder.ownPath, name)) }
  }
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/artifacts/list',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'listArtifacts',
    summary: 'The files of a folder of a run',
    request: message(
      'The folder.',
      {
        run_id: runId(),
        path: text('Path of the folder from the root of the run. Default: the root.', 'model'),
        page_token: pageToken,
      },
      ['run_id'],
    ),
    response: rootedFileList,
    handler: async ({ run_id: id, path = '' }, request) =>
      await listOf(request, await artifactOwners.ofRun(id, path)),
  })
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/logged-models/:model_id/artifacts/directories',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'listLoggedModelArtifacts',
    summary: 'The files of a folder of a logged model',
    request: message(
      'The folder.',
      {
        model_id: text('Id of the logged model.', 'm-3d9ef416ce014f899e6f91d71b9a5f95'),
        artifact_directory_path: text('Path of the folder. Default: the root.', 'code'),
        page_token: pageToken,
      },
      ['model_id'],
    ),
    response: rootedFileList,
    handler: async ({ model_id: id, artifact_directory_path: path = '' }, request) =>
      await listOf(request, await artifactOwners.ofModel(id, path)),
  })
}

/**
 * Routes of uploads and downloads in parts, for which MLflow's server hands out addresses of a
 * cloud. Here every file goes through the server, which checks it: clients are told so in the words
 * that make them send and read whole files.
 */
const partRoutes: MlflowRoutes<ArtifactServices> = (app, { services: { artifactOwners } }) => {
  const upload = {
    '*': pathInAddress,
    path: text('Name of the file.', 'model.pkl'),
    upload_id: text('Id of the upload.', 'a1'),
    num_parts: int64('Number of parts.', 2),
    parts: repeated('The parts.', message('A part.', { part_number: int64('Its number.', 1) })),
  }
  for (const step of ['create', 'complete', 'abort'] as const) {
    mlflowRoute(app, {
      method: 'POST',
      path: `/mlflow-artifacts/mpu/${step}/*`,
      scope: 'track',
      tag,
      object: 'handler',
      operationId: `${step}MultipartUpload`,
      summary: 'Uploads in parts: not supported',
      description: 'Clients send whole files instead, which are stored while they arrive.',
      request: message('An upload in parts.', upload, ['*', 'path']),
      response: message('Nothing.', {}),
      handler: async ({ '*': path }, request) => {
        await permitOwner(request, await artifactOwners.ownerOf(path))
        throw new LapidaryError('no-multipart-upload')
      },
    })
  }
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow-artifacts/presigned/*',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'getPresignedDownloadUrl',
    summary: 'Downloads in parts: not supported',
    request: message('The file.', { '*': pathInAddress }, ['*']),
    response: message('Nothing.', {}),
    handler: async ({ '*': path }, request) => {
      await permitOwner(request, await artifactOwners.ownerOf(path))
      throw new LapidaryError('no-multipart-download')
    },
  })
}
