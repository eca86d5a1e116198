import { useState } from 'react'
import { ApiError } from 'lapidary/client'
import { Button } from '../../components/button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { NewPassword, newPasswordProblem } from '../../components/new-password.tsx'
import { PageHead } from '../../components/page-head.tsx'
import type { Scope, SessionInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSession } from '../../lib/queries.ts'
import { fieldMessages, useEntry } from '../../lib/use-entry.ts'
import { useChangePassword } from './queries.ts'

const allScopes: readonly Scope[] = ['predict', 'read', 'operate', 'admin']

export function AccountPage() {
  const { t } = useTexts()
  const session = useSession().data
  if (session == null) return null
  return (
    <>
      <PageHead title={t('account.title')} lead={t('account.lead')} />
      <div className="sections">
        <Facts
          items={[
            { label: t('account.name'), value: <strong>{session.name}</strong> },
            { label: t('account.kind'), value: t(`account.kind.${session.kind}`) },
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
      <h2 id="scopes-title">{t('account.scopes')}</h2>
      <ul className="permissions">
        {allScopes.map((scope) => {
          const may = session.scopes.includes(scope) || session.scopes.includes('admin')
          return (
            <li key={scope} data-may={may}>
              <strong>{t(`scope.${scope}`)}</strong>
              <span>{t(`scope.${scope}.help`)}</span>
              <span>{t(may ? 'account.yes' : 'account.no')}</span>
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
  const { entry, set, input, clear } = useEntry(empty)
  const [problems, setProblems] = useState<Partial<typeof empty>>({})
  const refused = fieldMessages(change.error)
  const { error } = change
  const wrong = error instanceof ApiError && error.problem.code === 'wrong-password' ? error.problem.detail : undefined
  const submit = (): void => {
    const found = { ...(entry.old === '' && { old: t('session.missingPassword') }), ...newPasswordProblem(entry, t) }
    setProblems(found)
    if (Object.keys(found).length > 0) return
    change.mutate({ old_password: entry.old, new_password: entry.password }, { onSuccess: clear })
  }
  return (
    <section className="stack narrow" aria-labelledby="password-title">
      <h2 id="password-title">{t('account.password')}</h2>
      <p className="soft">{t('account.passwordHelp')}</p>
      <Form
        error={error}
        isErrorInFields={wrong !== undefined || Object.keys(refused).length > 0}
        problems={problems}
        onSubmit={submit}
        actions={
          <Button look="primary" type="submit" busy={change.isPending}>
            {t('account.change')}
          </Button>
        }
      >
        <input hidden readOnly name="username" autoComplete="username" value={username} />
        <Field label={t('account.old')} error={problems.old ?? wrong ?? refused['old_password']}>
          {(props) => <input {...props} {...input('old')} type="password" autoComplete="current-password" />}
        </Field>
        <NewPassword
          entry={entry}
          errors={{ password: problems.password ?? refused['new_password'], repeat: problems.repeat }}
          onChange={set}
        />
      </Form>
      <p role="status" className={change.isSuccess ? 'done' : 'visually-hidden'}>
        {change.isSuccess && t('account.changed')}
      </p>
    </section>
  )
}
