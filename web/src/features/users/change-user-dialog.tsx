import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { DialogActions } from '../../components/dialog-actions.tsx'
import { Form } from '../../components/form.tsx'
import { NewPassword, newPasswordProblem, type PasswordEntry } from '../../components/new-password.tsx'
import type { Role, UserInfo } from 'lapidary/client'
import type { Texts } from '../../lib/i18n/format.ts'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldMessages, useEntry } from '../../lib/use-entry.ts'
import { useChangeUser, type UserChange } from './queries.ts'

export type UserAction = { readonly kind: 'disable' | 'enable' | 'reset' } | { readonly kind: 'role'; readonly role: Role }

interface ChangeUserDialogProps {
  readonly user: UserInfo
  readonly action: UserAction
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

const empty = { password: '', repeat: '' }

/** Says what a change of a user means before it is made. */
export function ChangeUserDialog({ user, action, onDone, onClose }: ChangeUserDialogProps) {
  const { t } = useTexts()
  const change = useChangeUser()
  const { entry, set } = useEntry(empty)
  const [problems, setProblems] = useState<Partial<PasswordEntry>>({})
  const { username } = user
  const words = wordsOf(user, action, t)
  const submit = (): void => {
    const found = action.kind === 'reset' ? newPasswordProblem(entry, t) : {}
    setProblems(found)
    if (Object.keys(found).length > 0) return
    const succeeded = (): void => {
      onDone(words.done)
      onClose()
    }
    change.mutate({ username, change: changeOf(action, entry.password) }, { onSuccess: succeeded })
  }
  const { password: refused } = fieldMessages(change.error)
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.help}</p>
      <Form
        error={change.error}
        isErrorInFields={action.kind === 'reset' && refused !== undefined}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions look={action.kind === 'disable' ? 'danger' : 'primary'} busy={change.isPending} onCancel={onClose}>
            {words.go}
          </DialogActions>
        }
      >
        {action.kind === 'reset' && (
          <NewPassword
            entry={entry}
            errors={{ ...problems, ...(refused !== undefined && { password: refused }) }}
            onChange={set}
          />
        )}
      </Form>
    </Dialog>
  )
}

function changeOf(action: UserAction, password: string): UserChange['change'] {
  if (action.kind === 'role') return { role: action.role }
  return action.kind === 'reset' ? { password } : { disabled: action.kind === 'disable' }
}

interface Words {
  readonly title: string
  readonly help: string
  readonly go: string
  readonly done: Message
}

function wordsOf({ username, role }: UserInfo, action: UserAction, t: Texts['t']): Words {
  switch (action.kind) {
    case 'role': {
      const to = t(`role.${action.role}`)
      return {
        title: t('users.changeRole', { username }),
        help: t('users.roleHelp', { username, from: t(`role.${role}`), to, help: t(`role.${action.role}.help`) }),
        go: t('account.change'),
        done: (now) => now.t('users.roleChanged', { username, role: now.t(`role.${action.role}`) }),
      }
    }
    case 'reset':
      return {
        title: t('users.resetOne', { username }),
        help: t('users.resetHelp', { username }),
        go: t('users.setPassword'),
        done: (now) => now.t('users.resetDone', { username }),
      }
    case 'disable':
      return {
        title: t('users.disableOne', { username }),
        help: t('users.disableHelp', { username }),
        go: t('users.disable'),
        done: (now) => now.t('users.wasDisabled', { username }),
      }
    default:
      return {
        title: t('users.enableOne', { username }),
        help: t('users.wasEnabled', { username }),
        go: t('users.enable'),
        done: (now) => now.t('users.wasEnabled', { username }),
      }
  }
}
