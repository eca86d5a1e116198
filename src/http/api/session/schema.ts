import type { Static } from 'typebox'
import { anything, choice, list, object, type Schema, text } from '../../../project/json-schema.ts'
import { scopeNames } from '../../../base/roles.ts'

/**
 * Returns the schema of a password. Longer ones are refused before they are hashed; the rule itself
 * counts code points.
 */
export function password(description: string): Schema<string> {
  return text(description, 'um bom segredo', { minLength: 1, maxLength: 1024, writeOnly: true })
}

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
export type SignInBody = Static<typeof signInBody>

export const sessionInfo = object('Who is signed in.', {
  name: text('Name of the key, or the username.', 'environment'),
  scopes: list('What the caller may do.', choice('A scope.', 'predict', scopeNames)),
  kind: choice('Whether a key or a user is signed in.', 'key', ['key', 'user']),
})
export type SessionInfo = Static<typeof sessionInfo>

export const keySet = anything('A JSON Web Key Set (RFC 7517).', { keys: [] })
