import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Experiment } from '../../../store/tracking/experiments.ts'
import type { Page } from '../../../store/tracking/page.ts'
import { callerOf, permit } from '../../guard/guard.ts'
import { noFields } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { ofExperiment, searchOf, toList, toRecord, views } from '../shared-fields.ts'
import {
  byNameRequest,
  createRequest,
  createResponse,
  deleteTagRequest,
  experimentRequest,
  experimentResponse,
  renameRequest,
  searchRequest,
  searchResponse,
  setTagRequest,
  type WireExperiment,
} from './schema.ts'

const tag = 'Experiments'

/** Creates, finds and changes experiments. */
export const experimentRoutes: MlflowRoutes<'experiments' | 'grants'> = (app, context) => {
  readRoutes(app, context)
  lifeRoutes(app, context)
  tagRoutes(app, context)
}

const readRoutes: MlflowRoutes<'experiments' | 'grants'> = (app, { services: { experiments, grants } }) => {
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/experiments/get',
    scope: 'read',
    tag,
    object: ofExperiment,
    operationId: 'getExperiment',
    summary: 'An experiment by id',
    request: experimentRequest,
    response: experimentResponse,
    handler: async ({ experiment_id: id }) => ({ experiment: toExperiment(await experiments.get(id)) }),
  })
  mlflowRoute(app, {
    method: 'GET',
    path: '/mlflow/experiments/get-by-name',
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'getExperimentByName',
    summary: 'An experiment by name',
    request: byNameRequest,
    response: experimentResponse,
    handler: async ({ experiment_name: name }, request) => {
      const experiment = await experiments.getByName(name)
      const ids = experiment === null ? [] : [experiment.id]
      await permit(request, { kind: 'part', experimentIds: async () => ids })
      if (experiment === null) throw new LapidaryError('no-experiment-of-name', { name })
      return { experiment: toExperiment(experiment) }
    },
  })
  for (const method of ['GET', 'POST'] as const) {
    mlflowRoute(app, {
      method,
      path: '/mlflow/experiments/search',
      scope: 'read',
      tag,
      object: 'handler',
      operationId: method === 'GET' ? 'findExperiments' : 'searchExperiments',
      summary: 'Experiments that match a filter',
      request: searchRequest,
      response: searchResponse,
      handler: async ({ view_type: view, ...query }, request) => {
        const visible = grants.visible(callerOf(request), 'experiment')
        return toPage(await experiments.search({ ...searchOf(query), view: views[view], visible }))
      },
    })
  }
}

const lifeRoutes: MlflowRoutes<'experiments' | 'grants'> = (app, { services: { experiments, grants } }) => {
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/experiments/create',
    scope: 'track',
    tag,
    operationId: 'createExperiment',
    summary: 'Create an experiment',
    request: createRequest,
    response: createResponse,
    handler: async ({ name, artifact_location: artifactLocation = '', tags }, request) => {
      const id = await experiments.create({
        name,
        tags: toRecord(tags),
        ...(artifactLocation !== '' && { artifactLocation }),
      })
      await grants.giveCreator(callerOf(request), { kind: 'experiment', id })
      return { experiment_id: id }
    },
  })
  const changes = [
    ['delete', 'deleteExperiment', 'Delete an experiment and its runs, until they are restored'],
    ['restore', 'restoreExperiment', 'Restore an experiment and the runs that were deleted with it'],
  ] as const
  for (const [change, operationId, summary] of changes) {
    mlflowRoute(app, {
      method: 'POST',
      path: `/mlflow/experiments/${change}`,
      scope: 'track',
      tag,
      object: ofExperiment,
      operationId,
      summary,
      request: experimentRequest,
      response: noFields,
      handler: async ({ experiment_id: id }) => {
        await experiments[change](id)
        return {}
      },
    })
  }
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/experiments/update',
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: 'updateExperiment',
    summary: 'Rename an experiment',
    request: renameRequest,
    response: noFields,
    handler: async ({ experiment_id: id, new_name: name }) => {
      await experiments.rename(id, name)
      return {}
    },
  })
}

const tagRoutes: MlflowRoutes<'experiments'> = (app, { services: { experiments } }) => {
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/experiments/set-experiment-tag',
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: 'setExperimentTag',
    summary: 'Set a tag of an experiment',
    request: setTagRequest,
    response: noFields,
    handler: async ({ experiment_id: id, key, value }) => {
      await experiments.setTag(id, key, value)
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'POST',
    path: '/mlflow/experiments/delete-experiment-tag',
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: 'deleteExperimentTag',
    summary: 'Delete a tag of an experiment',
    request: deleteTagRequest,
    response: noFields,
    handler: async ({ experiment_id: id, key }) => {
      await experiments.deleteTag(id, key)
      return {}
    },
  })
}

function toPage({ items, nextCursor }: Page<Experiment>) {
  return {
    ...(items.length > 0 && { experiments: items.map(toExperiment) }),
    ...(nextCursor !== null && { next_page_token: nextCursor }),
  }
}

function toExperiment(experiment: Experiment): WireExperiment {
  const { id, name, artifactLocation, lifecycle, createdAt, updatedAt } = experiment
  const tags = toList(experiment.tags)
  return {
    experiment_id: id,
    name,
    artifact_location: artifactLocation,
    lifecycle_stage: lifecycle,
    last_update_time: Date.parse(updatedAt),
    creation_time: Date.parse(createdAt),
    ...(tags.length > 0 && { tags }),
  }
}
