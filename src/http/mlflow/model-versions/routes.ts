import { flag, list, object, text } from '../../../project/json-schema.ts'
import { referencesOf } from '../../../store/registry/source.ts'
import { callerOf } from '../../guard/guard.ts'
import { permitAliases, permitSource } from '../../guard/objects.ts'
import type { ServerServices } from '../../platform-services.ts'
import type { App } from '../../route-context.ts'
import { int64, message, runId } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import {
  description,
  emptyResponse,
  givenTag,
  name,
  newTags,
  nextPageToken,
  ofModel,
  searchFields,
  toTags,
  toVersionMessage,
  version,
  versionMessage,
  versionResponse,
} from '../registered-models/schema.ts'
import { parseVersion } from './parse-version.ts'

type Services = Pick<
  ServerServices,
  'registeredModels' | 'modelVersions' | 'grants' | 'runs' | 'loggedModels'
>

const tag = 'Model versions'
const root = '/mlflow/model-versions'
/** Maximum number of versions of a page. A client that asks for more requests the next page. */
const maxPage = 10_000

const ofVersion = { name, version }

/** Versions of registered models and prompts. */
export const modelVersionRoutes: MlflowRoutes<keyof Services> = (app, { services }) => {
  create(app, services)
  getVersion(app, services)
  search(app, services)
  describe(app, services)
  moveAndDelete(app, services)
  changeTags(app, services)
}

function create(app: App, services: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/create`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'createModelVersion',
    summary: 'Register a version of a model',
    description:
      'The source is an address of a run, a logged model, another version or artifacts: runs:/, models:/ or mlflow-artifacts:/. Others are stored as text.',
    request: message(
      'A new version.',
      {
        name,
        source: text('Address of the model.', 'runs:/3f0c8a52d1f14a0a9c4b7a1f0c2d9e11/model'),
        run_id: runId('Run that produced it.'),
        model_id: text('Logged model that it is.', 'm-3d9ef416ce014f899e6f91d71b9a5f95'),
        run_link: text('Address of the run on another server.', '', { maxLength: 500 }),
        description,
        tags: newTags,
      },
      ['name', 'source', 'description', 'tags'],
    ),
    response: versionResponse,
    handler: async (given, request) => {
      const source = { source: given.source, runId: given.run_id, modelId: given.model_id }
      await permitSource(request, referencesOf(source), services)
      const created = await services.modelVersions.create({
        ...source,
        model: given.name,
        runLink: given.run_link,
        description: given.description,
        tags: toTags(given.tags),
        by: callerOf(request).id,
      })
      return { model_version: toVersionMessage(created) }
    },
  })
}

function getVersion(app: App, { registeredModels, modelVersions }: Services): void {
  const request = message('The version.', ofVersion, ['name', 'version'])
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/get`,
    scope: 'read',
    object: ofModel,
    tag,
    operationId: 'getModelVersion',
    summary: 'Get a version with its aliases',
    request,
    response: versionResponse,
    handler: async ({ name: model, version: number }) => {
      const found = await modelVersions.get(model, parseVersion(model, number))
      return { model_version: toVersionMessage(found, await registeredModels.get(model)) }
    },
  })
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/get-download-uri`,
    scope: 'read',
    object: ofModel,
    tag,
    operationId: 'getModelVersionDownloadUri',
    summary: 'Get the address of the files of a version',
    request,
    response: object('The address.', {
      artifact_uri: text(
        'The address.',
        'mlflow-artifacts:/1/models/m-3d9ef416ce014f899e6f91d71b9a5f95/artifacts',
      ),
    }),
    handler: async ({ name: model, version: number }) => {
      const { location, source } = await modelVersions.get(model, parseVersion(model, number))
      return { artifact_uri: location ?? source }
    },
  })
}

function search(app: App, { modelVersions, grants }: Services): void {
  mlflowRoute(app, {
    method: 'GET',
    path: `${root}/search`,
    scope: 'read',
    object: 'handler',
    tag,
    operationId: 'searchModelVersions',
    summary: 'Search versions of all models',
    description:
      'The last changed first, without their aliases. Prompts are found as in the search of models.',
    request: message(
      'Filter, order and page.',
      {
        ...searchFields,
        max_results: int64(`Versions of a page, of which at most ${maxPage} are sent.`, 100, {
          minimum: 1,
          maximum: 200_000,
          default: 200_000,
        }),
      },
      ['filter', 'order_by', 'page_token', 'max_results'],
    ),
    response: object(
      'A page.',
      { model_versions: list('Versions.', versionMessage), next_page_token: nextPageToken },
      ['model_versions', 'next_page_token'],
    ),
    handler: async ({ filter, order_by: orderBy, page_token: cursor, max_results: limit }, request) => {
      const visible = grants.visible(callerOf(request), 'model')
      const page = { limit: Math.min(limit, maxPage), ...(cursor !== '' && { cursor }) }
      const { items, nextCursor } = await modelVersions.search({ filter, orderBy, visible, ...page })
      return {
        ...(items.length > 0 && { model_versions: items.map((each) => toVersionMessage(each)) }),
        ...(nextCursor !== null && { next_page_token: nextCursor }),
      }
    },
  })
}

function describe(app: App, { registeredModels, modelVersions }: Services): void {
  mlflowRoute(app, {
    method: 'PATCH',
    path: `${root}/update`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'updateModelVersion',
    summary: 'Change the description of a version',
    request: message('The description.', { ...ofVersion, description }, ['name', 'version', 'description']),
    response: versionResponse,
    handler: async ({ name: model, version: number, description: given }, request) => {
      const of = { model, version: parseVersion(model, number), by: callerOf(request).id }
      const changed = await modelVersions.describe({ ...of, description: given })
      return { model_version: toVersionMessage(changed, await registeredModels.get(model)) }
    },
  })
}

function moveAndDelete(app: App, { registeredModels, modelVersions }: Services): void {
  const stage = text('None, Staging, Production or Archived, in any case.', 'Production')
  const archive = flag('Archive the versions that are in the stage.', false, { default: false })
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/transition-stage`,
    scope: 'operate',
    object: ofModel,
    tag,
    operationId: 'transitionModelVersionStage',
    summary: 'Move a version to a stage',
    description: 'Stages have no effect on what is served: the alias champion has.',
    request: message('The stage.', { ...ofVersion, stage, archive_existing_versions: archive }, [
      'name',
      'version',
      'stage',
      'archive_existing_versions',
    ]),
    response: versionResponse,
    handler: async ({ name: model, version: number, stage: given, ...more }, request) => {
      const of = { model, version: parseVersion(model, number), by: callerOf(request).id }
      const archiveOthers = more.archive_existing_versions
      const moved = await modelVersions.moveToStage({ ...of, stage: given, archiveOthers })
      return { model_version: toVersionMessage(moved, await registeredModels.get(model)) }
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${root}/delete`,
    scope: 'operate',
    object: ofModel,
    tag,
    operationId: 'deleteModelVersion',
    summary: 'Delete a version and its aliases',
    description: 'Refused for the champion that a project serves.',
    request: message('The version.', ofVersion, ['name', 'version']),
    response: emptyResponse,
    handler: async ({ name: model, version: number }, request) => {
      const of = { model, version: parseVersion(model, number) }
      await permitAliases(request, await registeredModels.get(model), of.version)
      await modelVersions.delete({ ...of, by: callerOf(request).id })
      return {}
    },
  })
}

function changeTags(app: App, { modelVersions }: Services): void {
  mlflowRoute(app, {
    method: 'POST',
    path: `${root}/set-tag`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'setModelVersionTag',
    summary: 'Set a tag of a version',
    request: message('A tag.', { ...ofVersion, ...givenTag }, ['name', 'version', 'key', 'value']),
    response: emptyResponse,
    handler: async ({ name: model, version: number, key, value }, request) => {
      const of = { model, version: parseVersion(model, number), by: callerOf(request).id }
      await modelVersions.setTag({ ...of, key, value })
      return {}
    },
  })
  mlflowRoute(app, {
    method: 'DELETE',
    path: `${root}/delete-tag`,
    scope: 'track',
    object: ofModel,
    tag,
    operationId: 'deleteModelVersionTag',
    summary: 'Delete a tag of a version',
    request: message('A tag.', { ...ofVersion, key: givenTag.key }, ['name', 'version', 'key']),
    response: emptyResponse,
    handler: async ({ name: model, version: number, key }, request) => {
      const of = { model, version: parseVersion(model, number), by: callerOf(request).id }
      await modelVersions.deleteTag({ ...of, key })
      return {}
    },
  })
}
