import type { Static } from 'typebox'
import { choice, list, nullable, object, text, time } from '../../../project/json-schema.ts'
import { scopeNames } from '../../../base/roles.ts'

export const keyId = text('Id of the key.', '48e656fd9ac2', { minLength: 1, maxLength: 100 })
const name = text('Who uses the key, or for what.', 'Escola Norte', {
  minLength: 1,
  maxLength: 100,
  pattern: '\\S',
})
const grantedScopes = list('What the key allows.', choice('A scope.', 'predict', scopeNames), {
  minItems: 1,
  maxItems: scopeNames.length,
})

const key = {
  id: keyId,
  name,
  scopes: grantedScopes,
  created_at: time('When it was created.'),
  expires_at: nullable(time('When it expires; null for never.')),
  revoked_at: nullable(time('When it was revoked; null while it has not been.')),
  last_used_at: nullable(time('When it was last used, to about ten seconds; null for never.')),
}

export const keyInfo = object('An API key, without the key itself.', key)
export type KeyInfo = Static<typeof keyInfo>

export const callerInfo = object('A key as logs name it.', { id: keyId, name })
export type CallerInfo = Static<typeof callerInfo>

export const newKeyInfo = object('The new key.', {
  ...key,
  key: text('The key itself. It is shown this once: only its hash is stored.', 'lap_…'),
})
export type NewKeyInfo = Static<typeof newKeyInfo>

export const newKeyBody = object(
  'A key to create.',
  {
    name,
    scopes: grantedScopes,
    expires_at: nullable(time('When it expires. Default: never.', '2027-01-31T00:00:00Z')),
  },
  ['expires_at'],
)
export type NewKeyBody = Static<typeof newKeyBody>
