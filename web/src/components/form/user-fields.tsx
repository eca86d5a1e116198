import { useTexts } from '../../lib/i18n/use-texts.tsx'
import type { EntryInput } from '../../lib/use-entry.ts'
import { fieldTexts } from '../../texts/fields.ts'
import { Field } from './field.tsx'

interface UserFieldProps {
  readonly input: EntryInput
  readonly error?: string | undefined
  /** What the browser may suggest: nothing where the user is somebody else. */
  readonly autoComplete: 'username' | 'name' | 'off'
}

/** Edits the name that a user signs in with. */
export function UsernameField({ input, error, autoComplete }: UserFieldProps) {
  const { t } = useTexts()
  return (
    <Field label={t(fieldTexts.username)} error={error}>
      {(props) => (
        <input {...props} {...input} autoComplete={autoComplete} autoCapitalize="none" spellCheck={false} />
      )}
    </Field>
  )
}

/** Edits a user's full name, which is optional. */
export function FullNameField({ input, error, autoComplete }: UserFieldProps) {
  const { t } = useTexts()
  return (
    <Field label={t(fieldTexts.fullName)} hint={t(fieldTexts.optional)} error={error}>
      {(props) => <input {...props} {...input} autoComplete={autoComplete} />}
    </Field>
  )
}

interface PasswordFieldProps {
  readonly input: EntryInput
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly autoComplete: 'current-password' | 'new-password'
}

/** Edits a password. A new one has at most the length that the server accepts. */
export function PasswordField({ input, label, hint, error, autoComplete }: PasswordFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(props) => (
        <input
          {...props}
          {...input}
          type="password"
          autoComplete={autoComplete}
          maxLength={autoComplete === 'new-password' ? 256 : undefined}
        />
      )}
    </Field>
  )
}
