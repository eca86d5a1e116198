import { Field } from './field.tsx'

interface DateFieldProps {
  readonly label: string
  readonly hint: string
  readonly error?: string | undefined
  readonly name: string
  /** A day as YYYY-MM-DD, or an empty text. */
  readonly day: string
  readonly onChange: (day: string) => void
}

/** Edits a day. */
export function DateField({ label, hint, error, name, day, onChange }: DateFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(input) => (
        <input
          {...input}
          name={name}
          type="date"
          value={day}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
