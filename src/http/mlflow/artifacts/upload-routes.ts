import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { OwnedPath } from '../../../store/artifacts/owner.ts'
import { checkArtifactPath } from '../../../store/artifacts/path.ts'
import { permitOwner } from '../../guard/objects.ts'
import { whileUploading } from '../../load/long-uploads.ts'
import { watchSender } from '../../load/watch-sender.ts'
import type { ServerServices } from '../../platform-services.ts'
import { mlflowErrorResponses } from '../errors.ts'
import { message, runId } from '../fields.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { findQueryText, pathInAddress, pathInRun, tag } from './schema.ts'

type UploadServices = 'artifactOwners' | 'artifactTree' | 'settings'
type Services = Pick<ServerServices, UploadServices>

const config = { scope: 'track', object: 'handler', isMlflow: true, isUpload: true } as const
const response = { 200: message('Nothing.', {}), ...mlflowErrorResponses }

/** Uploads of files, which are stored while they arrive, whatever their type. */
export const uploadRoutes: MlflowRoutes<UploadServices> = (app, { services }) => {
  app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    uploads.addHook('onRequest', (request, _reply, done) => {
      request.headers['content-type'] = 'application/octet-stream' // a malformed one is no reason to refuse a file
      done()
    })
    putRoutes(uploads, services)
    pageUploadRoute(uploads, services)
  })
}

function putRoutes(app: FastifyInstance, services: Services): void {
  for (const prefix of ['/api', '/ajax-api']) {
    const schema = {
      tags: [tag],
      operationId: 'uploadArtifact',
      summary: 'Store a file, or replace it',
      description:
        'The body is the file, of any type and of 0 bytes up to MAX_ARTIFACT_BYTES. It may take as long as it needs to arrive, ' +
        'unless the sender stalls. The response means that the file is stored; an upload that breaks off changes nothing.',
      params: message('The file.', { '*': pathInAddress }, ['*']),
      response,
    }
    app.put(
      `${prefix}/2.0/mlflow-artifacts/artifacts/*`,
      { config, schema: prefix === '/api' ? schema : { hide: true } },
      async (request) => {
        const { '*': path } = request.params as { '*': string }
        await receive(services, request, await services.artifactOwners.ownerOf(checkArtifactPath(path)))
        return {}
      },
    )
  }
}

function pageUploadRoute(app: FastifyInstance, services: Services): void {
  const schema = {
    tags: [tag],
    operationId: 'uploadRunArtifact',
    summary: 'Store a file of a run',
    description: 'The body is the file, which must not be empty.',
    querystring: message('The file.', { run_uuid: runId(), path: pathInRun }, ['run_uuid', 'path']),
    response,
  }
  app.post('/ajax-api/2.0/mlflow/upload-artifact', { config, schema }, async (request) => {
    const given = (name: string): string => {
      const value = findQueryText(request, name)
      if (value === undefined) throw new LapidaryError('upload-without', { part: name })
      return value
    }
    const [id, path] = [given('run_uuid'), given('path')]
    checkArtifactPath(path)
    if (isEmpty(request)) throw new LapidaryError('upload-without', { part: 'data' })
    await receive(services, request, await services.artifactOwners.ofRun(id, path))
    return {}
  })
}

function isEmpty({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}

/**
 * Stores the body of a request.
 * @throws LapidaryError what `permitOwner`, `watchSender` and `put` throw
 */
async function receive(
  { artifactTree, settings }: Services,
  request: FastifyRequest,
  place: OwnedPath,
): Promise<void> {
  await permitOwner(request, place)
  const limits = { maxBytes: settings.MAX_ARTIFACT_BYTES, maxWaitMs: settings.REQUEST_TIMEOUT }
  // Checked before anything is written, which would end in the same error.
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes)
    throw new LapidaryError('artifact-too-large', { limit: limits.maxBytes })
  const body = (request.body as Readable | undefined) ?? Readable.from([])
  await whileUploading(request.raw.socket, () => artifactTree.put(place, watchSender(body, limits)))
}
