import { flag, list, object, text } from '../../../project/json-schema.ts'
import type { TraceSearch } from '../../../store/traces/store.ts'
import { visibleAmong } from '../../../store/sql/visible.ts'
import { callerOf } from '../../guard/guard.ts'
import { ofTraces } from '../../guard/objects.ts'
import { int64, message, repeated } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { traceId } from './assessment-message.ts'
import {
  experimentIdOf,
  readTrace,
  toTraceInfo,
  toTraceMessage,
  traceInfo,
  traceLocation,
  traceMessage,
} from './trace-message.ts'

const about = { tag: 'Traces', version: '3.0' } as const
const traceIds = list('Ids of traces.', traceId, { maxItems: 1000 })
const tokenExample = 'WzE3MDAwMDAwMDAwMDAsInRyLTEiXQ'
const nextPageToken = text('Present if there are more.', tokenExample)
const infoResponse = object('The trace, without its spans.', {
  trace: object('The trace.', { trace_info: traceInfo }),
})

/** Parameters of a search besides where it searches. */
export const searchFields = {
  filter: text('A filter.', "trace.status = 'ERROR' AND tags.env = 'prod'"),
  max_results: int64('Maximum number of traces.', 100, { minimum: 1, maximum: 500, default: 100 }),
  order_by: repeated('Clauses of the order.', text('A clause.', 'timestamp_ms DESC'), { maxItems: 100 }),
  page_token: text('`next_page_token` of the page before.', tokenExample, { maxLength: 20_000 }),
}

/** Returns a search of these parameters. */
export function toSearch(
  experimentIds: readonly string[],
  sent: {
    readonly filter?: string
    readonly max_results: number
    readonly order_by: readonly string[]
    readonly page_token?: string
  },
): TraceSearch {
  const { filter = '', max_results: limit, order_by: orderBy, page_token: cursor = '' } = sent
  return { experimentIds, filter, orderBy, limit, ...(cursor !== '' && { cursor }) }
}

/** Serves traces of the current protocol, version 3. */
export const traceRoutes: MlflowRoutes<'traces' | 'grants' | 'now'> = (app, context) => {
  startRoute(app, context)
  getRoutes(app, context)
  batchRoutes(app, context)
  searchRoute(app, context)
}

const startRoute: MlflowRoutes<'traces' | 'now'> = (app, { services: { traces, now } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/traces',
    scope: 'track',
    object: ({ trace }) => ({ kind: 'experiment', id: experimentIdOf(trace.trace_info) }),
    operationId: 'startTraceV3',
    summary: 'Store a trace that is complete',
    description: 'Its spans are sent to `/v1/traces`, before or after it.',
    request: message(
      'The trace.',
      { trace: message('The trace.', { trace_info: traceInfo }, ['trace_info']) },
      ['trace'],
    ),
    response: infoResponse,
    handler: async ({ trace }) => {
      const finished = await traces.finish(readTrace(trace.trace_info, now().toISOString()))
      return { trace: { trace_info: toTraceInfo(finished) } }
    },
  })
}

const getRoutes: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/traces/:trace_id',
    scope: 'read',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'getTraceInfoV3',
    summary: 'Get a trace without its spans',
    request: message('Which trace.', { trace_id: traceId }, ['trace_id']),
    response: infoResponse,
    handler: async ({ trace_id: id }) => ({
      trace: { trace_info: toTraceInfo(await traces.get(id)) },
    }),
  })
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/traces/get',
    scope: 'read',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'getTrace',
    summary: 'Get a trace with its spans',
    request: message(
      'Which trace.',
      {
        trace_id: traceId,
        allow_partial: flag('Whether it is returned before all its spans are stored.', false, {
          default: false,
        }),
      },
      ['trace_id', 'allow_partial'],
    ),
    response: object('The trace.', { trace: traceMessage }),
    handler: async ({ trace_id: id, allow_partial: allowPartial }) => ({
      trace: toTraceMessage(await traces.getTrace(id, { allowPartial })),
    }),
  })
}

const batchRoutes: MlflowRoutes<'traces'> = (app, { services: { traces } }) => {
  const request = message('Which traces.', { trace_ids: traceIds }, ['trace_ids'])
  mlflowRoute(app, {
    ...about,
    method: 'GET',
    path: '/mlflow/traces/batchGet',
    scope: 'read',
    object: ({ trace_ids: ids }) => ofTraces(traces, ids),
    operationId: 'batchGetTraces',
    summary: 'Get traces with their spans',
    description: 'Traces that do not exist, or that are not complete, are left out.',
    request,
    response: object('The traces.', { traces: list('The traces.', traceMessage) }, ['traces']),
    handler: async ({ trace_ids: ids }) => {
      const found = await traces.getTraces(ids)
      return found.length === 0 ? {} : { traces: found.map(toTraceMessage) }
    },
  })
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/traces/batchGetInfos',
    scope: 'read',
    object: ({ trace_ids: ids }) => ofTraces(traces, ids),
    operationId: 'batchGetTraceInfos',
    summary: 'Get traces without their spans',
    request,
    response: object('The traces.', { trace_infos: list('The traces.', traceInfo) }, ['trace_infos']),
    handler: async ({ trace_ids: ids }) => {
      const found = await traces.getMany(ids)
      return found.length === 0 ? {} : { trace_infos: found.map(toTraceInfo) }
    },
  })
}

const searchRoute: MlflowRoutes<'traces' | 'grants'> = (app, { services: { traces, grants } }) => {
  mlflowRoute(app, {
    ...about,
    method: 'POST',
    path: '/mlflow/traces/search',
    scope: 'read',
    object: 'handler',
    operationId: 'searchTracesV3',
    summary: 'Search traces of experiments, newest first',
    request: message(
      'The search.',
      { locations: list('Where to search.', traceLocation, { maxItems: 1000 }), ...searchFields },
      ['locations', 'max_results', 'order_by'],
    ),
    response: object(
      'A page of traces.',
      { traces: list('The traces.', traceInfo), next_page_token: nextPageToken },
      ['traces', 'next_page_token'],
    ),
    handler: async ({ locations, ...search }, request) => {
      const experiments = locations.flatMap((location) => location.mlflow_experiment?.experiment_id ?? [])
      const visible = visibleAmong(experiments, grants.visible(callerOf(request), 'experiment'))
      const { items, nextCursor } = await traces.search(toSearch(visible, search))
      return {
        ...(items.length > 0 && { traces: items.map(toTraceInfo) }),
        ...(nextCursor !== null && { next_page_token: nextCursor }),
      }
    },
  })
}
