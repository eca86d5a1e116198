import { useRef, useState, type FormEvent } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { ProblemBanner } from '../../components/problem-banner.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useSignIn } from '../../lib/queries.ts'
import { refusalOf } from './refusal.ts'

export function KeyForm() {
  const { t } = useTexts()
  const signIn = useSignIn()
  const input = useRef<HTMLInputElement>(null)
  const [key, setKey] = useState('')
  const [missing, setMissing] = useState(false)
  const refused = refusalOf(signIn.error)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const given = key.trim()
    setMissing(given === '')
    if (given === '') input.current?.focus()
    else signIn.mutate(given, { onError: () => input.current?.focus() })
  }
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {signIn.error !== null && refused === undefined && <ProblemBanner error={signIn.error} />}
      {/* Password managers keep a key under a name. */}
      <input hidden readOnly name="username" autoComplete="username" value="API key" />
      <Field label={t('session.key')} hint={t('session.hint')} error={missing ? t('session.missing') : refused}>
        {(props) => (
          <input
            {...props}
            ref={input}
            type="password"
            name="key"
            autoComplete="current-password"
            spellCheck={false}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button look="primary" type="submit" busy={signIn.isPending}>
          {t('session.signIn')}
        </Button>
      </div>
    </form>
  )
}
