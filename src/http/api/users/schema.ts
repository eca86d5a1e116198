import { roleNames } from '../../../base/roles.ts'
import { flag, integer, nullable, object, text, time } from '../../openapi/describe.ts'
import { password, username } from '../session/schema.ts'

const role = text('What the user may do.', 'operator', { enum: roleNames })
const fullName = text('Full name.', 'Maria Silva', { maxLength: 200 })

const user = {
  username,
  full_name: nullable(fullName),
  role,
  disabled: flag('A disabled user cannot sign in.', false),
  created_at: time('When the user was added.'),
  last_sign_in_at: nullable(time('When the user last signed in.')),
}

export const userInfo = object('A user.', user)

export const newUserInfo = object(
  'The new user.',
  {
    ...user,
    invitation: text('Without a password: for the user, who sets his own with it. Shown this once.', 'inv_…'),
    invitation_expires_at: time('Until when the invitation is good.'),
  },
  ['invitation', 'invitation_expires_at'],
)

export const newUserBody = object(
  'A user to add.',
  { username, password: password('8 to 256 characters. Left out: an invitation is made.'), full_name: fullName, role },
  ['password', 'full_name'],
)

export const userParams = object('Which user.', { username })

export const userChangeBody = {
  ...object(
    'What to change of a user.',
    { role, disabled: flag('Whether the user is kept out.', true), password: password('A new password.') },
    ['role', 'disabled', 'password'],
  ),
  minProperties: 1,
}

export const registrationBody = object(
  'Who registers.',
  {
    username,
    password: password('8 to 256 characters, none of the commonest.'),
    full_name: nullable(fullName),
    invitation: text('The invitation of an admin.', 'inv_…', { minLength: 1, maxLength: 100, writeOnly: true }),
  },
  ['full_name', 'invitation'],
)

export const registrationInfo = object('The new account.', { username, role })

export const auditInfo = object('Who changed what, or signed in.', {
  at: time('When.'),
  by: text('Id of the caller, or `command line`.', 'user:maria'),
  action: text('What was done.', 'user.disable'),
  subject: text('Whom or what it was about.', 'joao'),
  address: nullable(text('From where; null where that is not recorded.', '192.0.2.7')),
  count: integer('How often: repeated sign-ins of ten minutes are one item.', 1),
})
