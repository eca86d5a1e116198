import type { User } from '../../../store/access/users/user-store.ts'
import { callerOf } from '../../guard/guard.ts'
import type { Routes } from '../../route-context.ts'
import { items } from '../responses.ts'
import { pathParams } from '../parameters.ts'
import { problemResponses } from '../problem.ts'
import { username } from '../session/schema.ts'
import { newUserBody, newUserInfo, type UserInfo, userChangeBody, userInfo } from './schema.ts'

const tags = ['Users']
const config = { scope: 'admin' } as const

/** Lets admins list, add and change users. */
export const userRoutes: Routes<'users'> = (app, context) => {
  listRoute(app, context)
  addRoute(app, context)
  changeRoute(app, context)
}

const listRoute: Routes<'users'> = (app, { services: { users } }) => {
  app.get(
    '/v1/users',
    {
      config,
      schema: {
        tags,
        operationId: 'listUsers',
        summary: 'All users',
        response: { 200: items('users', 'by name', userInfo) },
      },
    },
    async () => ({ items: (await users.list()).map(toUserInfo) }),
  )
}

const addRoute: Routes<'users'> = (app, { services: { users } }) => {
  app.post(
    '/v1/users',
    {
      config,
      schema: {
        tags,
        operationId: 'addUser',
        summary: 'Add a user',
        description: 'Without a password the response holds an invitation, with which the user sets one.',
        body: newUserBody,
        response: { 201: newUserInfo, ...problemResponses([400, 409, 415, 422]) },
      },
    },
    async (request, reply) => {
      const { username, password = null, full_name: fullName = null, role } = request.body
      const { user, invitation } = await users.add(
        { username, password, fullName, role },
        callerOf(request).id,
      )
      reply.code(201)
      return {
        ...toUserInfo(user),
        ...(invitation !== null && {
          invitation: invitation.token,
          invitation_expires_at: invitation.expiresAt,
        }),
      }
    },
  )
}

const changeRoute: Routes<'users'> = (app, { services: { users } }) => {
  app.patch(
    '/v1/users/:username',
    {
      config,
      schema: {
        tags,
        operationId: 'changeUser',
        summary: 'Change the role or the password of a user, disable or enable the user',
        description: 'Every change except enabling ends the tokens and sessions of the user.',
        params: pathParams({ username }),
        body: userChangeBody,
        response: { 200: userInfo, ...problemResponses([400, 404, 409, 415, 422]) },
      },
    },
    async (request) =>
      toUserInfo(await users.change(request.params.username, request.body, callerOf(request).id)),
  )
}

function toUserInfo({ username, fullName, role, disabled, createdAt, lastSignInAt }: User): UserInfo {
  return {
    username,
    full_name: fullName,
    role,
    disabled,
    created_at: createdAt,
    last_sign_in_at: lastSignInAt,
  }
}
