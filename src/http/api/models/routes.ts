import type { RegisteredModel } from '../../../store/registry/store.ts'
import type { ModelInfo } from '../types.ts'
import { items } from '../../openapi/describe.ts'
import { modelInfo, nameParams, versionInfo, versionParams } from './schema.ts'
import { problemResponses } from '../problem.ts'
import type { Routes } from '../../route-context.ts'
import { versionInfosOf } from './version-routes.ts'

const about = { tags: ['Models'] }
const errors = problemResponses([404, 422])

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
        response: { 200: items('models', 'by name', modelInfo), ...errors },
      },
    },
    async () => ({ items: (await registry.listModels()).map(modelInfoOf) }),
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
        response: { 200: items('versions', 'newest first', versionInfo), ...errors },
      },
    },
    async ({ params }) => {
      const [model, versions] = await Promise.all([registry.getModel(params.name), registry.listVersions(params.name)])
      return { items: await versionInfosOf(versions, model, services) }
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
      return (await versionInfosOf([version], await registry.getModel(params.name), services))[0]
    },
  )
}

function modelInfoOf({ name, createdAt, description, aliases, latestVersion }: RegisteredModel): ModelInfo {
  return { name, created_at: createdAt, description, aliases, latest_version: latestVersion }
}
