import type { Static } from 'typebox'
import { choice, flag, localized, nullable, object, text } from '../../../project/json-schema.ts'
import { password, username } from '../session/schema.ts'
import { fullName, role } from '../users/schema.ts'

export const newPasswordBody = object('The old and the new password.', {
  old_password: password('The password until now.'),
  new_password: password('8 to 256 characters, none of the commonest.'),
})
export type NewPasswordBody = Static<typeof newPasswordBody>

export const signInInfo = object('How people sign in here.', {
  users: flag('There are users with passwords.', true),
  registration: choice('Who may register.', 'closed', ['open', 'invite', 'closed']),
  oidc: flag('There is an OpenID Connect provider: GET /v1/session/oidc starts there.', false),
  title: localized('Title of the project or of the server.', 'Credit score', 'Score de crédito'),
  project: flag('The server has a project; without one it records runs and models only.', true),
})
export type SignInInfo = Static<typeof signInInfo>

export const registrationBody = object(
  'Who registers.',
  {
    username,
    password: password('8 to 256 characters, none of the commonest.'),
    full_name: nullable(fullName),
    invitation: text('The invitation of an admin.', 'inv_…', {
      minLength: 1,
      maxLength: 100,
      writeOnly: true,
    }),
  },
  ['full_name', 'invitation'],
)
export type RegistrationBody = Static<typeof registrationBody>

export const registrationInfo = object('The new account.', { username, role })
export type RegistrationInfo = Static<typeof registrationInfo>
