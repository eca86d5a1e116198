import type { Static } from 'typebox'
import { list, object, text } from '../../../project/json-schema.ts'
import type { TraceInfo } from '../../../store/traces/trace.ts'
import { visibleAmong } from '../../../store/sql/visible.ts'
import { callerOf } from '../../guard/guard.ts'
import { ofTraces } from '../../guard/objects.ts'
import { enumeration, int64, message, repeated } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { ofExperiment } from '../shared-fields.ts'
import { traceId } from './assessment-message.ts'
import { readMilliseconds } from './times.ts'
import { cutValues } from './trace-message.ts'
import { searchFields, toSearch } from './trace-routes.ts'

const about = { tag: 'Traces', version: '2.0' } as const

const pair = message(
  'A named value.',
  { key: text('Its name.', 'env', { maxLength: 1000 }), value: text('The value.', 'prod') },
  ['key'],
)
const states = { TRACE_STATUS_UNSPECIFIED: 0, OK: 1, ERROR: 2, IN_PROGRESS: 3 } as const
const timestamp = int64('In milliseconds since 1970.', 1_700_000_000_000, { default: 0 })
const changed = {
  timestamp_ms: timestamp,
  request_metadata: repeated('Values that do not change.', pair, { maxItems: 1000 }),
  tags: repeated('Values that may change.', pair, { maxItems: 1000 }),
}

const traceInfo = object('A trace without its spans.', {
  request_id: traceId,
  experiment_id: text('Id of its experiment.', '1'),
  timestamp_ms: timestamp,
  execution_time_ms: int64('How long it took; 0 while it is in progress.', 1500),
  status: enumeration('State.', 'OK', states),
  request_metadata: list('Values that do not change.', pair),
  tags: list('Values that may change.', pair),
})
const response = object('The trace.', { trace_info: traceInfo })

/** Serves traces of version 2 of the protocol, whose spans clients write to an artifact. */
export const oldTraceRoutes: MlflowRoutes<'traces' | 'grants'> = (app, context) => {
  startRoute(app, context)
  endRoute(app, context)
  infoRoute(app, context)
  searchRoute(app, context)
}

const startRoute: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/traces',
    scope: 'track',
    object: ofExperiment,
    operationId: 'startTrace',
    summary: 'Store a trace that begins',
    request: message(
      'The trace.',
      { experiment_id: text('Id of its experiment.', '1', { maxLength: 100 }), ...changed },
      ['experiment_id', 'timestamp_ms', 'request_metadata', 'tags'],
    ),
    response,
    handler: async ({ experiment_id: experimentId, timestamp_ms: ms, request_metadata, tags }) => {
      const startedAt = readMilliseconds(ms, 'timestamp_ms')
      const metadata = toRecord(request_metadata)
      const begun = await traces.begin({ experimentId, startedAt, metadata, tags: toRecord(tags) })
      return { trace_info: toInfo(begun) }
    },
  })
}

const endRoute: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'PATCH',
    path: '/mlflow/traces/:request_id',
    scope: 'track',
    object: ({ request_id: id }) => ofTraces(traces, [id]),
    operationId: 'endTrace',
    summary: 'End a trace',
    request: message(
      'The end.',
      { request_id: traceId, ...changed, status: enumeration('State.', 'OK', states) },
      ['request_id', 'timestamp_ms', 'request_metadata', 'tags'],
    ),
    response,
    handler: async ({ request_id: id, timestamp_ms: ms, status, request_metadata, tags }) => {
      const ended = await traces.end(id, {
        endedMs: Date.parse(readMilliseconds(ms, 'timestamp_ms')),
        state: status === undefined || status === 'TRACE_STATUS_UNSPECIFIED' ? 'STATE_UNSPECIFIED' : status,
        metadata: toRecord(request_metadata),
        tags: toRecord(tags),
      })
      return { trace_info: toInfo(ended) }
    },
  })
}

const infoRoute: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/traces/:request_id/info',
    scope: 'read',
    object: ({ request_id: id }) => ofTraces(traces, [id]),
    operationId: 'getTraceInfo',
    summary: 'Get a trace without its spans',
    request: message('Which trace.', { request_id: traceId }, ['request_id']),
    response,
    handler: async ({ request_id: id }) => ({ trace_info: toInfo(await traces.get(id)) }),
  })
}

const searchRoute: MlflowRoutes<'traces' | 'grants'> = (app, { services: { traces, grants } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/traces',
    scope: 'read',
    object: 'handler',
    operationId: 'searchTraces',
    summary: 'Search traces of experiments, newest first',
    request: message(
      'The search.',
      {
        experiment_ids: list('Ids of experiments.', text('An id.', '1', { maxLength: 100 }), {
          maxItems: 1000,
        }),
        ...searchFields,
      },
      ['experiment_ids', 'max_results', 'order_by'],
    ),
    response: object(
      'A page of traces.',
      { traces: list('The traces.', traceInfo), next_page_token: text('Present if there are more.', 'WzE3') },
      ['traces', 'next_page_token'],
    ),
    handler: async ({ experiment_ids: ids, ...search }, request) => {
      const visible = visibleAmong(ids, grants.visible(callerOf(request), 'experiment'))
      const { items, nextCursor } = await traces.search(toSearch(visible, search))
      return {
        ...(items.length > 0 && { traces: items.map(toInfo) }),
        ...(nextCursor !== null && { next_page_token: nextCursor }),
      }
    },
  })
}

function toRecord(pairs: readonly Static<typeof pair>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.map(({ key, value = '' }) => [key, value]))
}

function toPairs(values: Readonly<Record<string, string>>, length: number): Static<typeof pair>[] {
  return Object.entries(cutValues(values, length)).map(([key, value]) => ({ key, value }))
}

function toInfo(info: TraceInfo): Static<typeof traceInfo> {
  const { id, experimentId, startedAt, durationMs, state, metadata, tags } = info
  return {
    request_id: id,
    experiment_id: experimentId,
    timestamp_ms: Date.parse(startedAt),
    execution_time_ms: durationMs ?? 0,
    status: state === 'STATE_UNSPECIFIED' ? 'TRACE_STATUS_UNSPECIFIED' : state,
    request_metadata: toPairs(metadata, 250),
    tags: toPairs(tags, 4096),
  }
}
