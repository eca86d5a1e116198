import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { type Caller, mayDo } from '../../access/scopes.ts'
import { LapidaryError } from '../../errors.ts'
import { FileSlots } from '../file-slots.ts'
import { callerOf } from '../guard.ts'
import { languageOf } from '../problems.ts'
import type { ScoredFile } from '../../serving/scorer.ts'
import { flag, integer, text } from '../schema/describe.ts'
import { nameParams } from '../schema/models.ts'
import { problemResponses } from '../schema/problem.ts'
import { saveUpload } from '../upload.ts'
import { watchReader } from '../watch-reader.ts'
import { refuseOtherModel } from './predict.ts'
import type { Routes } from './route-context.ts'

const fileTypes = [
  'text/csv',
  'application/csv',
  'application/gzip',
  'application/x-gzip',
  'application/vnd.apache.parquet',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
]

const answerHeaders = {
  'X-Total-Rows': integer('Rows of the file.', 2),
  'X-Missing-Columns': text(
    'Columns of the model that neither the file nor the feature store has, so that they count as missing in every row: ' +
      'percent-encoded, with commas between them. Not sent when there are none. Of very many, the first.',
    'Annual_Income,Age',
  ),
  'X-Missing-Column-Count': integer('How many columns are missing from the file.', 2),
  'X-Unusable-Cells': integer(
    'Cells that held something of no use (not a number, out of range, unknown category): they count as missing.',
    0,
  ),
  'X-Logged': flag('Whether the prediction log has every scored row; false with `log=false`.', true),
}

const fileQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    inputs: flag('Adds the columns of the model after `error`, as they were read: what was of no use is empty.', true, {
      default: false,
    }),
    log: flag('false scores the file without storing its rows in the prediction log. Needs the scope `operate`.', true, {
      default: true,
    }),
  },
}

/** Readers of HTTP take some 16 kB of headers. */
const mostOfNames = 4000

function headersOf({ rows, missingColumns, unusableCells }: ScoredFile, log: boolean): Record<string, string | number> {
  let names = ''
  for (const name of missingColumns.map(encodeURIComponent)) {
    if (names.length + name.length > mostOfNames) break
    names += names === '' ? name : `,${name}`
  }
  return {
    'x-total-rows': rows,
    'x-missing-column-count': missingColumns.length,
    ...(names !== '' && { 'x-missing-columns': names }),
    'x-unusable-cells': unusableCells,
    'x-logged': String(log),
  }
}

/** Aborts when the connection has closed: the caller has left, or has the whole answer. */
function closingOf(reply: FastifyReply): AbortController {
  const closing = new AbortController()
  const stop = (): void => closing.abort(new LapidaryError('bad-request'))
  reply.raw.once('close', stop)
  if (reply.raw.destroyed) stop()
  return closing
}

const fileSchema = {
  tags: ['Predictions'],
  operationId: 'predictFile',
  summary: 'Predict every row of a CSV, Excel (.xlsx) or Parquet file',
  description:
    'The file has the columns of the training table or of a request. The answer is CSV in the order of the file: its identifier columns, ' +
    '`prediction`, `probability_<class>`, and `error` for a row that could not be read. What the file does not say is in the headers. ' +
    'Every scored row is stored in the prediction log unless `log=false`. Each caller has one file at a time (429), and the server a few (503): ' +
    '`Retry-After` says when to try again.',
  consumes: fileTypes,
  params: nameParams,
  querystring: fileQuery,
  body: { type: 'string', format: 'binary', description: 'The file.' },
  response: {
    200: {
      description: 'The file, scored.',
      headers: answerHeaders,
      content: {
        'text/csv': { schema: text('CSV.', 'Customer_ID,prediction,probability_Poor,error\nCUS_0x1,Poor,0.7,\n') },
      },
    },
    ...problemResponses([400, 404, 413, 415, 422, 429, 503]),
  },
}

/** @throws LapidaryError `missing-scope` for a caller whose predictions are always logged. */
function refuseUnlogged(caller: Caller): void {
  if (mayDo(caller, 'operate')) return
  throw new LapidaryError('missing-scope', { name: caller.name, scope: 'operate', seen: [...caller.scopes].join(', ') })
}

/** Scores a whole file. Must be registered in a scope of its own: it takes bodies that no other route takes. */
export const predictFileRoutes: Routes = (app, { services, validators }) => {
  const { project, settings, scorer, uploadFolder, log } = services
  // What a killed process left.
  app.addHook('onReady', () => rm(uploadFolder, { recursive: true, force: true }))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload))
  const slots = new FileSlots(settings.MAX_FILES_AT_ONCE)
  app.post<{ Params: { name: string }; Querystring: { log?: boolean; inputs?: boolean }; Body: Readable | undefined }>(
    '/v1/models/:name/predict-file',
    {
      bodyLimit: settings.MAX_FILE_BYTES,
      config: {
        scope: 'predict',
        accepts:
          'text/csv, application/gzip, application/vnd.apache.parquet, ' +
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/octet-stream',
      },
      schema: fileSchema,
      // The body is a stream, read while it comes.
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : validators.compiler(route)),
    },
    async (request, reply) => {
      refuseOtherModel(request.params.name, project.model)
      const caller = callerOf(request)
      const { log: logged = true, inputs = false } = request.query
      if (!logged) refuseUnlogged(caller)
      const release = slots.take(caller.id)
      const closing = closingOf(reply)
      closing.signal.addEventListener('abort', release)
      // A request without a type and a body has none to read.
      const body = request.body ?? Readable.from([])
      const upload = await saveUpload(body, { folder: uploadFolder, id: randomUUID(), limit: settings.MAX_FILE_BYTES })
      // An answer that is never read to its end closes too.
      closing.signal.addEventListener('abort', () => void upload.remove())
      if (closing.signal.aborted) await upload.remove()
      const { signal } = closing
      const options = { caller, language: languageOf(request), log: logged, inputs, tempFolder: upload.folder, signal }
      const scored = await scorer.predictFile(upload.path, options)
      reply.headers(headersOf(scored, logged)).header('content-disposition', 'attachment; filename="predictions.csv"')
      const answer = Readable.from(watchReader(scored.csv, () => reply.raw.destroy(), release))
      // The answer is under way: it breaks off, and only the log can say why.
      answer.once('error', (err) => log.error({ err, request: request.id }, 'a file could not be scored to its end'))
      return reply.type('text/csv; charset=utf-8').send(answer)
    },
  )
}
