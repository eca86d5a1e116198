import { defineRoute, schema } from 'lapidary'

const username = schema.text('Name to sign in with.', 'ana', { minLength: 1, maxLength: 64 })

function password(minLength: number) {
  return schema.text('Password.', 'um segredo bem comprido', { minLength, maxLength: 256, writeOnly: true })
}

export const register = defineRoute({
  method: 'POST',
  path: '/register',
  scope: 'open',
  summary: 'Make an account',
  status: 201,
  body: () =>
    schema.object(
      'A new account.',
      {
        username,
        password: password(8),
        full_name: schema.nullable(schema.text('Full name.', 'Ana Souza', { maxLength: 200 })),
      },
      ['full_name'],
    ),
  response: () => schema.object('A confirmation.', { msg: schema.text('That it is done.', 'user created') }),
  handler: async ({ body }, services) => {
    const { username: name, password: secret, full_name: fullName = null } = body
    await services.register({ username: name, password: secret, fullName })
    return { msg: 'user created' }
  },
})

export const token = defineRoute({
  method: 'POST',
  path: '/token',
  scope: 'open',
  summary: 'A token for name and password',
  description: 'The password form of OAuth 2. Send the token as `Authorization: Bearer`.',
  form: true,
  body: () =>
    schema.object(
      'Name and password.',
      {
        username,
        password: password(1),
        grant_type: schema.choice('Always `password`.', 'password', ['password', '']),
        scope: schema.text('Not used.', '', { maxLength: 500 }),
        client_id: schema.text('Not used.', '', { maxLength: 500 }),
        client_secret: schema.text('Not used.', '', { maxLength: 500, writeOnly: true }),
      },
      ['grant_type', 'scope', 'client_id', 'client_secret'],
    ),
  response: () =>
    schema.object('A token.', {
      access_token: schema.text('The token.', 'eyJ…'),
      token_type: schema.text('Always `bearer`.', 'bearer'),
      expires_in: schema.integer('Seconds for which it is good.', 1800),
    }),
  handler: async ({ body }, services) => {
    const { token: accessToken, expiresIn } = await services.signIn({
      username: body.username,
      password: body.password,
    })
    return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn }
  },
})
