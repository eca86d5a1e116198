import { visibleAmong } from '../../../store/sql/visible.ts'
import { callerOf } from '../../guard/guard.ts'
import { ofRuns } from '../../guard/objects.ts'
import { noFields } from '../fields.ts'
import { jsonText, type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { ofExperiment, searchOf, views } from '../shared-fields.ts'
import {
  createRequest,
  runRequest,
  runResponse,
  searchRequest,
  searchResponse,
  updateRequest,
  updateResponse,
} from './schema.ts'
import { searchRunsText } from './search-text.ts'
import { statuses, toInfo, toRun } from './to-run.ts'

const tag = 'Runs'

/** Creates, finds and changes runs. */
export const runRoutes: MlflowRoutes<'runs' | 'grants'> = (app, context) => {
  readRoutes(app, context)
  lifeRoutes(app, context)
  lifecycleRoutes(app, context)
}

const readRoutes: MlflowRoutes<'runs' | 'grants'> = (app, { services: { runs, grants }, nextTurn }) => {
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/runs/get',
    scope: 'read',
    tag,
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'getRun',
    summary: 'A run with its last metrics',
    request: runRequest,
    response: runResponse,
    handler: async ({ run_id: id }) => ({ run: toRun(await runs.get(id)) }),
  })
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/runs/search',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'searchRuns',
    summary: 'Runs that match a filter',
    request: searchRequest,
    response: searchResponse,
    handler: async ({ experiment_ids: ids, run_view_type: view, ...search }, request, reply) => {
      const experimentIds = visibleAmong(ids, grants.visible(callerOf(request), 'experiment'))
      const query = { ...searchOf(search), experimentIds, view: views[view] }
      return jsonText(reply, await searchRunsText(runs, query, nextTurn))
    },
  })
}

const lifeRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/runs/create',
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: 'createRun',
    summary: 'Start a run',
    request: createRequest,
    response: runResponse,
    handler: async ({ experiment_id: experimentId, user_id: user, run_name: name, start_time, tags }) => {
      const startedAt = start_time === undefined ? undefined : toTime(start_time)
      const { outputs: _none, ...run } = toRun(
        await runs.create({ experimentId, tags, user, name, startedAt }),
      )
      return { run }
    },
  })
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/runs/update',
    scope: 'track',
    tag,
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'updateRun',
    summary: 'End or rename a run',
    request: updateRequest,
    response: updateResponse,
    handler: async ({ run_id: id, status, end_time, run_name: name = '' }) => ({
      run_info: toInfo(
        await runs.update(id, {
          ...(status !== undefined && { status: statuses[status] }),
          ...(end_time !== undefined && { endedAt: toTime(end_time) }),
          ...(name !== '' && { name }),
        }),
      ),
    }),
  })
}

const lifecycleRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  const changes = [
    ['delete', 'deleteRun', 'Delete a run, until it is restored'],
    ['restore', 'restoreRun', 'Restore a deleted run'],
  ] as const
  for (const [change, operationId, summary] of changes) {
    mlflowRoute(app, {
      method: 'POST',
      path: `/mlflow/runs/${change}`,
      scope: 'track',
      tag,
      object: ({ run_id: id }) => ofRuns(runs, [id]),
      operationId,
      summary,
      request: runRequest,
      response: noFields,
      handler: async ({ run_id: id }) => {
        await runs[change](id)
        return {}
      },
    })
  }
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
