import type { Role } from '../../../base/roles.ts'
import type { User } from '../../../store/access/users/user-store.ts'
import { callerOf } from '../../guard/guard.ts'
import type { NewUserInfo, UserInfo } from '../types.ts'
import { items } from '../../openapi/describe.ts'
import { problemResponses } from '../problem.ts'
import * as schema from './schema.ts'
import type { Routes } from '../../route-context.ts'

const about = { tags: ['Users'] }
const config = { scope: 'admin' } as const

interface NewUserBody {
  readonly username: string
  readonly password?: string
  readonly full_name?: string
  readonly role: Role
}

/** Users as admins handle them. */
export const userRoutes: Routes = (app, { services: { users } }) => {
  app.get(
    '/v1/users',
    {
      config,
      schema: {
        ...about,
        operationId: 'listUsers',
        summary: 'All users',
        response: { 200: items('users', 'by name', schema.userInfo) },
      },
    },
    async () => ({ items: (await users.list()).map(userInfoOf) }),
  )
  app.post<{ Body: NewUserBody }>(
    '/v1/users',
    {
      config,
      schema: {
        ...about,
        operationId: 'addUser',
        summary: 'Add a user',
        description: 'Without a password the answer holds an invitation, with which the user sets his own.',
        body: schema.newUserBody,
        response: { 201: schema.newUserInfo, ...problemResponses([400, 409, 415, 422]) },
      },
    },
    async (request, reply): Promise<NewUserInfo> => {
      const { username, password = null, full_name: fullName = null, role } = request.body
      const { user, invitation } = await users.add({ username, password, fullName, role }, callerOf(request).id)
      reply.code(201)
      return {
        ...userInfoOf(user),
        ...(invitation !== null && { invitation: invitation.token, invitation_expires_at: invitation.expiresAt }),
      }
    },
  )
  app.patch<{ Params: { username: string }; Body: { role?: Role; disabled?: boolean; password?: string } }>(
    '/v1/users/:username',
    {
      config,
      schema: {
        ...about,
        operationId: 'changeUser',
        summary: 'Change the role or the password of a user, disable or enable him',
        description: 'All but enabling ends his tokens and sessions.',
        params: schema.userParams,
        body: schema.userChangeBody,
        response: { 200: schema.userInfo, ...problemResponses([400, 404, 409, 415, 422]) },
      },
    },
    async (request) => userInfoOf(await users.change(request.params.username, request.body, callerOf(request).id)),
  )
}

function userInfoOf({ username, fullName, role, disabled, createdAt, lastSignInAt }: User): UserInfo {
  return { username, full_name: fullName, role, disabled, created_at: createdAt, last_sign_in_at: lastSignInAt }
}
