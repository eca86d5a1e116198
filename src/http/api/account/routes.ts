import { usernameOf } from '../../../store/access/users/user-caller.ts'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { callerOf } from '../../guard/guard.ts'
import type { RegistrationInfo, SignInInfo } from '../types.ts'
import { problemResponses } from '../problem.ts'
import { newPasswordBody, signInInfo } from '../session/schema.ts'
import { registrationBody, registrationInfo } from '../users/schema.ts'
import { sessionCookie, sessionToken } from '../../guard/session-cookie.ts'
import type { Routes } from '../../route-context.ts'
import { whoAsks } from '../session/routes.ts'

const about = { tags: ['Session'] }

interface RegistrationBody {
  readonly username: string
  readonly password: string
  readonly full_name?: string | null
  readonly invitation?: string
}

/** What people do with their own account, beside signing in. */
export const accountRoutes: Routes = (app, context) => {
  passwordRoute(app, context)
  signInRoute(app, context)
  registrationRoute(app, context)
}

const passwordRoute: Routes = (app, { services }) => {
  app.post<{ Body: { old_password: string; new_password: string } }>(
    '/v1/session/password',
    {
      // before the body is read, as everywhere
      onRequest: async (request) => {
        request.caller = await whoAsks(request, services)
      },
      schema: {
        ...about,
        operationId: 'changePassword',
        summary: 'Change your own password',
        description: 'Ends your tokens, and all sessions but the one that asks.',
        body: newPasswordBody,
        response: {
          204: { description: 'Changed.', type: 'null' },
          ...problemResponses([400, 401, 403, 409, 415, 422, 429, 503]),
        },
      },
    },
    async (request, reply) => {
      const username = usernameOf(callerOf(request))
      if (username === null) throw new LapidaryError('not-a-user')
      const { old_password: password, new_password: newPassword } = request.body
      const user = await services.accounts.changePassword({ username, password }, newPassword, { address: request.ip })
      if (sessionToken(request) !== null) {
        const session = await services.access.openUserSession(user)
        reply.header('set-cookie', sessionCookie(request, session.token, session.expiresAt))
      }
      return reply.code(204).send()
    },
  )
}

const signInRoute: Routes = (app, { services }) => {
  app.get(
    '/v1/sign-in',
    {
      schema: {
        ...about,
        operationId: 'getSignIn',
        summary: 'How people sign in here',
        response: { 200: signInInfo, ...problemResponses([429, 503]) },
      },
    },
    async (): Promise<SignInInfo> => {
      const { accounts, oidc, project } = services
      return {
        users: await accounts.inUse(),
        registration: accounts.policy.registration,
        oidc: oidc !== null,
        title: project.title,
      }
    },
  )
}

const registrationRoute: Routes = (app, { services: { accounts } }) => {
  app.post<{ Body: RegistrationBody }>(
    '/v1/registrations',
    {
      schema: {
        ...about,
        operationId: 'register',
        summary: 'Make your own account',
        description: 'With an invitation, or without one where the registration is open.',
        body: registrationBody,
        response: { 201: registrationInfo, ...problemResponses([400, 403, 415, 422, 429, 503]) },
      },
    },
    async (request, reply): Promise<RegistrationInfo> => {
      const { username, role } = await accounts.register(registrationOf(request.body), { address: request.ip })
      reply.code(201)
      return { username, role }
    },
  )
}

function registrationOf({ username, password, full_name: fullName = null, invitation }: RegistrationBody) {
  return { username, password, fullName, ...(invitation !== undefined && { invitation }) }
}
