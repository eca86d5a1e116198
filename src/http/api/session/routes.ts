import type { FastifyRequest } from 'fastify'
import type { OpenedSession } from '../../../store/access/access.ts'
import type { Caller } from '../../../store/access/caller.ts'
import { usernameOf } from '../../../store/access/users/user-caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { WrongFields } from '../../body/validators.ts'
import { requireCaller } from '../../guard/guard.ts'
import {
  refuseCrossOrigin,
  refuseInsecureSignIn,
  sessionCookie,
  sessionToken,
} from '../../guard/session-cookie.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { Routes } from '../../route-context.ts'
import { problemResponses } from '../problem.ts'
import { noContent } from '../responses.ts'
import { recordSignIn } from './record-sign-in.ts'
import { type SessionInfo, type SignInBody, sessionInfo, signInBody } from './schema.ts'

const tags = ['Session']

type SessionServices = 'access' | 'accounts' | 'signIns'

/** Signs in with a key or a password and sets a cookie, so that a page holds no secret. */
export const sessionRoutes: Routes<SessionServices> = (app, { services }) => {
  app.post(
    '/v1/session',
    {
      schema: {
        tags,
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
      return toSessionInfo(session.caller)
    },
  )
  app.get(
    '/v1/session',
    {
      schema: {
        tags,
        operationId: 'getSession',
        summary: 'Who is signed in',
        response: { 200: sessionInfo, ...problemResponses([401, 429, 503]) },
      },
    },
    async (request) => toSessionInfo(await requireCaller(request, services)),
  )
  app.delete(
    '/v1/session',
    {
      schema: {
        tags,
        operationId: 'signOut',
        summary: 'Sign out',
        response: { 204: noContent('Signed out.'), ...problemResponses([403, 429, 503]) },
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
      reply.header('set-cookie', sessionCookie(request, ''))
      return reply.code(204).send()
    },
  )
}

async function openSession(
  { key, username, password }: SignInBody,
  request: FastifyRequest,
  services: Pick<PlatformServices, SessionServices>,
): Promise<OpenedSession> {
  const { access, accounts, signIns } = services
  const { ip: address } = request
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

/**
 * Returns the error of a required field. The schema cannot require "this, or those two" without
 * showing the body.
 */
function missing(missingProperty: keyof SignInBody): WrongFields {
  const problem = {
    instancePath: '',
    schemaPath: '#/required',
    keyword: 'required',
    params: { missingProperty },
  }
  return new WrongFields([{ ...problem, parentSchema: signInBody }], 'body')
}

function toSessionInfo(caller: Caller): SessionInfo {
  return { name: caller.name, scopes: [...caller.scopes], kind: usernameOf(caller) === null ? 'key' : 'user' }
}
