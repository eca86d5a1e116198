import { list, object, text } from '../../../project/json-schema.ts'
import { callerOf } from '../../guard/guard.ts'
import type { ServerServices } from '../../platform-services.ts'
import type { App } from '../../route-context.ts'
import { message, repeated } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { parseVersion } from '../model-versions/parse-version.ts'
import {
  alias,
  emptyResponse,
  name,
  ofAlias,
  ofModel,
  toVersionMessage,
  version,
  versionMessage,
  versionResponse,
} from './schema.ts'

type Services = Pick<ServerServices, 'registeredModels' | 'modelVersions' | 'registry'>

const tag = 'Registered models'
const root = '/mlflow/registered-models'

/** Aliases and newest versions of registered models. */
export const registeredModelAliasRoutes: MlflowRoutes<keyof Services> = (app, { services }) => {
  setAndDelete(app, services)
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/alias`,
    scope: 'read',
    object: ofModel,
    tag,
    operationId: 'getModelVersionByAlias',
    summary: 'Get the version of an alias',
    description: 'The alias "latest" stands for the newest version.',
    request: message('The alias.', { name, alias }, ['name', 'alias']),
    response: versionResponse,
    handler: async ({ name: model, alias: given }) => {
      const found = await services.modelVersions.getByAlias(model, given)
      return { model_version: toVersionMessage(found, await services.registeredModels.get(model)) }
    },
  })
  for (const method of ['GET', 'POST'] as const) latestVersionsRoute(app, services, method)
}

function setAndDelete(app: App, { registry }: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/alias`,
    scope: 'operate',
    object: ofAlias,
    tag,
    operationId: 'setRegisteredModelAlias',
    summary: 'Give a version an alias',
    description:
      'If a project trained the version, it must pass the gate and load, as in PUT /v1/models/{name}/aliases/{alias}.',
    request: message('The alias.', { name, alias, version }, ['name', 'alias', 'version']),
    response: emptyResponse,
    handler: async ({ name: model, alias: given, version: number }, request) => {
      await registry.promote({
        model,
        alias: given,
        version: parseVersion(model, number),
        by: callerOf(request).id,
      })
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${root}/alias`,
    scope: 'operate',
    object: ofAlias,
    tag,
    operationId: 'deleteRegisteredModelAlias',
    summary: 'Remove an alias',
    request: message('The alias.', { name, alias }, ['name', 'alias']),
    response: emptyResponse,
    handler: async ({ name: model, alias: given }, request) => {
      await registry.removeAlias({ model, alias: given, by: callerOf(request).id })
      return {}
    },
  })
}

function latestVersionsRoute(
  app: App,
  { registeredModels, modelVersions }: Services,
  method: 'GET' | 'POST',
): void {
  mlflowRoute(app, {
    method,
    path: `${root}/get-latest-versions`,
    scope: 'read',
    object: ofModel,
    tag,
    operationId: method === 'GET' ? 'getLatestVersions' : 'postLatestVersions',
    summary: 'Get the newest version of each stage of a registered model',
    request: message(
      'The model and the stages.',
      { name, stages: repeated('Stages; all of them if there are none.', text('A stage.', 'Production')) },
      ['name', 'stages'],
    ),
    response: object('The versions.', { model_versions: list('Versions.', versionMessage) }, [
      'model_versions',
    ]),
    handler: async ({ name: model, stages }) => {
      const found = await modelVersions.latestOfStages(model, stages)
      if (found.length === 0) return {}
      const ofModel = await registeredModels.get(model)
      return { model_versions: found.map((each) => toVersionMessage(each, ofModel)) }
    },
  })
}
