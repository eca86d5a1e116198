import type { Static } from 'typebox'
import { choice, flag, nullable, object, text, time } from '../../../project/json-schema.ts'
import { roleNames } from '../../../base/roles.ts'
import { password, username } from '../session/schema.ts'

export const role = choice('What the user may do.', 'operator', roleNames)
export const fullName = text('Full name.', 'Maria Silva', { maxLength: 200 })

const user = {
  username,
  full_name: nullable(fullName),
  role,
  disabled: flag('A disabled user cannot sign in.', false),
  created_at: time('When the user was added.'),
  last_sign_in_at: nullable(time('When the user last signed in.')),
}

export const userInfo = object('A user.', user)
export type UserInfo = Static<typeof userInfo>

export const newUserInfo = object(
  'The new user.',
  {
    ...user,
    invitation: text('Without a password: the user sets one with it. Shown this once.', 'inv_…'),
    invitation_expires_at: time('Until when the invitation is good.'),
  },
  ['invitation', 'invitation_expires_at'],
)
export type NewUserInfo = Static<typeof newUserInfo>

export const newUserBody = object(
  'A user to add.',
  {
    username,
    password: password('8 to 256 characters. Left out: an invitation is made.'),
    full_name: fullName,
    role,
  },
  ['password', 'full_name'],
)
export type NewUserBody = Static<typeof newUserBody>

export const userChangeBody = {
  ...object(
    'What to change of a user.',
    { role, disabled: flag('Whether the user is disabled.', true), password: password('A new password.') },
    ['role', 'disabled', 'password'],
  ),
  minProperties: 1,
}
export type UserChangeBody = Static<typeof userChangeBody>
