import { useState } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignIn } from '../../lib/queries.ts'
import { refusalOf } from './refusal.ts'
import { sessionTexts } from './texts.ts'

export function KeyForm() {
  const { t } = useTexts()
  const signIn = useSignIn()
  const [key, setKey] = useState('')
  const [problems, setProblems] = useState<{ readonly key?: string }>({})
  const refused = refusalOf(signIn.error)
  const submit = (): void => {
    const given = key.trim()
    setProblems(given === '' ? { key: t(sessionTexts.missing) } : {})
    if (given !== '') signIn.mutate(given)
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
      {/* Password managers keep a key under a name. */}
      <input hidden readOnly name="username" autoComplete="username" value="API key" />
      <Field label={t(sessionTexts.key)} hint={t(sessionTexts.hint)} error={problems.key ?? refused}>
        {(props) => (
          <input
            {...props}
            type="password"
            name="key"
            autoComplete="current-password"
            spellCheck={false}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
    </Form>
  )
}
