import { scopeNames } from '../../../base/roles.ts'
import { flag, list, localized, object, text } from '../../openapi/describe.ts'

/** Longer ones are refused before they cost anything; the rule itself counts code points. */
export const password = (description: string) =>
  text(description, 'um bom segredo', { minLength: 1, maxLength: 1024, writeOnly: true })

export const username = text('A username.', 'maria', { minLength: 1, maxLength: 256 })

export const signInBody = {
  ...object(
    'A key, or a username and a password, to sign in with.',
    {
      key: text('An API key.', 'lap_…', { minLength: 1, maxLength: 512, writeOnly: true }),
      username,
      password: password('The password of the user.'),
    },
    ['key', 'username', 'password'],
  ),
  examples: [{ key: 'lap_…' }, { username: 'maria', password: 'um bom segredo' }],
}

export const newPasswordBody = object('The old and the new password.', {
  old_password: password('The password until now.'),
  new_password: password('8 to 256 characters, none of the commonest.'),
})

export const sessionInfo = object('Who is signed in.', {
  name: text('Name of the key, or the username.', 'environment'),
  scopes: list('What the caller may do.', text('A scope.', 'predict', { enum: scopeNames })),
  kind: text('Whether a key or a user is signed in.', 'key', { enum: ['key', 'user'] }),
})

export const signInInfo = object('How people sign in here.', {
  users: flag('There are users with passwords.', true),
  registration: text('Who may register.', 'closed', { enum: ['open', 'invite', 'closed'] }),
  oidc: flag('There is an OpenID Connect provider: GET /v1/session/oidc starts there.', false),
  title: localized('Title of the project.', 'Credit score', 'Score de crédito'),
})
