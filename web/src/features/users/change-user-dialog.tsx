import { useState } from 'react'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Form } from '../../components/form/form.tsx'
import { NewPassword, newPasswordProblem, type PasswordEntry } from '../../components/form/new-password.tsx'
import { type Role, type UserInfo, roles as roleTexts } from 'lapidary/client'
import type { Texts } from '../../lib/i18n/format.ts'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldMessages, useEntry } from '../../lib/use-entry.ts'
import { commonTexts } from '../../texts/common.ts'
import { useChangeUser, type UserChange } from './queries.ts'
import { usersTexts } from './texts.ts'

export type UserAction =
  | { readonly kind: 'disable' | 'enable' | 'reset' }
  | { readonly kind: 'role'; readonly role: Role }

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
  const { entry, input } = useEntry(empty)
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
          <DialogActions
            look={action.kind === 'disable' ? 'danger' : 'primary'}
            busy={change.isPending}
            onCancel={onClose}
          >
            {words.go}
          </DialogActions>
        }
      >
        {action.kind === 'reset' && (
          <NewPassword
            input={input}
            errors={{ ...problems, ...(refused !== undefined && { password: refused }) }}
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
      const to = t(roleTexts[action.role].title)
      return {
        title: t(usersTexts.changeRole, { username }),
        help: t(usersTexts.roleHelp, {
          username,
          from: t(roleTexts[role].title),
          to,
          help: t(roleTexts[action.role].description),
        }),
        go: t(commonTexts.change),
        done: (now) => now.t(usersTexts.roleChanged, { username, role: now.t(roleTexts[action.role].title) }),
      }
    }
    case 'reset':
      return {
        title: t(usersTexts.resetOne, { username }),
        help: t(usersTexts.resetHelp, { username }),
        go: t(usersTexts.setPassword),
        done: (now) => now.t(usersTexts.resetDone, { username }),
      }
    case 'disable':
      return {
        title: t(usersTexts.disableOne, { username }),
        help: t(usersTexts.disableHelp, { username }),
        go: t(usersTexts.disable),
        done: (now) => now.t(usersTexts.wasDisabled, { username }),
      }
    default:
      return {
        title: t(usersTexts.enableOne, { username }),
        help: t(usersTexts.wasEnabled, { username }),
        go: t(usersTexts.enable),
        done: (now) => now.t(usersTexts.wasEnabled, { username }),
      }
  }
}
