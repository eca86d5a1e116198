import type { AliasChange } from '../../../store/registry/store.ts'
import { callerOf } from '../../guard/guard.ts'
import type { AliasInfo } from '../types.ts'
import { items } from '../../openapi/describe.ts'
import { aliasInfo, aliasParams, promoteBody, rollBackBody } from './schema.ts'
import { problemResponses } from '../problem.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Models'] }
const changeErrors = problemResponses([400, 404, 409, 415, 422])

/** Which version answers to a name: given by the gate, and taken back. */
export const aliasRoutes: Routes = (app, { services: { registry } }) => {
  app.get<{ Params: { name: string; alias: string } }>(
    '/v1/models/:name/aliases/:alias/history',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listAliasChanges',
        summary: 'Who gave the alias to which version, when and why',
        params: aliasParams,
        response: { 200: items('changes', 'newest first', aliasInfo), ...problemResponses([404, 422]) },
      },
    },
    async (request) => ({ items: (await registry.history(request.params.name, request.params.alias)).map(aliasInfoOf) }),
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
      const { change } = await registry.promote({ ...request.body, model, alias, by: callerOf(request).id })
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
      return aliasInfoOf(await registry.rollback({ ...request.body, model, alias, by: callerOf(request).id }))
    },
  )
}

function aliasInfoOf({ model, alias, version, previous, at, by, reason }: AliasChange): AliasInfo {
  return { model, alias, version, previous, at, by, reason }
}
