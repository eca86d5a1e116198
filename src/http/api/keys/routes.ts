import type { Scope } from '../../../base/roles.ts'
import type { ApiKey } from '../../../store/access/store.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf } from '../../guard/guard.ts'
import type { KeyInfo, NewKeyInfo } from '../types.ts'
import { items } from '../../openapi/describe.ts'
import * as schema from './schema.ts'
import { problemResponses } from '../problem.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Keys'] }
const config = { scope: 'admin' } as const

interface NewKeyBody {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expires_at?: string | null
}

/** API keys: their names for whoever reads the log, everything else for admins. */
export const keyRoutes: Routes = (app, context) => {
  callersRoute(app, context)
  listRoute(app, context)
  createRoute(app, context)
  revokeRoute(app, context)
}

const callersRoute: Routes = (app, { services: { access } }) => {
  app.get(
    '/v1/callers',
    {
      config: { scope: 'read' },
      schema: {
        ...about,
        operationId: 'listCallers',
        summary: 'Names of the keys that the log names by id',
        description: 'Users are not listed: their id is `user:` and their name.',
        response: { 200: items('callers', 'by name', schema.callerInfo) },
      },
    },
    async () => {
      const keys = (await access.list()).map(({ id, name }) => ({ id, name }))
      return { items: [{ id: 'environment', name: 'API_KEY' }, ...keys].toSorted((a, b) => a.name.localeCompare(b.name)) }
    },
  )
}

const listRoute: Routes = (app, { services: { access } }) => {
  app.get(
    '/v1/keys',
    {
      config,
      schema: {
        ...about,
        operationId: 'listKeys',
        summary: 'All API keys but API_KEY',
        response: { 200: items('keys', 'newest first', schema.keyInfo) },
      },
    },
    async () => {
      const keys = (await access.list()).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      return { items: keys.map(keyInfoOf) }
    },
  )
}

const createRoute: Routes = (app, { services: { access, audit, now } }) => {
  app.post<{ Body: NewKeyBody }>(
    '/v1/keys',
    {
      config,
      schema: {
        ...about,
        operationId: 'createKey',
        summary: 'Create an API key',
        description: 'The key is in this response and nowhere else.',
        body: schema.newKeyBody,
        response: { 201: schema.newKeyInfo, ...problemResponses([400, 415, 422]) },
      },
    },
    async (request, reply): Promise<NewKeyInfo> => {
      const { name, scopes, expires_at: until = null } = request.body
      const expiresAt = until === null ? null : new Date(until)
      if (expiresAt !== null && !(expiresAt > now()))
        throw new LapidaryError('key-expired-at-start', { seen: expiresAt.toISOString() }, { field: 'expires_at' })
      const { key, record } = await access.create({ name: name.trim(), scopes, expiresAt })
      const { id: by } = callerOf(request)
      await audit.record({ by, action: 'key.create', subject: `${record.id} ${record.name}` })
      reply.code(201)
      return { ...keyInfoOf(record), key }
    },
  )
}

const revokeRoute: Routes = (app, { services: { access, audit } }) => {
  app.delete<{ Params: { id: string } }>(
    '/v1/keys/:id',
    {
      config,
      schema: {
        ...about,
        operationId: 'revokeKey',
        summary: 'Revoke an API key',
        description: 'Ends the key and the sessions that it opened: here at once, in other copies of the server within a second.',
        params: schema.keyParams,
        response: { 204: { description: 'Revoked.', type: 'null' }, ...problemResponses([404, 422]) },
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

function keyInfoOf({ id, name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey): KeyInfo {
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
