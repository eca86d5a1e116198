import type { ApiKey } from '../../../store/access/store.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { pathParams } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { items, noContent } from '../responses.ts'
import { callerInfo, type KeyInfo, keyId, keyInfo, newKeyBody, newKeyInfo } from './schema.ts'

const tags = ['Keys']
const config = { scope: 'admin' } as const

/** Lists the names of keys for callers with `read`; lets admins list, create and revoke keys. */
export const keyRoutes: Routes<'access' | 'audit' | 'now'> = (app, context) => {
  callersRoute(app, context)
  listRoute(app, context)
  createRoute(app, context)
  revokeRoute(app, context)
}

const callersRoute: Routes<'access'> = (app, { services: { access } }) => {
  app.get(
    '/v1/callers',
    {
      config: { scope: 'read' },
      schema: {
        tags,
        operationId: 'listCallers',
        summary: 'Names of the keys that the log names by id',
        description: 'Users are not listed: their id is `user:` and their name.',
        response: { 200: items('callers', 'by name', callerInfo) },
      },
    },
    async () => {
      const keys = (await access.list()).map(({ id, name }) => ({ id, name }))
      return {
        items: [{ id: 'environment', name: 'API_KEY' }, ...keys].toSorted((a, b) =>
          a.name.localeCompare(b.name),
        ),
      }
    },
  )
}

const listRoute: Routes<'access'> = (app, { services: { access } }) => {
  app.get(
    '/v1/keys',
    {
      config,
      schema: {
        tags,
        operationId: 'listKeys',
        summary: 'All API keys but API_KEY',
        response: { 200: items('keys', 'newest first', keyInfo) },
      },
    },
    async () => {
      const keys = (await access.list()).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      return { items: keys.map(toKeyInfo) }
    },
  )
}

const createRoute: Routes<'access' | 'audit' | 'now'> = (app, { services: { access, audit, now } }) => {
  app.post(
    '/v1/keys',
    {
      config,
      schema: {
        tags,
        operationId: 'createKey',
        summary: 'Create an API key',
        description: 'The key is in this response and nowhere else.',
        body: newKeyBody,
        response: { 201: newKeyInfo, ...problemResponses([400, 415, 422]) },
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_at: until = null } = request.body
      const expiresAt = until === null ? null : new Date(until)
      if (expiresAt !== null && !(expiresAt > now()))
        throw new LapidaryError(
          'key-expired-at-start',
          { seen: expiresAt.toISOString() },
          { field: 'expires_at' },
        )
      const { key, record } = await access.create({ name: name.trim(), scopes, expiresAt })
      const { id: by } = callerOf(request)
      await audit.record({ by, action: 'key.create', subject: `${record.id} ${record.name}` })
      reply.code(201)
      return { ...toKeyInfo(record), key }
    },
  )
}

const revokeRoute: Routes<'access' | 'audit'> = (app, { services: { access, audit } }) => {
  app.delete(
    '/v1/keys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'revokeKey',
        summary: 'Revoke an API key',
        description:
          'Ends the key and the sessions that it opened: here at once, in other copies of the server within a second.',
        params: pathParams({ id: keyId }),
        response: { 204: noContent('Revoked.'), ...problemResponses([404, 422]) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await access.revoke(id)
      await audit.record({ by: callerOf(request).id, action: 'key.revoke', subject: id })
      return reply.code(204).send()
    },
  )
}

function toKeyInfo({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey): KeyInfo {
  return {
    id,
    name,
    scopes,
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt,
    last_used_at: lastUsedAt,
  }
}
