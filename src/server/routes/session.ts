import { LapidaryError } from '../../errors.ts'
import type { Caller } from '../../access/scopes.ts'
import { identify } from '../guard.ts'
import type { SessionInfo } from '../schema/api.ts'
import { problemResponses } from '../schema/problem.ts'
import { sessionInfo, signInBody } from '../schema/session.ts'
import { refuseCrossOrigin, refuseInsecureSignIn, sessionCookie, sessionToken } from '../session-cookie.ts'
import type { Routes } from './route-context.ts'

const about = { tags: ['Session'] }

/** Signing in with a key: the page's way to hold a caller without holding the key. */
export const sessionRoutes: Routes = (app, { services }) => {
  app.post<{ Body: { key: string } }>(
    '/v1/session',
    {
      schema: {
        ...about,
        operationId: 'signIn',
        summary: 'Sign in with a key',
        description: 'Sets a cookie that only this server reads.',
        body: signInBody,
        response: { 200: sessionInfo, ...problemResponses([400, 401, 403, 415, 422, 429]) },
      },
    },
    async (request, reply) => {
      refuseInsecureSignIn(request)
      if (request.headers.origin !== undefined) refuseCrossOrigin(request)
      const session = await services.access.openSession(request.body.key)
      if (session === null) throw new LapidaryError('wrong-key')
      reply.header('set-cookie', sessionCookie(request, session.token, session.expiresAt))
      return sessionInfoOf(session.caller)
    },
  )
  app.get(
    '/v1/session',
    {
      schema: {
        ...about,
        operationId: 'getSession',
        summary: 'Who is signed in',
        response: { 200: sessionInfo, ...problemResponses([401, 429]) },
      },
    },
    async (request) => {
      const caller = await identify(request, services)
      if (caller === null) throw new LapidaryError('no-key')
      return sessionInfoOf(caller)
    },
  )
  app.delete(
    '/v1/session',
    {
      schema: {
        ...about,
        operationId: 'signOut',
        summary: 'Sign out',
        response: { 204: { description: 'Signed out.', type: 'null' }, ...problemResponses([403, 429]) },
      },
    },
    async (request, reply) => {
      const token = sessionToken(request)
      if (token !== null) {
        refuseCrossOrigin(request)
        await services.access.closeSession(token)
      }
      return reply.code(204).header('set-cookie', sessionCookie(request, '')).send()
    },
  )
}

function sessionInfoOf({ id, name, scopes }: Caller): SessionInfo {
  return { name, scopes: [...scopes], kind: id.startsWith('user:') ? 'user' : 'key' }
}
