import type { FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { requireScope } from '../../../store/access/caller.ts'
import { type Grant, type GrantObject, objectInWords } from '../../../store/access/grants/grant.ts'
import { callerOf } from '../../guard/guard.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { Routes } from '../../route-context.ts'
import { problemResponses } from '../problem.ts'
import { noContent } from '../responses.ts'
import {
  grantBody,
  type GrantInfo,
  grantInfo,
  grantQuery,
  grantsPage,
  grantsQuery,
  type ObjectFields,
} from './schema.ts'

const tags = ['Grants']
// Whoever manages an object may have no scope.
const config = { scope: 'read', object: 'handler' } as const
const errors = problemResponses([400, 403, 404, 415, 422])

/** Lists, gives and removes grants on one experiment, model or alias. */
export const grantRoutes: Routes<'grants'> = (app, context) => {
  listRoute(app, context)
  changeRoutes(app, context)
}

const listRoute: Routes<'grants'> = (app, { services: { grants } }) => {
  app.get(
    '/v1/grants',
    {
      config,
      schema: {
        tags,
        operationId: 'listGrants',
        summary: 'Grants on experiments, models and aliases',
        description: 'Who is no admin must name an object that they manage.',
        querystring: grantsQuery,
        response: { 200: grantsPage, ...errors },
      },
    },
    async (request) => {
      const { subject, limit, cursor, ...fields } = request.query
      const object = Object.keys(fields).length === 0 ? undefined : toObject(fields)
      if (object === undefined) requireScope(callerOf(request), 'admin')
      else requireManager(request, object, grants)
      const { items, nextCursor } = await grants.list({ subject, object, limit, cursor })
      return { items: items.map(toGrantInfo), next_cursor: nextCursor }
    },
  )
}

const changeRoutes: Routes<'grants'> = (app, { services: { grants } }) => {
  app.put(
    '/v1/grants',
    {
      config,
      schema: {
        tags,
        operationId: 'giveGrant',
        summary: 'Give a subject a level on an object, in place of the one it had',
        body: grantBody,
        response: { 200: grantInfo, ...errors },
      },
    },
    async (request) => {
      const { subject, level, ...fields } = request.body
      const object = toObject(fields)
      requireManager(request, object, grants)
      return toGrantInfo(await grants.give({ subject, object, level, by: callerOf(request).id }))
    },
  )
  app.delete(
    '/v1/grants',
    {
      config,
      schema: {
        tags,
        operationId: 'removeGrant',
        summary: 'Remove the grant of a subject on an object',
        querystring: grantQuery,
        response: { 204: noContent('Removed.'), ...errors },
      },
    },
    async (request, reply) => {
      const { subject, ...fields } = request.query
      const object = toObject(fields)
      requireManager(request, object, grants)
      await grants.remove({ subject, object, by: callerOf(request).id })
      return reply.code(204).send()
    },
  )
}

/** @throws LapidaryError `bad-grant-object` unless the fields name one object */
function toObject({ experiment_id: id, model, alias }: ObjectFields): GrantObject {
  if (id !== undefined && model === undefined && alias === undefined) return { kind: 'experiment', id }
  if (id === undefined && model !== undefined)
    return alias === undefined ? { kind: 'model', name: model } : { kind: 'alias', model, alias }
  throw new LapidaryError('bad-grant-object')
}

/** @throws LapidaryError `not-manager` */
function requireManager(
  request: FastifyRequest,
  object: GrantObject,
  grants: PlatformServices['grants'],
): void {
  const caller = callerOf(request)
  if (!grants.mayManage(caller, object))
    throw new LapidaryError('not-manager', { name: caller.name, object: objectInWords(object) })
}

function toGrantInfo({ subject, object, level, at, by }: Grant): GrantInfo {
  const of =
    object.kind === 'experiment'
      ? { experiment_id: object.id }
      : object.kind === 'model'
        ? { model: object.name }
        : { model: object.model, alias: object.alias }
  return { subject, ...of, level, at, by }
}
