import type { AliasChange, RegisteredModel } from '../../registry/store.ts'
import { callerOf } from '../guard.ts'
import type { PlatformServices } from '../platform-services.ts'
import type { AliasInfo, ModelInfo } from '../schema/api.ts'
import { items } from '../schema/describe.ts'
import {
  aliasInfo,
  aliasParams,
  modelInfo,
  nameParams,
  promoteBody,
  rollBackBody,
  versionInfo,
  versionParams,
} from '../schema/models.ts'
import { problemResponses } from '../schema/problem.ts'
import type { Routes } from './route-context.ts'
import { versionInfoOf } from './versions.ts'

const about = { tags: ['Models'] }
const errors = problemResponses([401, 403, 404, 422, 429])
const changeErrors = problemResponses([400, 401, 403, 404, 409, 415, 422, 429])

export const modelRoutes: Routes = (app, { services }) => {
  const { registry } = services
  app.get(
    '/v1/models',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listModels',
        summary: 'Registered models',
        response: { 200: items('models', modelInfo), ...errors },
      },
    },
    async () => ({ items: await Promise.all((await registry.listModels()).map((model) => modelInfoOf(model, services))) }),
  )
  app.get<{ Params: { name: string } }>(
    '/v1/models/:name/versions',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listVersions',
        summary: 'Versions of a model',
        params: nameParams,
        response: { 200: items('versions', versionInfo), ...errors },
      },
    },
    async ({ params }) => {
      const model = await registry.getModel(params.name)
      const versions = await registry.listVersions(params.name)
      return { items: await Promise.all(versions.map((version) => versionInfoOf(version, model, services))) }
    },
  )
  app.get<{ Params: { name: string; version: number } }>(
    '/v1/models/:name/versions/:version',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'getVersion',
        summary: 'One version',
        params: versionParams,
        response: { 200: versionInfo, ...errors },
      },
    },
    async ({ params }) => {
      const version = await registry.getVersion(params.name, params.version)
      return versionInfoOf(version, await registry.getModel(params.name), services)
    },
  )
  app.put<{ Params: { name: string; alias: string }; Body: { version: number; force?: boolean; reason?: string } }>(
    '/v1/models/:name/aliases/:alias',
    {
      config: { scope: 'operate' },
      schema: {
        ...about,
        operationId: 'promote',
        summary: 'Give a version an alias',
        description: 'The gate refuses (409) a version that is worse than the current one beyond its interval.',
        params: aliasParams,
        body: promoteBody,
        response: { 200: aliasInfo, ...changeErrors },
      },
    },
    async (request) => {
      const { name: model, alias } = request.params
      const { change } = await registry.promote({ model, alias, by: callerOf(request).id, ...request.body })
      return aliasInfoOf(change)
    },
  )
  app.post<{ Params: { name: string; alias: string }; Body: { reason?: string } | null | undefined }>(
    '/v1/models/:name/aliases/:alias/rollback',
    {
      config: { scope: 'operate' },
      schema: {
        ...about,
        operationId: 'rollBack',
        summary: 'Give the alias back to the version before',
        params: aliasParams,
        body: rollBackBody,
        response: { 200: aliasInfo, ...changeErrors },
      },
    },
    async (request) => {
      const { name: model, alias } = request.params
      return aliasInfoOf(await registry.rollback({ model, alias, by: callerOf(request).id, ...request.body }))
    },
  )
}

async function modelInfoOf(
  { name, createdAt, description, aliases }: RegisteredModel,
  { registry }: PlatformServices,
): Promise<ModelInfo> {
  const [latest] = await registry.listVersions(name)
  return { name, created_at: createdAt, description, aliases, latest_version: latest?.version ?? 0 }
}

function aliasInfoOf({ model, alias, version, previous, at, by, reason }: AliasChange): AliasInfo {
  return { model, alias, version: version ?? 0, previous, at, by, reason }
}
