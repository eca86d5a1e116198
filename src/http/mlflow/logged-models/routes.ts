import type { ValueOf } from '../../../project/json-schema.ts'
import type { LoggedModelSearch } from '../../../store/tracking/logged-models/logged-model.ts'
import { visibleAmong } from '../../../store/sql/visible.ts'
import { callerOf } from '../../guard/guard.ts'
import { ofLoggedModels } from '../../guard/objects.ts'
import { noFields } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { ofExperiment } from '../shared-fields.ts'
import {
  createRequest,
  deleteTagRequest,
  finalizeRequest,
  getRequest,
  logParamsRequest,
  modelRequest,
  modelResponse,
  searchRequest,
  searchResponse,
  setTagsRequest,
  statuses,
  toModel,
} from './schema.ts'

const tag = 'Logged models'
const root = '/mlflow/logged-models'
const one = `${root}/:model_id`

/** Creates, finds and changes logged models. */
export const loggedModelRoutes: MlflowRoutes<'loggedModels' | 'grants'> = (app, context) => {
  readRoutes(app, context)
  createRoute(app, context)
  endRoutes(app, context)
  valueRoutes(app, context)
}

const readRoutes: MlflowRoutes<'loggedModels' | 'grants'> = (app, { services: { loggedModels, grants } }) => {
  mlflowRoute(app, {
    method: 'GET',
    path: one,
    scope: 'read',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'getLoggedModel',
    summary: 'A logged model',
    request: getRequest,
    response: modelResponse,
    handler: async ({ model_id: id, allow_deleted: allowsDeleted }) => ({
      model: toModel(await loggedModels.get(id, { allowsDeleted })),
    }),
  })
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/search`,
    scope: 'read',
    tag,
    object: 'handler',
    operationId: 'searchLoggedModels',
    summary: 'Logged models that match a filter',
    request: searchRequest,
    response: searchResponse,
    handler: async (query, request) => {
      const search = toSearch(query)
      const visible = grants.visible(callerOf(request), 'experiment')
      const experimentIds = visibleAmong(search.experimentIds, visible)
      const { items, nextCursor } = await loggedModels.search({ ...search, experimentIds })
      return {
        ...(items.length > 0 && { models: items.map(toModel) }),
        ...(nextCursor !== null && { next_page_token: nextCursor }),
      }
    },
  })
}

const createRoute: MlflowRoutes<'loggedModels'> = (app, { services: { loggedModels } }) => {
  mlflowRoute(app, {
    method: 'POST',
    path: root,
    scope: 'track',
    tag,
    object: ofExperiment,
    operationId: 'createLoggedModel',
    summary: 'Create a logged model in an experiment',
    request: createRequest,
    response: modelResponse,
    handler: async ({
      experiment_id: experimentId,
      name = '',
      model_type = '',
      source_run_id = '',
      params,
      tags,
    }) => ({
      model: toModel(
        await loggedModels.create({
          experimentId,
          name,
          modelType: model_type,
          sourceRunId: source_run_id,
          params,
          tags,
        }),
      ),
    }),
  })
}

const endRoutes: MlflowRoutes<'loggedModels'> = (app, { services: { loggedModels } }) => {
  mlflowRoute(app, {
    method: 'PATCH',
    path: one,
    scope: 'track',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'finalizeLoggedModel',
    summary: 'Set the status of a logged model when its files are there',
    request: finalizeRequest,
    response: modelResponse,
    handler: async ({ model_id: id, status }) => ({
      model: toModel(await loggedModels.finalize(id, statuses[status])),
    }),
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: one,
    scope: 'track',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'deleteLoggedModel',
    summary: 'Delete a logged model',
    request: modelRequest,
    response: noFields,
    handler: async ({ model_id: id }) => {
      await loggedModels.delete(id)
      return {}
    },
  })
}

const valueRoutes: MlflowRoutes<'loggedModels'> = (app, { services: { loggedModels } }) => {
  mlflowRoute(app, {
    method: 'PATCH',
    path: `${one}/tags`,
    scope: 'track',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'setLoggedModelTags',
    summary: 'Set tags of a logged model',
    request: setTagsRequest,
    response: noFields,
    handler: async ({ model_id: id, tags }) => {
      await loggedModels.setTags(id, tags)
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${one}/tags/:tag_key`,
    scope: 'track',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'deleteLoggedModelTag',
    summary: 'Delete a tag of a logged model',
    request: deleteTagRequest,
    response: noFields,
    handler: async ({ model_id: id, tag_key: key }) => {
      await loggedModels.deleteTag(id, key)
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'POST',
    path: `${one}/params`,
    scope: 'track',
    tag,
    object: ({ model_id: id }) => ofLoggedModels(loggedModels, [id]),
    operationId: 'logLoggedModelParams',
    summary: 'Add params to a logged model',
    request: logParamsRequest,
    response: noFields,
    handler: async ({ model_id: id, params }) => {
      await loggedModels.logParams(id, params)
      return {}
    },
  })
}

const defaultPage = 100

function toSearch(query: ValueOf<typeof searchRequest>): LoggedModelSearch {
  const { filter = '', page_token: cursor = '', max_results: limit } = query
  return {
    experimentIds: query.experiment_ids,
    limit: limit === 0 ? defaultPage : limit,
    ...(filter !== '' && { filter }),
    ...(cursor !== '' && { cursor }),
    datasets: query.datasets.map(({ dataset_name: name, dataset_digest: digest = '' }) => ({
      name,
      ...(digest !== '' && { digest }),
    })),
    orderBy: query.order_by.map(
      ({ field_name: field, ascending, dataset_name: name = '', dataset_digest: digest = '' }) => ({
        field,
        ascending,
        dataset: { ...(name !== '' && { name }), ...(digest !== '' && { digest }) },
      }),
    ),
  }
}
