import type { Texts } from '../../lib/i18n/format.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import type { EntryInput } from '../../lib/use-entry.ts'
import { passwordTexts } from '../../texts/fields.ts'
import { PasswordField } from './user-fields.tsx'

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
  readonly input: (name: keyof PasswordEntry) => EntryInput
  readonly errors: { readonly [N in keyof PasswordEntry]?: string | undefined }
}

/** A new password, typed twice because it is not seen. */
export function NewPassword({ input, errors }: NewPasswordProps) {
  const { t } = useTexts()
  return (
    <>
      <PasswordField
        label={t(passwordTexts.new)}
        hint={t(passwordTexts.hint)}
        error={errors.password}
        input={input('password')}
        autoComplete="new-password"
      />
      <PasswordField
        label={t(passwordTexts.repeat)}
        error={errors.repeat}
        input={input('repeat')}
        autoComplete="new-password"
      />
    </>
  )
}
