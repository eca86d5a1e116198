import { useState } from 'react'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import { SecretOnce } from '../../components/form/secret-once.tsx'
import { FullNameField, PasswordField, UsernameField } from '../../components/form/user-fields.tsx'
import { type NewUserInfo, type Role, roles as roleTexts } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignInInfo } from '../../lib/queries.ts'
import { fieldMessages, isInFields, useEntry } from '../../lib/use-entry.ts'
import { fieldTexts, passwordTexts } from '../../texts/fields.ts'
import { useAddUser } from './queries.ts'
import { usersTexts } from './texts.ts'

interface AddUserDialogProps {
  readonly roles: readonly Role[]
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

const empty = { username: '', full_name: '', password: '' }

/** Adds a user, with a password or an invitation that is shown once. */
export function AddUserDialog({ roles, onDone, onClose }: AddUserDialogProps) {
  const { t } = useTexts()
  const add = useAddUser()
  const canInvite = useSignInInfo().data?.registration !== 'closed'
  const { entry, input } = useEntry(empty)
  const [role, setRole] = useState<Role>('operator')
  const [problems, setProblems] = useState<Partial<typeof empty>>({})
  const refused = fieldMessages(add.error)
  const errorOf = (name: keyof typeof empty): string | undefined => problems[name] ?? refused[name]
  const submit = (): void => {
    const [username, name] = [entry.username.trim(), entry.full_name.trim()]
    const short = entry.password.length < 8 && (entry.password !== '' || !canInvite)
    setProblems({
      ...(username === '' && { username: t(usersTexts.missingName) }),
      ...(short && { password: t(passwordTexts.short) }),
    })
    if (username === '' || short) return
    const optional = {
      ...(name !== '' && { full_name: name }),
      ...(entry.password !== '' && { password: entry.password }),
    }
    const succeeded = (added: NewUserInfo): void => {
      onDone((now) => now.t(usersTexts.added, { username }))
      if (added.invitation === undefined) onClose()
    }
    add.mutate({ username, role, ...optional }, { onSuccess: succeeded })
  }
  if (add.data?.invitation !== undefined) return <InvitationDialog user={add.data} onClose={onClose} />
  return (
    <Dialog title={t(usersTexts.add)} onClose={onClose}>
      <Form
        error={add.error}
        isErrorInFields={isInFields(refused, empty)}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions busy={add.isPending} onCancel={onClose}>
            {t(usersTexts.invite)}
          </DialogActions>
        }
      >
        <UsernameField input={input('username')} error={errorOf('username')} autoComplete="off" />
        <FullNameField input={input('full_name')} error={errorOf('full_name')} autoComplete="off" />
        <RoleField roles={roles} role={role} onChange={setRole} />
        <PasswordField
          label={t(fieldTexts.password)}
          hint={t(canInvite ? usersTexts.addHelp : usersTexts.addHelpClosed)}
          error={errorOf('password')}
          input={input('password')}
          autoComplete="new-password"
        />
      </Form>
    </Dialog>
  )
}

interface RoleFieldProps {
  readonly roles: readonly Role[]
  readonly role: Role
  readonly onChange: (role: Role) => void
}

function RoleField({ roles, role, onChange }: RoleFieldProps) {
  const { t } = useTexts()
  return (
    <Field label={t(usersTexts.role)} hint={t(roleTexts[role].description)}>
      {(props) => (
        <select {...props} value={role} onChange={(event) => onChange(event.target.value as Role)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(roleTexts[one].title)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function InvitationDialog({ user, onClose }: { readonly user: NewUserInfo; readonly onClose: () => void }) {
  const { t, dateTime } = useTexts()
  const { username, invitation = '', invitation_expires_at: until } = user
  return (
    <SecretOnce title={t(usersTexts.invitation, { username })} secret={invitation} onClose={onClose}>
      {t(usersTexts.invitationHelp, { until: until === undefined ? '—' : dateTime(until) })}
    </SecretOnce>
  )
}
