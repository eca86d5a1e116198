import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { type Caller, hasScope } from '../../../store/access/caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { scopesInWords } from '../../../base/roles.ts'
import { callerOf } from '../../guard/guard.ts'
import type { PlatformServices } from '../../platform-services.ts'
import { watchReader } from '../../load/watch-reader.ts'
import type { App, RouteContext, Routes } from '../../route-context.ts'
import type { Settings } from '../../../base/settings/settings.ts'
import { nameParams } from '../models/schema.ts'
import { refuseOtherModel } from '../predict/routes.ts'
import { problemResponses } from '../problem.ts'
import { textStream } from '../responses.ts'
import { headersOf } from './file-headers.ts'
import { toFileReportInfo } from './file-report.ts'
import { createFileReceiver, type ReceiveFile } from './receive-file.ts'
import {
  fileBody,
  fileReportInfo,
  fileTypes,
  inspectQuery,
  predictFileQuery,
  scoredFileHeaders,
} from './schema.ts'

const fileSchema = {
  tags: ['Predictions'],
  operationId: 'predictFile',
  summary: 'Predict every row of a CSV, Excel (.xlsx) or Parquet file',
  description:
    'The file has the columns of the training table or of a request. The response is CSV in the order of the file: its identifier columns, ' +
    '`prediction`, `probability_<class>`, and `error` for a row without a prediction. What the file lacks or loses is in the headers. ' +
    'A file whose columns lose clearly more cells than in training is refused with 422 `lost-cells`, unless `accept_lost=true`; ' +
    '`inspect-file` shows what is lost before. A file without a single row that has a prediction is refused with 422 `no-row-scored`, ' +
    'unless it is so large that the response has begun. ' +
    'Every scored row is stored in the prediction log unless `log=false`. Each caller has one file at a time (429), and the server a few (503): ' +
    '`Retry-After` says when to try again.',
  consumes: fileTypes,
  params: nameParams,
  querystring: predictFileQuery,
  body: fileBody,
  response: {
    200: {
      description: 'The file, scored.',
      headers: scoredFileHeaders,
      content: {
        'text/csv': {
          schema: textStream('CSV.', 'Customer_ID,prediction,probability_Poor,error\nCUS_0x1,Poor,0.7,\n'),
        },
      },
    },
    ...problemResponses([400, 404, 413, 415, 422, 429, 503]),
  },
}

const inspectSchema = {
  tags: ['Predictions'],
  operationId: 'inspectFile',
  summary: 'Read a file as predict-file does, and score nothing',
  description:
    'Reads the whole file and returns what was recognised: columns found, missing and unknown, and lost cells by column with samples. ' +
    'The numbers are those that scoring the file gives. The limits of `predict-file` apply, and a file that is inspected takes its place.',
  consumes: fileTypes,
  params: nameParams,
  querystring: inspectQuery,
  body: fileBody,
  response: { 200: fileReportInfo, ...problemResponses([400, 404, 413, 415, 422, 429, 503]) },
}

/** Checks that a caller may score without a log. @throws LapidaryError `missing-scope` */
function refuseUnlogged(caller: Caller): void {
  if (hasScope(caller, 'operate')) return
  throw new LapidaryError('missing-scope', {
    name: caller.name,
    scope: scopesInWords(['operate']),
    seen: scopesInWords(caller.scopes),
  })
}

/** Returns the options of a route whose body is a file, which is read while it arrives. */
function createUploadOptions(
  { MAX_FILE_BYTES }: Pick<Settings, 'MAX_FILE_BYTES'>,
  validators: RouteContext['validators'],
) {
  return {
    bodyLimit: MAX_FILE_BYTES,
    config: {
      scope: 'predict' as const,
      accepts:
        'text/csv, application/gzip, application/vnd.apache.parquet, ' +
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/octet-stream',
    },
    validatorCompiler: (route: Parameters<typeof validators.compiler>[0]) =>
      route.httpPart === 'body' ? () => true : validators.compiler(route),
  }
}

/**
 * Scores and inspects whole files. Must be registered in a scope of its own, because it changes the
 * content type parsers.
 */
export const predictFileRoutes: Routes<FileServices> = (app, { services, validators }) => {
  const { settings, uploadFolder } = services
  // A killed process may have left uploads behind.
  app.addHook('onReady', () => rm(uploadFolder, { recursive: true, force: true }))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload))
  const context = {
    ...services,
    receive: createFileReceiver(settings, uploadFolder),
    uploadOptions: createUploadOptions(settings, validators),
  }
  predictFileRoute(app, context)
  inspectFileRoute(app, context)
}

type FileServices = 'project' | 'settings' | 'scorer' | 'uploadFolder' | 'log'

interface FileContext extends Pick<PlatformServices, FileServices> {
  readonly receive: ReceiveFile
  readonly uploadOptions: ReturnType<typeof createUploadOptions>
}

function predictFileRoute(app: App, { project, scorer, log, receive, uploadOptions }: FileContext): void {
  const options = { ...uploadOptions, schema: fileSchema }
  app.post('/v1/models/:name/predict-file', options, async (request, reply) => {
    refuseOtherModel(request.params.name, project.model)
    const caller = callerOf(request)
    const { sheet, log: logged, inputs, accept_lost: acceptLost } = request.query
    if (!logged) refuseUnlogged(caller)
    const { upload, release, options } = await receive(request, reply, sheet)
    const scoring = { ...options, caller, log: logged, inputs, acceptLost }
    const scored = await scorer.predictFile(upload.path, scoring)
    const csv = Readable.from(watchReader(scored.csv, () => reply.raw.destroy(), release))
    // The response has begun: it breaks off, and the reason is in the log only.
    csv.once('error', (err) =>
      log.error({ err, request: request.id }, 'a file could not be scored to its end'),
    )
    return sendCsv(reply, csv, headersOf(scored, logged))
  })
}

function sendCsv(reply: FastifyReply, csv: Readable, headers: ReturnType<typeof headersOf>): FastifyReply {
  return reply
    .headers(headers)
    .header('content-disposition', 'attachment; filename="predictions.csv"')
    .type('text/csv; charset=utf-8')
    .send(csv)
}

function inspectFileRoute(app: App, { project, scorer, receive, uploadOptions }: FileContext): void {
  const options = { ...uploadOptions, schema: inspectSchema }
  app.post('/v1/models/:name/inspect-file', options, async (request, reply) => {
    refuseOtherModel(request.params.name, project.model)
    const { upload, release, options } = await receive(request, reply, request.query.sheet)
    const report = await scorer.inspectFile(upload.path, options)
    // Released before the response is sent, because its reader often sends the file again at once
    // to be scored.
    await upload.remove()
    release()
    return toFileReportInfo(report)
  })
}
