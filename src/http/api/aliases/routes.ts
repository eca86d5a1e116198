import type { AliasChange } from '../../../store/registry/store.ts'
import { callerOf } from '../../guard/guard.ts'
import { aliasOf, modelOf } from '../../guard/objects.ts'
import type { Routes } from '../../route-context.ts'
import { items } from '../responses.ts'
import { problemResponses } from '../problem.ts'
import { aliasChangeInfo, aliasInfo, aliasParams, promoteBody, rollBackBody } from './schema.ts'

const tags = ['Models']
const changeErrors = problemResponses([400, 404, 409, 415, 422])

/** Moves aliases between versions: through the gate, or back to the version before. */
export const aliasRoutes: Routes<'registry'> = (app, { services: { registry } }) => {
  app.get(
    '/v1/models/:name/aliases/:alias/history',
    {
      config: { scope: 'read', object: modelOf },
      schema: {
        tags,
        operationId: 'listAliasChanges',
        summary: 'Who gave the alias to which version, when and why',
        params: aliasParams,
        response: { 200: items('changes', 'newest first', aliasChangeInfo), ...problemResponses([404, 422]) },
      },
    },
    async (request) => ({
      items: (await registry.history(request.params.name, request.params.alias)).map(toAliasInfo),
    }),
  )
  app.put(
    '/v1/models/:name/aliases/:alias',
    {
      config: { scope: 'operate', object: aliasOf },
      schema: {
        tags,
        operationId: 'promote',
        summary: 'Give a version an alias',
        description:
          'The gate refuses (409) a version that is worse than the current one beyond its interval.',
        params: aliasParams,
        body: promoteBody,
        response: { 200: aliasInfo, ...changeErrors },
      },
    },
    async (request) => {
      const { name: model, alias } = request.params
      const { change } = await registry.promote({ ...request.body, model, alias, by: callerOf(request).id })
      return toAliasInfo(change)
    },
  )
  app.post(
    '/v1/models/:name/aliases/:alias/rollback',
    {
      config: { scope: 'operate', object: aliasOf },
      schema: {
        tags,
        operationId: 'rollBack',
        summary: 'Give the alias back to the version before',
        params: aliasParams,
        body: rollBackBody,
        response: { 200: aliasInfo, ...changeErrors },
      },
    },
    async (request) => {
      const { name: model, alias } = request.params
      return toAliasInfo(await registry.rollback({ ...request.body, model, alias, by: callerOf(request).id }))
    },
  )
}

function toAliasInfo<Change extends AliasChange>({
  rollback: _isRollback,
  ...info
}: Change): Omit<Change, 'rollback'> {
  return info
}
