import type { FastifyRequest } from 'fastify'
import type { OpenedSession } from '../../../store/access/access.ts'
import type { Caller } from '../../../store/access/caller.ts'
import type { SignInEvent } from '../../../store/access/sessions/sign-in-log.ts'
import { usernameOf } from '../../../store/access/users/user-caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { identify } from '../../guard/guard.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { SessionInfo } from '../types.ts'
import { problemResponses } from '../problem.ts'
import { sessionInfo, signInBody } from './schema.ts'
import { refuseCrossOrigin, refuseInsecureSignIn, sessionCookie, sessionToken } from '../../guard/session-cookie.ts'
import { WrongFields } from '../../body/validators.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Session'] }

interface SignInBody {
  readonly key?: string
  readonly username?: string
  readonly password?: string
}

/** Signing in with a key or a password: the page's way to hold a caller without holding the secret. */
export const sessionRoutes: Routes = (app, { services }) => {
  app.post<{ Body: SignInBody }>(
    '/v1/session',
    {
      schema: {
        ...about,
        operationId: 'signIn',
        summary: 'Sign in with a key or a password',
        description: 'Sets a cookie that only this server reads.',
        body: signInBody,
        response: { 200: sessionInfo, ...problemResponses([400, 401, 403, 415, 422, 429, 503]) },
      },
    },
    async (request, reply) => {
      refuseInsecureSignIn(request)
      if (request.headers.origin !== undefined) refuseCrossOrigin(request)
      const session = await openSession(request.body, request, services)
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
        response: { 200: sessionInfo, ...problemResponses([401, 429, 503]) },
      },
    },
    async (request) => sessionInfoOf(await whoAsks(request, services)),
  )
  app.delete(
    '/v1/session',
    {
      schema: {
        ...about,
        operationId: 'signOut',
        summary: 'Sign out',
        response: { 204: { description: 'Signed out.', type: 'null' }, ...problemResponses([403, 429, 503]) },
      },
    },
    async (request, reply) => {
      const token = sessionToken(request)
      if (token !== null) {
        refuseCrossOrigin(request)
        const caller = await services.access.verifySession(token)
        await services.access.closeSession(token)
        if (caller !== null) await recordSignIn('session.close', caller, request, services)
      }
      return reply.code(204).header('set-cookie', sessionCookie(request, '')).send()
    },
  )
}

async function openSession(body: SignInBody, request: FastifyRequest, services: PlatformServices): Promise<OpenedSession> {
  const { access, accounts, signIns } = services
  const { ip: address } = request
  const { key, username, password } = body
  if (key !== undefined) {
    const session = await access.openSession(key)
    if (session === null) {
      await signIns.record({ action: 'sign-in.fail', by: 'unknown', subject: 'unknown', address })
      throw new LapidaryError('wrong-key')
    }
    await recordSignIn('session.open', session.caller, request, services)
    return session
  }
  if (username === undefined) throw missing(password === undefined ? 'key' : 'username')
  if (password === undefined) throw missing('password')
  return await accounts.openSession({ username, password }, { address })
}

/** Records who opened or closed a session, and from where. */
export async function recordSignIn(
  action: SignInEvent['action'],
  { id: by, name: subject }: Caller,
  { ip: address }: FastifyRequest,
  { signIns }: PlatformServices,
): Promise<void> {
  await signIns.record({ action, by, subject, address })
}

/** As if the schema had required it, which cannot say "this, or those two" without showing the body. */
function missing(missingProperty: keyof SignInBody): WrongFields {
  const problem = { instancePath: '', schemaPath: '#/required', keyword: 'required', params: { missingProperty } }
  return new WrongFields([{ ...problem, parentSchema: signInBody }], 'body')
}

/** Who asks, on a route that answers for itself. @throws LapidaryError `no-key` */
export async function whoAsks(request: FastifyRequest, services: PlatformServices): Promise<Caller> {
  const caller = await identify(request, services)
  if (caller === null) throw new LapidaryError('no-key')
  return caller
}

function sessionInfoOf(caller: Caller): SessionInfo {
  return { name: caller.name, scopes: [...caller.scopes], kind: usernameOf(caller) === null ? 'key' : 'user' }
}
