import { list, object } from '../../../project/json-schema.ts'
import type { RegisteredModel } from '../../../store/registry/store.ts'
import { callerOf } from '../../guard/guard.ts'
import { permitAliases } from '../../guard/objects.ts'
import type { ServerServices } from '../../platform-services.ts'
import type { App } from '../../route-context.ts'
import { int64, message } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import {
  description,
  emptyResponse,
  givenTag,
  type ModelMessage,
  modelMessage,
  modelResponse,
  name,
  newTags,
  nextPageToken,
  ofModel,
  searchFields,
  toModelMessage,
  toTags,
} from './schema.ts'

type Services = Pick<ServerServices, 'registeredModels' | 'modelVersions' | 'grants'>

const tag = 'Registered models'
const root = '/mlflow/registered-models'

/** Registered models and prompts, without their versions and aliases. */
export const registeredModelRoutes: MlflowRoutes<keyof Services> = (app, { services }) => {
  createAndChange(app, services)
  renameAndDelete(app, services)
  changeTags(app, services)
  getAndSearch(app, services)
}

function createAndChange(app: App, services: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/create`,
    scope: 'track',
    tag,
    operationId: 'createRegisteredModel',
    summary: 'Create a registered model',
    request: message('A new model.', { name, tags: newTags, description }, ['name', 'tags', 'description']),
    response: modelResponse,
    handler: async ({ name: model, tags, description: text }, request) => {
      const given = { model, tags: toTags(tags), description: text, by: callerOf(request).id }
      const created = await services.registeredModels.create(given)
      await services.grants.giveCreator(callerOf(request), ofModel(created))
      return { registered_model: toModelMessage(created, []) }
    },
  })
  mlflowRoute(app, {
    method: 'PATCH',
    path: `${root}/update`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'updateRegisteredModel',
    summary: 'Change the description of a registered model',
    request: message('The description.', { name, description }, ['name', 'description']),
    response: modelResponse,
    handler: async ({ name: model, description: text }, request) => {
      const change = { model, description: text, by: callerOf(request).id }
      return {
        registered_model: await withLatest(await services.registeredModels.describe(change), services),
      }
    },
  })
}

function renameAndDelete(app: App, services: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/rename`,
    scope: 'operate',
    object: ofModel,
    tag,
    operationId: 'renameRegisteredModel',
    summary: 'Rename a registered model with its versions and aliases',
    description: 'Refused while a project serves the model: its champion has the name of the project.',
    request: message('The new name.', { name, new_name: name }, ['name', 'new_name']),
    response: modelResponse,
    handler: async ({ name: model, new_name: newName }, request) => {
      await permitAliases(request, await services.registeredModels.get(model))
      const renamed = await services.registeredModels.rename({ model, newName, by: callerOf(request).id })
      await services.grants.refresh()
      return { registered_model: await withLatest(renamed, services) }
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${root}/delete`,
    scope: 'operate',
    object: ofModel,
    tag,
    operationId: 'deleteRegisteredModel',
    summary: 'Delete a registered model with its versions and aliases',
    description: 'Refused while a project serves the model.',
    request: message('The model.', { name }, ['name']),
    response: emptyResponse,
    handler: async ({ name: model }, request) => {
      await permitAliases(request, await services.registeredModels.get(model))
      await services.registeredModels.delete({ model, by: callerOf(request).id })
      await services.grants.refresh()
      return {}
    },
  })
}

function changeTags(app: App, { registeredModels }: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/set-tag`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'setRegisteredModelTag',
    summary: 'Set a tag of a registered model',
    request: message('A tag.', { name, ...givenTag }, ['name', 'key', 'value']),
    response: emptyResponse,
    handler: async ({ name: model, key, value }, request) => {
      await registeredModels.setTag({ model, key, value, by: callerOf(request).id })
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${root}/delete-tag`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'deleteRegisteredModelTag',
    summary: 'Delete a tag of a registered model',
    request: message('A tag.', { name, key: givenTag.key }, ['name', 'key']),
    response: emptyResponse,
    handler: async ({ name: model, key }, request) => {
      await registeredModels.deleteTag({ model, key, by: callerOf(request).id })
      return {}
    },
  })
}

function getAndSearch(app: App, services: Services): void {
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/get`,
    scope: 'read',
    object: ofModel,
    tag,
    operationId: 'getRegisteredModel',
    summary: 'Get a registered model with the newest version of each stage',
    request: message('The model.', { name }, ['name']),
    response: modelResponse,
    handler: async ({ name: model }) => ({
      registered_model: await withLatest(await services.registeredModels.get(model), services),
    }),
  })
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/search`,
    scope: 'read',
    object: 'handler',
    tag,
    operationId: 'searchRegisteredModels',
    summary: 'Search registered models',
    description: "Prompts are found with the filter tags.`mlflow.prompt.is_prompt` = 'true' only.",
    request: message(
      'Filter, order and page.',
      {
        ...searchFields,
        max_results: int64('Models of a page.', 100, { minimum: 0, maximum: 1000, default: 100 }),
      },
      ['filter', 'order_by', 'page_token', 'max_results'],
    ),
    response: object(
      'A page.',
      { registered_models: list('Models.', modelMessage), next_page_token: nextPageToken },
      ['registered_models', 'next_page_token'],
    ),
    handler: async ({ filter, order_by: orderBy, page_token: cursor, max_results: limit }, request) => {
      const visible = services.grants.visible(callerOf(request), 'model')
      const query = { filter, orderBy, visible, limit, ...(cursor !== '' && { cursor }) }
      const { items, nextCursor } = await services.registeredModels.search(query)
      const models = await allWithLatest(items, services)
      return {
        ...(models.length > 0 && { registered_models: models }),
        ...(nextCursor !== null && { next_page_token: nextCursor }),
      }
    },
  })
}

async function withLatest(model: RegisteredModel, services: Services): Promise<ModelMessage> {
  return toModelMessage(model, await services.modelVersions.latest([model.name]))
}

/** One query for all models. */
async function allWithLatest(
  models: readonly RegisteredModel[],
  { modelVersions }: Services,
): Promise<readonly ModelMessage[]> {
  const latest = await modelVersions.latest(models.map((model) => model.name))
  const byModel = Map.groupBy(latest, ({ model }) => model)
  return models.map((model) => toModelMessage(model, byModel.get(model.name) ?? []))
}
