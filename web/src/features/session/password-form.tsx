import { useRef, useState, type FormEvent } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignIn } from '../../lib/queries.ts'
import { useEntry } from '../../lib/use-entry.ts'
import { refusalOf } from './refusal.ts'

export function PasswordForm() {
  const { t } = useTexts()
  const signIn = useSignIn()
  const form = useRef<HTMLFormElement>(null)
  const { entry, input } = useEntry({ username: '', password: '' })
  const [missing, setMissing] = useState<'username' | 'password' | null>(null)
  const refused = refusalOf(signIn.error)
  const focus = (name: string): void => form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const { password } = entry
    const username = entry.username.trim()
    const lacking = username === '' ? 'username' : password === '' ? 'password' : null
    setMissing(lacking)
    if (lacking !== null) focus(lacking)
    else signIn.mutate({ username, password }, { onError: () => focus('password') })
  }
  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      {signIn.error !== null && refused === undefined && <ProblemBanner error={signIn.error} />}
      <Field label={t('session.username')} error={missing === 'username' ? t('session.missingUser') : undefined}>
        {(props) => <input {...props} {...input('username')} autoComplete="username" autoCapitalize="none" spellCheck={false} />}
      </Field>
      <Field
        label={t('session.password')}
        error={missing === 'password' ? t('session.missingPassword') : missing === null ? refused : undefined}
      >
        {(props) => <input {...props} {...input('password')} type="password" autoComplete="current-password" />}
      </Field>
      <div>
        <Button look="primary" type="submit" busy={signIn.isPending}>
          {t('session.signIn')}
        </Button>
      </div>
    </form>
  )
}
