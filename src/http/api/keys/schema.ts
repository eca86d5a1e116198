import { scopeNames } from '../../../base/roles.ts'
import { list, nullable, object, text, time } from '../../openapi/describe.ts'

const id = text('Id of the key.', '48e656fd9ac2', { minLength: 1, maxLength: 100 })
const name = text('Whose key it is, or what for.', 'Escola Norte', { minLength: 1, maxLength: 100, pattern: '\\S' })
const grantedScopes = list('What the key allows.', text('A scope.', 'predict', { enum: scopeNames }), {
  minItems: 1,
  maxItems: scopeNames.length,
})

const key = {
  id,
  name,
  scopes: grantedScopes,
  created_at: time('When it was created.'),
  expires_at: nullable(time('When it expires; null for never.')),
  revoked_at: nullable(time('When it was revoked; null while it has not been.')),
  last_used_at: nullable(time('When it was last used, to about ten seconds; null for never.')),
}

export const keyInfo = object('An API key, without the key itself.', key)

export const callerInfo = object('A key as logs name it.', { id, name })

export const newKeyInfo = object('The new key.', {
  ...key,
  key: text('The key itself. It is shown this once: only its hash is stored.', 'lap_…'),
})

export const newKeyBody = object(
  'A key to create.',
  { name, scopes: grantedScopes, expires_at: nullable(time('When it expires. Default: never.', '2027-01-31T00:00:00Z')) },
  ['expires_at'],
)

export const keyParams = object('Which key.', { id })
