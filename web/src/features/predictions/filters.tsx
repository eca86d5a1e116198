import type { FormEvent } from 'react'
import { Button } from '../../components/form/button.tsx'
import { Field } from '../../components/form/field.tsx'
import type { CallerInfo, ProjectInfo } from 'lapidary/client'
import { maxEntityLength } from '../../lib/entity.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useProject } from '../../lib/queries.ts'
import { idOf, useCallerName, useCallers } from '../../lib/use-callers.ts'
import { commonTexts } from '../../texts/common.ts'
import { predictionsSearch, type PredictionsSearch } from './search.ts'
import { predictionsTexts } from './texts.ts'

interface FiltersProps {
  readonly filter: PredictionsSearch
  readonly onChange: (filter: PredictionsSearch) => void
}

/**
 * The filters of the log. They take effect together, by the button or Enter, and live in the
 * address.
 */
export function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTexts()
  const project = useProject().data
  const callers = useCallers()
  const entityField = project?.entity_field ?? null
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = Object.fromEntries(new FormData(event.currentTarget))
    onChange(predictionsSearch({ ...form, caller: idOf(String(form['caller'] ?? ''), callers) }))
  }
  return (
    <form className="filters" onSubmit={submit} aria-label={t(predictionsTexts.filters)}>
      <ClassField classes={project?.target.classes ?? []} prediction={filter.prediction} />
      <Field label={t(commonTexts.versionLabel)}>
        {(input) => (
          <input
            {...input}
            name="version"
            type="number"
            min={1}
            step={1}
            defaultValue={filter.version ?? ''}
          />
        )}
      </Field>
      <CallerField callers={callers} caller={filter.caller} />
      {entityField !== null && <EntityField field={entityField} entity={filter.entity} />}
      <Field label={t(predictionsTexts.from)}>
        {(input) => <input {...input} name="from" type="date" defaultValue={filter.from ?? ''} />}
      </Field>
      <Field label={t(predictionsTexts.to)}>
        {(input) => <input {...input} name="to" type="date" defaultValue={filter.to ?? ''} />}
      </Field>
      <div className="row">
        <Button type="submit">{t(predictionsTexts.filter)}</Button>
        {Object.keys(filter).length > 0 && (
          <Button look="quiet" onClick={() => onChange({})}>
            {t(predictionsTexts.clear)}
          </Button>
        )}
      </div>
    </form>
  )
}

interface ClassFieldProps {
  readonly classes: ProjectInfo['target']['classes']
  readonly prediction: string | undefined
}

function ClassField({ classes, prediction }: ClassFieldProps) {
  const { t, local } = useTexts()
  return (
    <Field label={t(predictionsTexts.prediction)}>
      {(input) => (
        <select {...input} name="prediction" key={classes.length} defaultValue={prediction ?? ''}>
          <option value="">{t(predictionsTexts.any)}</option>
          {classes.map(({ value, label }) => (
            <option key={value} value={value}>
              {local(label)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface EntityFieldProps {
  readonly field: NonNullable<ProjectInfo['entity_field']>
  readonly entity: string | undefined
}

function EntityField({ field, entity }: EntityFieldProps) {
  const { local } = useTexts()
  return (
    <Field label={local(field.label)}>
      {(input) => (
        <input
          {...input}
          name="entity"
          autoComplete="off"
          maxLength={maxEntityLength}
          defaultValue={entity ?? ''}
        />
      )}
    </Field>
  )
}

/** Whose predictions: by the name of a user or a key, with the keys' names as suggestions. */
function CallerField({
  callers,
  caller,
}: {
  readonly callers: readonly CallerInfo[]
  readonly caller: string | undefined
}) {
  const { t } = useTexts()
  const callerName = useCallerName()
  return (
    <Field label={t(predictionsTexts.caller)}>
      {(input) => (
        <>
          <input
            {...input}
            key={callers.length}
            name="caller"
            list="callers"
            autoComplete="off"
            defaultValue={caller === undefined ? '' : callerName(caller)}
          />
          <datalist id="callers">
            {callers.map(({ id }) => (
              <option key={id} value={callerName(id)} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
