import type { Static } from 'typebox'
import { anything, list, object, record, text } from '../../../project/json-schema.ts'
import type { Span, Trace, TraceInfo } from '../../../store/traces/trace.ts'
import type { NewTrace } from '../../../store/traces/traces.ts'
import { rawNumber } from '../../../store/traces/json-text.ts'
import { toAnyValue } from '../../otlp/any-value.ts'
import { enumeration, message, repeated } from '../fields.ts'
import { assessment, readTraceAssessment, toAssessmentMessage, traceId } from './assessment-message.ts'
import { readDuration, readTimestamp, writeDuration, writeTimestamp } from './times.ts'

/** Characters that clients receive of values, as MLflow's server sends them. */
const maxMetadata = 250
const maxTag = 4096

export const traceLocation = message('Where a trace is stored.', {
  type: enumeration('Kind of place.', 'MLFLOW_EXPERIMENT', {
    TRACE_LOCATION_TYPE_UNSPECIFIED: 0,
    MLFLOW_EXPERIMENT: 1,
    INFERENCE_TABLE: 2,
  }),
  mlflow_experiment: message('The experiment.', { experiment_id: text('Its id.', '1', { maxLength: 100 }) }),
})

const values = (description: string) => record(description, text('Value.', 'v'), { env: 'prod' })

export const traceInfo = message(
  'A trace without its spans.',
  {
    trace_id: traceId,
    client_request_id: text('Id that the traced program gave.', 'request-1'),
    trace_location: traceLocation,
    request_preview: text('The first characters of the input.', '{"q": 1}'),
    response_preview: text('The first characters of the output.', '"yes"'),
    request_time: text('When it started.', '2026-01-31T12:00:00.123Z'),
    execution_duration: text('How long it took.', '1.500s'),
    state: enumeration('State.', 'OK', { STATE_UNSPECIFIED: 0, OK: 1, ERROR: 2, IN_PROGRESS: 3 }),
    trace_metadata: values('Values that do not change.'),
    tags: values('Values that may change.'),
    assessments: repeated('Assessments.', assessment),
  },
  ['trace_id', 'request_time'],
)
type TraceInfoMessage = Static<typeof traceInfo>

const spanMessage = anything('A span as a message of OpenTelemetry.', { name: 'predict' })
export const traceMessage = object(
  'A trace.',
  { trace_info: traceInfo, spans: list('Its spans.', spanMessage) },
  ['spans'],
)
type TraceMessage = Static<typeof traceMessage>

/** Returns the experiment that a trace is sent to; empty without one, which is no experiment. */
export function experimentIdOf({ trace_location: location }: TraceInfoMessage): string {
  return location?.mlflow_experiment?.experiment_id ?? ''
}

/** Returns the trace of a message. @param now ISO 8601, for assessments without times */
export function readTrace(sent: TraceInfoMessage, now: string): NewTrace {
  const { trace_id: id, execution_duration: duration } = sent
  return {
    id,
    experimentId: experimentIdOf(sent),
    startedAt: readTimestamp(sent.request_time, 'request_time'),
    durationMs: duration === undefined ? null : readDuration(duration, 'execution_duration'),
    state: sent.state ?? 'STATE_UNSPECIFIED',
    clientRequestId: sent.client_request_id ?? null,
    requestPreview: sent.request_preview ?? null,
    responsePreview: sent.response_preview ?? null,
    metadata: sent.trace_metadata ?? {},
    tags: sent.tags ?? {},
    assessments: (sent.assessments ?? []).map((one) => readTraceAssessment(one, id, now)),
  }
}

export function toTraceInfo(info: TraceInfo): TraceInfoMessage {
  const { clientRequestId, requestPreview, responsePreview, durationMs, metadata, tags, assessments } = info
  return {
    trace_id: info.id,
    ...(clientRequestId !== null && { client_request_id: clientRequestId }),
    trace_location: {
      type: 'MLFLOW_EXPERIMENT',
      mlflow_experiment: { experiment_id: info.experimentId },
    },
    ...(requestPreview !== null && { request_preview: requestPreview }),
    ...(responsePreview !== null && { response_preview: responsePreview }),
    request_time: writeTimestamp(info.startedAt),
    ...(durationMs !== null && { execution_duration: writeDuration(durationMs) }),
    state: info.state,
    ...(Object.keys(metadata).length > 0 && { trace_metadata: cutValues(metadata, maxMetadata) }),
    ...(Object.keys(tags).length > 0 && { tags: cutValues(tags, maxTag) }),
    ...(assessments.length > 0 && { assessments: assessments.map(toAssessmentMessage) }),
  }
}

export function cutValues(
  named: Readonly<Record<string, string>>,
  length: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => [
      name,
      value.length <= length ? value : Array.from(value).slice(0, length).join(''),
    ]),
  )
}

export function toTraceMessage({ info, spans }: Trace): TraceMessage {
  return {
    trace_info: toTraceInfo(info),
    ...(spans.length > 0 && { spans: spans.map(toSpanMessage) }),
  }
}

/** Returns a span as the message of OpenTelemetry, in JSON of protocol buffers. */
function toSpanMessage(span: Span): object {
  const { events, links, endNs, parentId, statusMessage } = span
  return {
    trace_id: base64(span.traceId.replace(/^tr-/, '')),
    span_id: base64(span.id),
    ...(parentId !== null && { parent_span_id: base64(parentId) }),
    name: span.name,
    start_time_unix_nano: rawNumber(span.startNs),
    ...(endNs > 0n && { end_time_unix_nano: rawNumber(endNs) }),
    ...attributesOf(span.attributes),
    ...(events.length > 0 && {
      events: events.map((event) => ({
        time_unix_nano: rawNumber(event.timeNs),
        name: event.name,
        ...attributesOf(event.attributes),
      })),
    }),
    ...(links.length > 0 && {
      links: links.map((link) => ({
        trace_id: base64(link.traceId.replace(/^tr-/, '')),
        span_id: base64(link.spanId),
        ...attributesOf(link.attributes),
      })),
    }),
    status: {
      ...(statusMessage !== '' && { message: statusMessage }),
      ...(span.status !== 'UNSET' && { code: `STATUS_CODE_${span.status}` }),
    },
  }
}

function attributesOf(texts: Span['attributes']): object {
  const attributes = Object.entries(texts).map(([key, value]) => ({ key, value: toAnyValue(value) }))
  return attributes.length === 0 ? {} : { attributes }
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64')
}
