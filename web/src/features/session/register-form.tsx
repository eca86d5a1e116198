import { useState } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import { NewPassword, newPasswordProblem } from '../../components/form/new-password.tsx'
import { FullNameField, UsernameField } from '../../components/form/user-fields.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldMessages, isInFields, useEntry } from '../../lib/use-entry.ts'
import { useRegister } from './queries.ts'
import { sessionTexts, registerTexts } from './texts.ts'

interface RegisterFormProps {
  readonly invited: boolean
  readonly onBack: () => void
}

const empty = { invitation: '', username: '', full_name: '', password: '', repeat: '' }

/** Makes an account, freely or with an invitation, and goes on signed in with it. */
export function RegisterForm({ invited, onBack }: RegisterFormProps) {
  const { t } = useTexts()
  const register = useRegister()
  const { entry, input } = useEntry(empty)
  const [problems, setProblems] = useState<Partial<typeof empty>>({})
  const refused = fieldMessages(register.error)
  const errorOf = (name: keyof typeof empty): string | undefined => problems[name] ?? refused[name]
  const submit = (): void => {
    const found: Partial<typeof empty> = {
      ...(invited && entry.invitation.trim() === '' && { invitation: t(registerTexts.missingInvitation) }),
      ...(entry.username.trim() === '' && { username: t(sessionTexts.missingUser) }),
      ...newPasswordProblem(entry, t),
    }
    setProblems(found)
    if (Object.keys(found).length === 0) register.mutate(personOf(entry, invited))
  }
  return (
    <>
      <PageHead
        title={t(invited ? registerTexts.invitedTitle : registerTexts.title)}
        lead={t(invited ? registerTexts.invitedLead : registerTexts.lead)}
      />
      <Form
        error={register.error}
        isErrorInFields={isInFields(refused, empty)}
        problems={problems}
        onSubmit={submit}
        actions={
          <Button look="primary" type="submit" busy={register.isPending}>
            {t(registerTexts.submit)}
          </Button>
        }
      >
        {invited && (
          <Field label={t(registerTexts.invitation)} error={errorOf('invitation')}>
            {(props) => <input {...props} {...input('invitation')} autoComplete="off" spellCheck={false} />}
          </Field>
        )}
        <UsernameField input={input('username')} error={errorOf('username')} autoComplete="username" />
        <FullNameField input={input('full_name')} error={errorOf('full_name')} autoComplete="name" />
        <NewPassword input={input} errors={{ password: errorOf('password'), repeat: errorOf('repeat') }} />
      </Form>
      <p className="row soft after-table">
        <span>{t(sessionTexts.haveAccount)}</span>
        <Button look="link" onClick={onBack}>
          {t(sessionTexts.signIn)}
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
