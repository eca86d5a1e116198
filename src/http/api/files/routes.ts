import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Caller, hasScope } from '../../../store/access/caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { FileSlots } from '../../load/file-slots.ts'
import { callerOf } from '../../guard/guard.ts'
import { languageOf } from '../../problems.ts'
import { flag, text } from '../../openapi/describe.ts'
import { fileReportInfo, fileTypes, headersOf, scoredFileHeaders, toFileReportInfo } from './schema.ts'
import { nameParams } from '../models/schema.ts'
import { problemResponses } from '../problem.ts'
import { saveUpload } from '../../body/upload.ts'
import { watchReader } from '../../load/watch-reader.ts'
import { refuseOtherModel } from '../predict/routes.ts'
import type { Routes } from '../../route-context.ts'

const sheet = text('Sheet of a workbook. Default: the one that the project names, or that looks like its table.', 'Clients', {
  minLength: 1,
  maxLength: 255,
})

const fileQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    sheet,
    inputs: flag('Adds the columns of the model after `error`, as they were read: what was of no use is empty.', true, {
      default: false,
    }),
    log: flag('false scores the file without storing its rows in the prediction log. Needs the scope `operate`.', true, {
      default: true,
    }),
    accept_lost: flag('Scores the file even if columns lose clearly more cells than in training: they count as missing.', true, {
      default: false,
    }),
  },
}

/** Aborts when the connection has closed: the caller has left, or has the whole answer. */
function closingOf(reply: FastifyReply): AbortController {
  const closing = new AbortController()
  const stop = (): void => closing.abort(new LapidaryError('bad-request'))
  reply.raw.once('close', stop)
  if (reply.raw.destroyed) stop()
  return closing
}

const fileBody = { type: 'string', format: 'binary', description: 'The file.' }

const fileSchema = {
  tags: ['Predictions'],
  operationId: 'predictFile',
  summary: 'Predict every row of a CSV, Excel (.xlsx) or Parquet file',
  description:
    'The file has the columns of the training table or of a request. The answer is CSV in the order of the file: its identifier columns, ' +
    '`prediction`, `probability_<class>`, and `error` for a row without a prediction. What the file lacks or loses is in the headers. ' +
    'A file whose columns lose clearly more cells than in training is refused with 422 `lost-cells`, unless `accept_lost=true`; ' +
    '`inspect-file` shows what is lost before. A file without a single row that has a prediction is refused with 422 `no-row-scored`, ' +
    'unless it is so large that the answer has begun. ' +
    'Every scored row is stored in the prediction log unless `log=false`. Each caller has one file at a time (429), and the server a few (503): ' +
    '`Retry-After` says when to try again.',
  consumes: fileTypes,
  params: nameParams,
  querystring: fileQuery,
  body: fileBody,
  response: {
    200: {
      description: 'The file, scored.',
      headers: scoredFileHeaders,
      content: {
        'text/csv': { schema: text('CSV.', 'Customer_ID,prediction,probability_Poor,error\nCUS_0x1,Poor,0.7,\n') },
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
  querystring: { type: 'object', additionalProperties: false, properties: { sheet } },
  body: fileBody,
  response: { 200: fileReportInfo, ...problemResponses([400, 404, 413, 415, 422, 429, 503]) },
}

/** @throws LapidaryError `missing-scope` for a caller whose predictions are always logged. */
function refuseUnlogged(caller: Caller): void {
  if (hasScope(caller, 'operate')) return
  throw new LapidaryError('missing-scope', { name: caller.name, scope: 'operate', seen: [...caller.scopes].join(', ') })
}

interface FileRoute {
  Params: { name: string }
  Querystring: { sheet?: string; log?: boolean; inputs?: boolean; accept_lost?: boolean }
  Body: Readable | undefined
}

/** Scores and inspects whole files. Must be registered in a scope of its own: it takes bodies that no other route takes. */
export const predictFileRoutes: Routes = (app, { services, validators }) => {
  const { project, settings, scorer, uploadFolder, log } = services
  // What a killed process left.
  app.addHook('onReady', () => rm(uploadFolder, { recursive: true, force: true }))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload))
  const slots = new FileSlots(settings.MAX_FILES_AT_ONCE)
  const shared = {
    bodyLimit: settings.MAX_FILE_BYTES,
    config: {
      scope: 'predict' as const,
      accepts:
        'text/csv, application/gzip, application/vnd.apache.parquet, ' +
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/octet-stream',
    },
    // The body is a stream, read while it comes.
    validatorCompiler: (route: Parameters<typeof validators.compiler>[0]) =>
      route.httpPart === 'body' ? () => true : validators.compiler(route),
  }

  /** Takes a slot of the caller and stores the body. Both go back when the connection closes, or by `release` and `upload.remove` before. */
  const receive = async (request: FastifyRequest<FileRoute>, reply: FastifyReply) => {
    const limit = settings.MAX_FILE_BYTES
    // Before the slot, and before megabytes are stored that end in the same error.
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new LapidaryError('body-too-large', { limit })
    const release = slots.take(callerOf(request).id)
    const { signal } = closingOf(reply)
    signal.addEventListener('abort', release)
    // A request without a type and a body has none to read.
    const body = request.body ?? Readable.from([])
    const upload = await saveUpload(body, { folder: uploadFolder, id: randomUUID(), limit })
    // A response that is never read to its end closes, too.
    signal.addEventListener('abort', () => void upload.remove())
    if (signal.aborted) await upload.remove()
    const options = { sheet: request.query.sheet, language: languageOf(request), tempFolder: upload.folder, signal }
    return { upload, release, options }
  }

  app.post<FileRoute>('/v1/models/:name/predict-file', { ...shared, schema: fileSchema }, async (request, reply) => {
    refuseOtherModel(request.params.name, project.model)
    const caller = callerOf(request)
    const { log: logged = true, inputs = false, accept_lost: acceptLost = false } = request.query
    if (!logged) refuseUnlogged(caller)
    const { upload, release, options } = await receive(request, reply)
    const scored = await scorer.predictFile(upload.path, { ...options, caller, log: logged, inputs, acceptLost })
    reply.headers(headersOf(scored, logged)).header('content-disposition', 'attachment; filename="predictions.csv"')
    const answer = Readable.from(watchReader(scored.csv, () => reply.raw.destroy(), release))
    // The response has begun: it breaks off, and only the log can say why.
    answer.once('error', (err) => log.error({ err, request: request.id }, 'a file could not be scored to its end'))
    return reply.type('text/csv; charset=utf-8').send(answer)
  })

  app.post<FileRoute>('/v1/models/:name/inspect-file', { ...shared, schema: inspectSchema }, async (request, reply) => {
    refuseOtherModel(request.params.name, project.model)
    const { upload, release, options } = await receive(request, reply)
    const report = await scorer.inspectFile(upload.path, options)
    // Before the response: its reader sends the file again at once, to be scored.
    await upload.remove()
    release()
    return toFileReportInfo(report)
  })
}
