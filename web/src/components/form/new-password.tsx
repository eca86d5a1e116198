import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { passwordTexts } from '../../texts/fields.ts'
import { Field } from './field.tsx'

export interface PasswordEntry {
  readonly password: string
  readonly repeat: string
}

/** What can be said against a new password before the server is asked. */
export function newPasswordProblem(
  { password, repeat }: PasswordEntry,
  t: Texts['t'],
): Partial<PasswordEntry> {
  if (password.length < 8) return { password: t(passwordTexts.short) }
  return password === repeat ? {} : { repeat: t(passwordTexts.differ) }
}

interface NewPasswordProps {
  readonly entry: PasswordEntry
  readonly errors: { readonly [N in keyof PasswordEntry]?: string | undefined }
  readonly onChange: (name: keyof PasswordEntry) => (value: string) => void
}

/** A new password, typed twice because it is not seen. */
export function NewPassword({ entry, errors, onChange }: NewPasswordProps) {
  const { t } = useTexts()
  const fields = [
    ['password', t(passwordTexts.new), t(passwordTexts.hint)],
    ['repeat', t(passwordTexts.repeat), undefined],
  ] as const
  return fields.map(([name, label, hint]) => (
    <Field key={name} label={label} hint={hint} error={errors[name]}>
      {(props) => (
        <input
          {...props}
          type="password"
          name={name}
          autoComplete="new-password"
          maxLength={256}
          value={entry[name]}
          onChange={(event) => onChange(name)(event.target.value)}
        />
      )}
    </Field>
  ))
}
