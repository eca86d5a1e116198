import { useState } from 'react'
import { ApiError } from 'lapidary/client'
import { Button } from '../../components/form/button.tsx'
import { Facts } from '../../components/data/facts.tsx'
import { Form } from '../../components/form/form.tsx'
import { NewPassword, newPasswordProblem } from '../../components/form/new-password.tsx'
import { PasswordField } from '../../components/form/user-fields.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { StatusMessage } from '../../components/status-message.tsx'
import { type SessionInfo, scopeNames, scopes as scopeTexts } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSession } from '../../lib/queries.ts'
import { fieldMessages, useEntry } from '../../lib/use-entry.ts'
import { fieldTexts } from '../../texts/fields.ts'
import { commonTexts } from '../../texts/common.ts'
import { useChangePassword } from './queries.ts'
import { accountTexts } from './texts.ts'
import './styles.css'

export function AccountPage() {
  const { t } = useTexts()
  const session = useSession().data
  if (session == null) return null
  return (
    <>
      <PageHead lead={t(accountTexts.lead)} />
      <div className="sections">
        <Facts
          items={[
            { label: t(commonTexts.name), value: <strong>{session.name}</strong> },
            { label: t(accountTexts.signedInWith), value: t(accountTexts.kind[session.kind]) },
          ]}
        />
        <Permissions session={session} />
        {session.kind === 'user' && <PasswordSection username={session.name} />}
      </div>
    </>
  )
}

function Permissions({ session }: { readonly session: SessionInfo }) {
  const { t } = useTexts()
  return (
    <section className="stack" aria-labelledby="scopes-title">
      <h2 id="scopes-title">{t(accountTexts.scopes)}</h2>
      <ul className="permissions">
        {scopeNames.map((scope) => {
          const may = session.scopes.includes(scope) || session.scopes.includes('admin')
          return (
            <li key={scope} data-may={may}>
              <strong>{t(scopeTexts[scope].title)}</strong>
              <span>{t(scopeTexts[scope].description)}</span>
              <span>{t(may ? commonTexts.yes : commonTexts.no)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const empty = { old: '', password: '', repeat: '' }

function PasswordSection({ username }: { readonly username: string }) {
  const { t } = useTexts()
  const change = useChangePassword()
  const { entry, input, clear } = useEntry(empty)
  const [problems, setProblems] = useState<Partial<typeof empty>>({})
  const refused = fieldMessages(change.error)
  const { error } = change
  const wrong =
    error instanceof ApiError && error.problem.code === 'wrong-password' ? error.problem.detail : undefined
  const submit = (): void => {
    const found = {
      ...(entry.old === '' && { old: t(fieldTexts.missingPassword) }),
      ...newPasswordProblem(entry, t),
    }
    setProblems(found)
    if (Object.keys(found).length > 0) return
    change.mutate({ old_password: entry.old, new_password: entry.password }, { onSuccess: clear })
  }
  return (
    <section className="stack narrow" aria-labelledby="password-title">
      <h2 id="password-title">{t(accountTexts.password)}</h2>
      <p className="soft">{t(accountTexts.passwordHelp)}</p>
      <Form
        error={error}
        isErrorInFields={wrong !== undefined || Object.keys(refused).length > 0}
        problems={problems}
        onSubmit={submit}
        actions={
          <Button look="primary" type="submit" busy={change.isPending}>
            {t(commonTexts.change)}
          </Button>
        }
      >
        <input hidden readOnly name="username" autoComplete="username" value={username} />
        <PasswordField
          label={t(accountTexts.old)}
          error={problems.old ?? wrong ?? refused['old_password']}
          input={input('old')}
          autoComplete="current-password"
        />
        <NewPassword
          input={input}
          errors={{ password: problems.password ?? refused['new_password'], repeat: problems.repeat }}
        />
      </Form>
      <StatusMessage>{change.isSuccess ? t(accountTexts.changed) : ''}</StatusMessage>
    </section>
  )
}
