import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { DialogActions } from '../../components/dialog-actions.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import type { NewUserInfo, Role } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignInInfo } from '../../lib/queries.ts'
import { fieldMessages, isInFields, useEntry } from '../../lib/use-entry.ts'
import { useAddUser } from './queries.ts'

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
      ...(username === '' && { username: t('users.missingName') }),
      ...(short && { password: t('password.short') }),
    })
    if (username === '' || short) return
    const optional = { ...(name !== '' && { full_name: name }), ...(entry.password !== '' && { password: entry.password }) }
    const succeeded = (added: NewUserInfo): void => {
      onDone((now) => now.t('users.added', { username }))
      if (added.invitation === undefined) onClose()
    }
    add.mutate({ username, role, ...optional }, { onSuccess: succeeded })
  }
  if (add.data?.invitation !== undefined) return <InvitationDialog user={add.data} onClose={onClose} />
  return (
    <Dialog title={t('users.add')} onClose={onClose}>
      <Form
        error={add.error}
        isErrorInFields={isInFields(refused, empty)}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions busy={add.isPending} onCancel={onClose}>
            {t('users.invite')}
          </DialogActions>
        }
      >
        <Field label={t('session.username')} error={errorOf('username')}>
          {(props) => <input {...props} {...input('username')} autoComplete="off" autoCapitalize="none" spellCheck={false} />}
        </Field>
        <Field label={t('register.fullName')} hint={t('register.optional')} error={errorOf('full_name')}>
          {(props) => <input {...props} {...input('full_name')} autoComplete="off" />}
        </Field>
        <RoleField roles={roles} role={role} onChange={setRole} />
        <Field
          label={t('session.password')}
          hint={t(canInvite ? 'users.addHelp' : 'users.addHelpClosed')}
          error={errorOf('password')}
        >
          {(props) => <input {...props} {...input('password')} type="password" autoComplete="new-password" maxLength={256} />}
        </Field>
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
  const help = t(`role.${role}.help`)
  return (
    <Field label={t('users.role')} hint={`${help.charAt(0).toUpperCase()}${help.slice(1)}`}>
      {(props) => (
        <select {...props} value={role} onChange={(event) => onChange(event.target.value as Role)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {t(`role.${one}`)}
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
    <SecretOnce title={t('users.invitation', { username })} secret={invitation} onClose={onClose}>
      {t('users.invitationHelp', { until: until === undefined ? '—' : dateTime(until) })}
    </SecretOnce>
  )
}
