import { scopes } from '../../access/scopes.ts'
import { list, object, text } from './describe.ts'

export const signInBody = object('A key to sign in with.', {
  key: text('An API key.', 'lap_…', { minLength: 1, maxLength: 512 }),
})

export const sessionInfo = object('Who is signed in.', {
  name: text('Name of the key.', 'environment'),
  scopes: list('What the key may do.', text('A scope.', 'predict', { enum: scopes })),
  kind: text('A key, or a user.', 'key', { enum: ['key', 'user'] }),
})
