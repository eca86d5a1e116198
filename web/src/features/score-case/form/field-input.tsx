import { Field } from '../../../components/form/field.tsx'
import type { FieldInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import type { Texts } from '../../../lib/i18n/format.ts'
import { fieldTexts } from '../../../texts/fields.ts'
import { CategoryOptions, emptyText, type FieldInputProps, hintOf } from './field-parts.tsx'
import { ListInput } from './list-input.tsx'

/** One field of the form, drawn from the project's description of its column. */
export function FieldInput(props: FieldInputProps) {
  const { field, entry, typical, stored, markRequired, error, onChange } = props
  const texts = useTexts()
  if (field.type === 'list') return <ListInput {...props} />
  const label = texts.local(field.label)
  const shared = {
    name: field.name,
    'data-typical': typical || undefined,
    value: typeof entry === 'string' ? entry : '',
  }
  return (
    <Field
      label={label}
      hint={hintOf(field, texts)}
      note={noteOf(field, texts, typical)}
      error={error}
      required={markRequired && field.required && !stored}
    >
      {(input) =>
        field.type === 'category' ? (
          <select {...input} {...shared} onChange={(event) => onChange(event.target.value)}>
            <option value="">{emptyText(field, stored, texts)}</option>
            <CategoryOptions field={field} />
          </select>
        ) : (
          <span className="number-box">
            <input
              {...input}
              {...shared}
              // Neither `number` nor `date`: the browser would read it by its own language, not by
              // that of the page.
              type="text"
              inputMode={inputModeOf(field)}
              autoComplete="off"
              placeholder={field.required && !stored ? undefined : emptyText(field, stored, texts)}
              onChange={(event) => onChange(event.target.value)}
            />
            {field.unit !== undefined && (
              <span className="number-unit" aria-hidden="true">
                {texts.local(field.unit)}
              </span>
            )}
          </span>
        )
      }
    </Field>
  )
}

function inputModeOf({ type, min = -1 }: FieldInfo): 'numeric' | 'decimal' | 'text' {
  if (type === 'date' || type === 'datetime') return 'text'
  return type === 'integer' && Number(min) >= 0 ? 'numeric' : 'decimal'
}

/** What sight has as a sign: the unit in the box, and italics for a typical value. */
function noteOf({ unit }: FieldInfo, { t, local }: Texts, typical: boolean): string | undefined {
  const parts = [unit === undefined ? '' : local(unit), typical ? t(fieldTexts.typical) : ''].filter(
    (part) => part !== '',
  )
  return parts.length === 0 ? undefined : parts.join(', ')
}
