import type { RegisteredModel } from '../../../store/registry/store.ts'
import { callerOf } from '../../guard/guard.ts'
import { modelOf } from '../../guard/objects.ts'
import type { Routes } from '../../route-context.ts'
import { items } from '../responses.ts'
import { problemResponses } from '../problem.ts'
import {
  type ModelInfo,
  modelInfo,
  nameParams,
  type VersionInfo,
  versionInfo,
  versionParams,
} from './schema.ts'
import { toVersionInfos } from './version-info.ts'

const tags = ['Models']
const errors = problemResponses([404, 422])

/** Lists registered models and their versions. */
export const modelRoutes: Routes<'registry' | 'tracking' | 'grants'> = (app, { services }) => {
  const { registry } = services
  app.get(
    '/v1/models',
    {
      config: { scope: 'read', object: 'handler' },
      schema: {
        tags,
        operationId: 'listModels',
        summary: 'Registered models',
        response: { 200: items('models', 'by name', modelInfo), ...errors },
      },
    },
    async (request) => {
      const visible = services.grants.visible(callerOf(request), 'model')
      return { items: (await registry.listModels(visible)).map(toModelInfo) }
    },
  )
  app.get(
    '/v1/models/:name/versions',
    {
      config: { scope: 'read', object: modelOf },
      schema: {
        tags,
        operationId: 'listVersions',
        summary: 'Versions of a model',
        params: nameParams,
        response: { 200: items('versions', 'newest first', versionInfo), ...errors },
      },
    },
    async ({ params }) => {
      const [model, versions] = await Promise.all([
        registry.getModel(params.name),
        registry.listVersions(params.name),
      ])
      return { items: await toVersionInfos(versions, model, services) }
    },
  )
  app.get(
    '/v1/models/:name/versions/:version',
    {
      config: { scope: 'read', object: modelOf },
      schema: {
        tags,
        operationId: 'getVersion',
        summary: 'One version',
        params: versionParams,
        response: { 200: versionInfo, ...errors },
      },
    },
    async ({ params }) => {
      const version = await registry.getVersion(params.name, params.version)
      const [info] = await toVersionInfos([version], await registry.getModel(params.name), services)
      return info as VersionInfo
    },
  )
}

function toModelInfo({ name, createdAt, description, aliases, latestVersion }: RegisteredModel): ModelInfo {
  return { name, created_at: createdAt, description, aliases, latest_version: latestVersion }
}
