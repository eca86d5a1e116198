import { promisify } from 'node:util'
import { gunzip, inflate, inflateRaw } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { typed } from '../../project/json-schema.ts'
import type { ReceivedSpan } from '../../store/traces/summarize-spans.ts'
import { problemResponses } from '../api/problem.ts'
import { bodyText } from '../body/request-text.ts'
import { parseStrictJson } from '../body/strict-json.ts'
import { permit } from '../guard/guard.ts'
import { ofRuns } from '../guard/objects.ts'
import type { ServerServices } from '../platform-services.ts'
import type { RouteContext } from '../route-context.ts'
import { decodeJsonTraces, decodeProtobufTraces } from './decode-traces.ts'

/** Bytes of a request, as it is sent and after it is decompressed. */
const maxBytes = 16 * 1024 * 1024
/** Bytes from which decoding waits for a turn of the event loop. */
const largeBody = 65_536
const protobufType = 'application/x-protobuf'
const accepts = `${protobufType} or application/json`

const schema = {
  tags: ['Traces'],
  operationId: 'exportTraces',
  summary: 'Store spans that are sent by the protocol of OpenTelemetry',
  description:
    'The message ExportTraceServiceRequest of OTLP/HTTP in protocol buffers or JSON, also compressed with gzip or deflate. ' +
    'The header `x-mlflow-experiment-id` names the experiment, and `x-mlflow-run-id` a run to link the traces to. All spans of a request are stored or none.',
  consumes: [protobufType, 'application/json'],
  headers: typed({
    type: 'object',
    properties: {
      'x-mlflow-experiment-id': { type: 'string', description: 'Id of an experiment.', examples: ['1'] },
      'x-mlflow-run-id': { type: 'string', description: 'Id of a run.', examples: [''] },
    },
  }),
  response: {
    200: {
      description: 'Stored.',
      content: {
        [protobufType]: { schema: typed({ type: 'string', format: 'binary' }) },
        'application/json': { schema: typed({ type: 'object' }) },
      },
    },
    ...problemResponses([400, 404, 409, 413, 415, 422]),
  },
}

/**
 * Registers the route of OpenTelemetry (OTLP/HTTP 1.x, traces), to which MLflow's client sends
 * spans. A plugin of Fastify, which a server registers once; the server provides the guard.
 */
export async function otlpApi(
  app: FastifyInstance,
  { services, nextTurn }: Pick<RouteContext<keyof ServerServices>, 'services' | 'nextTurn'>,
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    [protobufType, 'application/json'],
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => body,
  )
  app.setValidatorCompiler(() => () => true) // the decoder validates
  app.post(
    '/v1/traces',
    {
      config: { scope: 'track', object: 'handler', accepts, decompresses: true },
      bodyLimit: maxBytes,
      schema,
    },
    async (request, reply) => {
      const { 'x-mlflow-experiment-id': experimentId, 'x-mlflow-run-id': runId } = request.headers
      if (typeof experimentId !== 'string' || experimentId === '')
        throw new LapidaryError('no-experiment-header')
      await permit(request, { kind: 'experiment', id: experimentId })
      const run = toRunId(runId)
      if (run !== null) await permit(request, ofRuns(services.runs, [run]))
      const body = await decompress(request)
      if (body.length > largeBody) await nextTurn()
      const isJson = !request.headers['content-type']?.startsWith(protobufType)
      await services.traces.addSpans(experimentId, decode(request, body, isJson), run)
      return isJson
        ? reply.type('application/json').serializer(String).send('{}')
        : reply.type(protobufType).send(Buffer.alloc(0))
    },
  )
}

function decode(request: FastifyRequest, body: Buffer, isJson: boolean): readonly ReceivedSpan[] {
  return isJson ? decodeJsonTraces(parseStrictJson(bodyText(request, body))) : decodeProtobufTraces(body)
}

function toRunId(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' && header !== '' ? header.slice(0, 100) : null
}

const decompressors = {
  gzip: [promisify(gunzip)],
  // Some programs send the stream without its header.
  deflate: [promisify(inflate), promisify(inflateRaw)],
} as const

/** @throws LapidaryError `wrong-content-encoding`, `body-too-large`, `bad-compression` */
async function decompress({ headers, body }: FastifyRequest): Promise<Buffer> {
  const bytes = (body as Buffer | undefined) ?? Buffer.alloc(0)
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (coding === '' || coding === 'identity') return bytes
  if (coding !== 'gzip' && coding !== 'deflate')
    throw new LapidaryError('wrong-content-encoding', { seen: coding.slice(0, 100) })
  let problem: unknown
  for (const decompressWith of decompressors[coding]) {
    try {
      return await decompressWith(bytes, { maxOutputLength: maxBytes })
    } catch (error) {
      problem = error
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw new LapidaryError('body-too-large', { limit: maxBytes }, { cause: error })
    }
  }
  throw new LapidaryError('bad-compression', { coding }, { cause: problem })
}
