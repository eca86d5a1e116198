import { useState } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Form } from '../../components/form/form.tsx'
import { PasswordField, UsernameField } from '../../components/form/user-fields.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignIn } from '../../lib/queries.ts'
import { useEntry } from '../../lib/use-entry.ts'
import { fieldTexts } from '../../texts/fields.ts'
import { refusalOf } from './refusal.ts'
import { sessionTexts } from './texts.ts'

/** @param username what the form starts with. */
export function PasswordForm({ username: first }: { readonly username: string }) {
  const { t } = useTexts()
  const signIn = useSignIn()
  const { entry, input } = useEntry({ username: first, password: '' })
  const [problems, setProblems] = useState<{ readonly username?: string; readonly password?: string }>({})
  const refused = refusalOf(signIn.error)
  const submit = (): void => {
    const { password } = entry
    const username = entry.username.trim()
    const found = {
      ...(username === '' && { username: t(sessionTexts.missingUser) }),
      ...(password === '' && { password: t(fieldTexts.missingPassword) }),
    }
    setProblems(found)
    if (Object.keys(found).length === 0) signIn.mutate({ username, password })
  }
  const button = (
    <Button look="primary" type="submit" busy={signIn.isPending}>
      {t(sessionTexts.signIn)}
    </Button>
  )
  return (
    <Form
      error={signIn.error}
      isErrorInFields={refused !== undefined}
      problems={problems}
      onSubmit={submit}
      actions={button}
    >
      <UsernameField input={input('username')} error={problems.username} autoComplete="username" />
      <PasswordField
        label={t(fieldTexts.password)}
        error={problems.password ?? (problems.username === undefined ? refused : undefined)}
        input={input('password')}
        autoComplete="current-password"
      />
    </Form>
  )
}
