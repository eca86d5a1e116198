import { useId, type ReactNode } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { fieldTexts } from '../../texts/fields.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** Text for screen readers only, where a visible sign stands for it. */
  readonly note?: string | undefined
  readonly error?: string | undefined
  readonly required?: boolean
  /** Receives what the input must carry. */
  readonly children: (input: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/**
 * A label, an input, what to know about it, and what is wrong with it: tied together for screen
 * readers.
 */
export function Field({ label, hint, note, error, required = false, children }: FieldProps) {
  const { t } = useTexts()
  const id = useId()
  const described = [
    error !== undefined && `${id}-error`,
    hint !== undefined && `${id}-hint`,
    note !== undefined && `${id}-note`,
  ].filter((name) => name !== false)
  return (
    <div className="field" data-invalid={error !== undefined || undefined}>
      <label htmlFor={id}>
        {label}
        {required && <span className="field-required"> · {t(fieldTexts.required)}</span>}
      </label>
      {children({
        id,
        ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
        ...(error !== undefined && { 'aria-invalid': true }),
      })}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {note !== undefined && (
        <p className="visually-hidden" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  )
}
