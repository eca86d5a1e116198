import { Field } from '../../../components/form/field.tsx'
import type { ProjectInfo } from 'lapidary/client'
import { maxEntityLength } from '../../../lib/entity.ts'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { scoreCaseTexts } from '../texts.ts'

interface EntityFieldProps {
  readonly project: ProjectInfo
  readonly field: NonNullable<ProjectInfo['entity_field']>
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

/** Whom the answer is about: kept with it, and the key of what the feature store knows. */
export function EntityField({ project, field, value, error, onChange }: EntityFieldProps) {
  const { t, local } = useTexts()
  const stored = project.fields.filter((one) => one.stored).map(({ label }) => local(label))
  const known =
    stored.length === project.fields.length
      ? t(scoreCaseTexts.entityAll)
      : t(scoreCaseTexts.entityStored, { fields: stored.join(', ') })
  const hint = stored.length === 0 ? t(scoreCaseTexts.entityHint) : `${t(scoreCaseTexts.entityHint)} ${known}`
  return (
    <div className="entity-field">
      <Field label={local(field.label)} hint={hint} error={error}>
        {(input) => (
          <input
            {...input}
            name={field.name}
            autoComplete="off"
            spellCheck={false}
            maxLength={maxEntityLength}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  )
}
