import type { JsonSchema, ProjectRoute } from 'lapidary'
import { described, members } from './schemas.ts'

const username: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 64,
  description: 'Name to sign in with.',
  examples: ['ana'],
}
const password: JsonSchema = {
  type: 'string',
  minLength: 8,
  maxLength: 256,
  writeOnly: true,
  description: 'Password.',
  examples: ['um segredo bem comprido'],
}

export const register: ProjectRoute = {
  method: 'POST',
  path: '/register',
  scope: 'open',
  summary: 'Make an account',
  status: 201,
  body: () =>
    members({ username, password, full_name: { ...described(['string', 'null'], 'Full name.', 'Ana Souza'), maxLength: 200 } }, [
      'full_name',
    ]),
  response: () => members({ msg: described('string', 'That it is done.', 'user created') }),
  handler: async ({ body }, services) => {
    const {
      username: name,
      password: secret,
      full_name = null,
    } = body as { username: string; password: string; full_name?: string }
    await services.register({ username: name, password: secret, fullName: full_name })
    return { msg: 'user created' }
  },
}

export const token: ProjectRoute = {
  method: 'POST',
  path: '/token',
  scope: 'open',
  summary: 'A token for name and password',
  description: 'The password form of OAuth 2. Send the token as `Authorization: Bearer`.',
  form: true,
  body: () =>
    members(
      {
        username,
        password: { ...password, minLength: 1 },
        grant_type: described('string', 'Always `password`.', 'password', { enum: ['password', ''] }),
        scope: described('string', 'Not used.', '', { maxLength: 500 }),
        client_id: described('string', 'Not used.', '', { maxLength: 500 }),
        client_secret: described('string', 'Not used.', '', { maxLength: 500, writeOnly: true }),
      },
      ['grant_type', 'scope', 'client_id', 'client_secret'],
    ),
  response: () =>
    members({
      access_token: described('string', 'The token.', 'eyJ…'),
      token_type: described('string', 'Always `bearer`.', 'bearer'),
      expires_in: described('integer', 'Seconds for which it is good.', 1800),
    }),
  handler: async ({ body }, services) => {
    const { username: name, password: secret } = body as { username: string; password: string }
    const { token: access_token, expiresIn } = await services.signIn({ username: name, password: secret })
    return { access_token, token_type: 'bearer', expires_in: expiresIn }
  },
}
