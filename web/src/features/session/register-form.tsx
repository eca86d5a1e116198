import { useRef, useState, type FormEvent } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { NewPassword, newPasswordProblem } from '../../components/new-password.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldMessages, useEntry } from '../../lib/use-entry.ts'
import { useRegister } from './queries.ts'

interface RegisterFormProps {
  readonly invited: boolean
  readonly onBack: () => void
}

const empty = { invitation: '', username: '', full_name: '', password: '', repeat: '' }

/** Makes an account, freely or with an invitation, and goes on signed in with it. */
export function RegisterForm({ invited, onBack }: RegisterFormProps) {
  const { t } = useTexts()
  const register = useRegister()
  const form = useRef<HTMLFormElement>(null)
  const { entry, set, input } = useEntry(empty)
  const [problems, setProblems] = useState<Partial<typeof empty>>({})
  const refused = fieldMessages(register.error)
  const errorOf = (name: keyof typeof empty): string | undefined => problems[name] ?? refused[name]
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found: Partial<typeof empty> = {
      ...(invited && entry.invitation.trim() === '' && { invitation: t('register.missingInvitation') }),
      ...(entry.username.trim() === '' && { username: t('session.missingUser') }),
      ...newPasswordProblem(entry, t),
    }
    setProblems(found)
    const [first] = Object.keys(found)
    if (first === undefined) register.mutate(personOf(entry, invited))
    else form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus()
  }
  return (
    <>
      <PageHead
        title={t(invited ? 'register.invitedTitle' : 'register.title')}
        lead={t(invited ? 'register.invitedLead' : 'register.lead')}
      />
      <form ref={form} className="stack" onSubmit={submit} noValidate>
        {register.error !== null && Object.keys(refused).length === 0 && <ProblemBanner error={register.error} />}
        {invited && (
          <Field label={t('register.invitation')} error={errorOf('invitation')}>
            {(props) => <input {...props} {...input('invitation')} autoComplete="off" spellCheck={false} />}
          </Field>
        )}
        <Field label={t('session.username')} error={errorOf('username')}>
          {(props) => (
            <input {...props} {...input('username')} autoComplete="username" autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <Field label={t('register.fullName')} hint={t('register.optional')} error={errorOf('full_name')}>
          {(props) => <input {...props} {...input('full_name')} autoComplete="name" />}
        </Field>
        <NewPassword entry={entry} errors={{ password: errorOf('password'), repeat: errorOf('repeat') }} onChange={set} />
        <div className="row">
          <Button look="primary" type="submit" busy={register.isPending}>
            {t('register.submit')}
          </Button>
        </div>
      </form>
      <p className="row soft after-table">
        <span>{t('session.haveAccount')}</span>
        <Button look="link" onClick={onBack}>
          {t('session.signIn')}
        </Button>
      </p>
    </>
  )
}

function personOf({ username, password, full_name: name, invitation }: typeof empty, invited: boolean) {
  return {
    username: username.trim(),
    password,
    ...(name.trim() !== '' && { full_name: name.trim() }),
    ...(invited && { invitation: invitation.trim() }),
  }
}
