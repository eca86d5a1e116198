import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { callerOf } from '../guard.ts'
import { languageOf } from '../problems.ts'
import type { ScoredFile } from '../../serving/scorer.ts'
import { flag, integer, text } from '../schema/describe.ts'
import { nameParams } from '../schema/models.ts'
import type { JsonSchema } from '../../project/route.ts'
import { problemResponses } from '../schema/problem.ts'
import { saveUpload } from '../upload.ts'
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
}

const fileQuery: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    inputs: flag('Adds the columns of the model after `error`, as they were read: what was of no use is empty.', true, {
      default: false,
    }),
  },
}

/** Readers of HTTP take some 16 kB of headers. */
const mostOfNames = 4000

function headersOf({ rows, missingColumns, unusableCells }: ScoredFile): Record<string, string | number> {
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
  }
}

/** Scores a whole file. Must be registered in a scope of its own: it takes bodies that no other route takes. */
export const predictFileRoutes: Routes = (app, { services, validators }) => {
  const { project, settings, scorer, uploadFolder, log } = services
  // What a killed process left.
  app.addHook('onReady', () => rm(uploadFolder, { recursive: true, force: true }))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload))
  app.post<{ Params: { name: string }; Querystring: { inputs: boolean }; Body: Readable | undefined }>(
    '/v1/models/:name/predict-file',
    {
      bodyLimit: settings.MAX_FILE_BYTES,
      config: {
        scope: 'predict',
        accepts:
          'text/csv, application/gzip, application/vnd.apache.parquet, ' +
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/octet-stream',
      },
      schema: {
        tags: ['Predictions'],
        operationId: 'predictFile',
        summary: 'Predict every row of a CSV, Excel (.xlsx) or Parquet file',
        description:
          'The file has the columns of the training table or of a request. The answer is CSV in the order of the file: its identifier columns, ' +
          '`prediction`, `probability_<class>`, and `error` for a row that could not be read. What the file does not say is in the headers.',
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
          ...problemResponses([400, 404, 413, 415, 422]),
        },
      },
      // The body is a stream, read while it comes.
      validatorCompiler: (route) => (route.httpPart === 'body' ? () => true : validators.compiler(route)),
    },
    async (request, reply) => {
      refuseOtherModel(request.params.name, project.model)
      // A request without a type and a body has none to read.
      const body = request.body ?? Readable.from([])
      const upload = await saveUpload(body, { folder: uploadFolder, id: randomUUID(), limit: settings.MAX_FILE_BYTES })
      // An answer that is never read to its end closes too.
      reply.raw.once('close', () => void upload.remove())
      const scored = await scorer.predictFile(upload.path, {
        caller: callerOf(request),
        language: languageOf(request),
        inputs: request.query.inputs,
      })
      reply.headers(headersOf(scored)).header('content-disposition', 'attachment; filename="predictions.csv"')
      const answer = Readable.from(scored.csv)
      // The answer is under way: it breaks off, and only the log can say why.
      answer.once('error', (err) => log.error({ err, request: request.id }, 'a file could not be scored to its end'))
      return reply.type('text/csv; charset=utf-8').send(answer)
    },
  )
}
