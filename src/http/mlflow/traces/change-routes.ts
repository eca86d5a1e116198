import { list, object, text } from '../../../project/json-schema.ts'
import { ofRuns, ofTraces } from '../../guard/objects.ts'
import type { ServerServices } from '../../platform-services.ts'
import { int64, message } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { ofExperiment } from '../shared-fields.ts'
import type { App } from '../../route-context.ts'
import { traceId } from './assessment-message.ts'

const tag = 'Traces'
const done = object('Done.', {})
type Services = Pick<ServerServices, 'traces' | 'runs'>

/** Serves changes of traces. Clients call some of them by both versions of the protocol. */
export const traceChangeRoutes: MlflowRoutes<keyof Services> = (app, { services }) => {
  for (const protocol of protocols) {
    tagRoutes(app, services, protocol)
    deleteRoute(app, services, protocol)
  }
  linkRoutes(app, services)
}

interface Protocol {
  readonly version: '2.0' | '3.0'
  readonly suffix: string
}

const protocols: readonly Protocol[] = [
  { version: '2.0', suffix: '' },
  { version: '3.0', suffix: 'V3' },
]

function tagRoutes(app: App, { traces }: Services, { version, suffix }: Protocol): void {
  const path = '/mlflow/traces/:trace_id/tags'
  const about = { tag, version, path, scope: 'track', response: done } as const
  const key = text('Name of the tag.', 'env')
  mlflowRoute(app, {
    ...about,
    method: 'PATCH',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: `setTraceTag${suffix}`,
    summary: 'Set a tag of a trace',
    request: message(
      'The tag.',
      { trace_id: traceId, key, value: text('Its value.', 'prod', { default: '' }) },
      ['trace_id', 'key', 'value'],
    ),
    handler: async ({ trace_id: id, key: name, value }) => {
      await traces.setTag(id, name, value)
      return {}
    },
  })
  mlflowRoute(app, {
    ...about,
    method: 'DELETE',
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: `deleteTraceTag${suffix}`,
    summary: 'Delete a tag of a trace',
    request: message('The tag.', { trace_id: traceId, key }, ['trace_id', 'key']),
    handler: async ({ trace_id: id, key: name }) => {
      await traces.deleteTag(id, name)
      return {}
    },
  })
}

function deleteRoute(app: App, { traces }: Services, { version, suffix }: Protocol): void {
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/traces/delete-traces',
    version,
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: `deleteTraces${suffix}`,
    summary: 'Delete traces by their ids, or those until a time',
    request: message(
      'Which traces.',
      {
        experiment_id: text('Id of their experiment.', '1', { maxLength: 100 }),
        max_timestamp_millis: int64('Deletes traces that started until then.', 1_700_000_000_000),
        max_traces: int64('Maximum number; the oldest are deleted first.', 100),
        request_ids: list('Ids of traces.', traceId, { maxItems: 1000 }),
      },
      ['experiment_id'],
    ),
    response: object('The result.', { traces_deleted: int64('Number of deleted traces.', 1) }),
    handler: async ({
      experiment_id: experimentId,
      max_timestamp_millis: time,
      max_traces,
      request_ids,
    }) => ({
      traces_deleted: await traces.delete({
        experimentId,
        ...(time !== undefined && { maxStartedMs: time }),
        ...(max_traces !== undefined && { limit: max_traces }),
        ...(request_ids !== undefined && request_ids.length > 0 && { ids: request_ids }),
      }),
    }),
  })
}

function linkRoutes(app: App, { traces, runs }: Services): void {
  const traceIds = list('Ids of traces, at most 100.', traceId)
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/traces/link-to-run',
    scope: 'track',
    tag,
    object: ({ trace_ids: ids, run_id: run }) => [ofTraces(traces, ids), ofRuns(runs, [run])],
    operationId: 'linkTracesToRun',
    summary: 'Link traces to a run',
    request: message(
      'The links.',
      { trace_ids: traceIds, run_id: text('Id of the run.', 'r', { maxLength: 100 }) },
      ['trace_ids', 'run_id'],
    ),
    response: done,
    handler: async ({ trace_ids: ids, run_id: run }) => {
      await traces.linkToRun(ids, run)
      return {}
    },
  })
  const prompt = message(
    'A version of a prompt.',
    {
      name: text('Its name.', 'greeting', { maxLength: 300 }),
      version: text('Its version.', '1', { maxLength: 50 }),
    },
    ['name', 'version'],
  )
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/traces/link-prompts',
    scope: 'track',
    tag,
    object: ({ trace_id: id }) => ofTraces(traces, [id]),
    operationId: 'linkPromptsToTrace',
    summary: 'Link versions of prompts to a trace',
    request: message(
      'The links.',
      { trace_id: traceId, prompt_versions: list('Versions.', prompt, { maxItems: 100 }) },
      ['trace_id', 'prompt_versions'],
    ),
    response: done,
    handler: async ({ trace_id: id, prompt_versions: versions }) => {
      const prompts = versions.map(({ name, version }) => `${name}/${version}`)
      await traces.linkPrompts(id, [...new Set(prompts)])
      return {}
    },
  })
}
