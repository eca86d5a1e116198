import { usernameOf } from '../../../store/access/users/user-caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf, requireCaller } from '../../guard/guard.ts'
import { sessionCookie, sessionToken } from '../../guard/session-cookie.ts'
import type { Routes } from '../../route-context.ts'
import { problemResponses } from '../problem.ts'
import { noContent } from '../responses.ts'
import {
  newPasswordBody,
  type RegistrationBody,
  registrationBody,
  registrationInfo,
  signInInfo,
} from './schema.ts'

const tags = ['Session']

/** Lets users change their password and register, and describes how to sign in. */
export const accountRoutes: Routes<'access' | 'accounts' | 'oidc' | 'site' | 'serving'> = (app, context) => {
  passwordRoute(app, context)
  signInRoute(app, context)
  registrationRoute(app, context)
}

const passwordRoute: Routes<'access' | 'accounts'> = (app, { services }) => {
  app.post(
    '/v1/session/password',
    {
      // The caller is identified before the body is read, as on every other route.
      onRequest: async (request) => {
        request.caller = await requireCaller(request, services)
      },
      schema: {
        tags,
        operationId: 'changePassword',
        summary: 'Change your own password',
        description: 'Ends your tokens, and all sessions except that of the request.',
        body: newPasswordBody,
        response: {
          204: noContent('Changed.'),
          ...problemResponses([400, 401, 403, 409, 415, 422, 429, 503]),
        },
      },
    },
    async (request, reply) => {
      const username = usernameOf(callerOf(request))
      if (username === null) throw new LapidaryError('not-a-user')
      const { old_password: password, new_password: newPassword } = request.body
      const user = await services.accounts.changePassword({ username, password }, newPassword, {
        address: request.ip,
      })
      if (sessionToken(request) !== null) {
        const session = await services.access.openUserSession(user)
        reply.header('set-cookie', sessionCookie(request, session.token, session.expiresAt))
      }
      return reply.code(204).send()
    },
  )
}

const signInRoute: Routes<'accounts' | 'oidc' | 'site' | 'serving'> = (
  app,
  { services: { accounts, oidc, site, serving } },
) => {
  app.get(
    '/v1/sign-in',
    {
      schema: {
        tags,
        operationId: 'getSignIn',
        summary: 'How people sign in here',
        response: { 200: signInInfo, ...problemResponses([429, 503]) },
      },
    },
    async () => ({
      users: await accounts.inUse(),
      registration: accounts.policy.registration,
      oidc: oidc !== null,
      title: site.title,
      project: serving !== null,
    }),
  )
}

const registrationRoute: Routes<'accounts'> = (app, { services: { accounts } }) => {
  app.post(
    '/v1/registrations',
    {
      schema: {
        tags,
        operationId: 'register',
        summary: 'Make your own account',
        description: 'With an invitation, or without one where the registration is open.',
        body: registrationBody,
        response: { 201: registrationInfo, ...problemResponses([400, 403, 415, 422, 429, 503]) },
      },
    },
    async (request, reply) => {
      const { username, role } = await accounts.register(toRegistration(request.body), {
        address: request.ip,
      })
      reply.code(201)
      return { username, role }
    },
  )
}

function toRegistration({ username, password, full_name: fullName = null, invitation }: RegistrationBody) {
  return { username, password, fullName, ...(invitation !== undefined && { invitation }) }
}
