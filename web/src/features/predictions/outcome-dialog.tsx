import { useState } from 'react'
import { DateField } from '../../components/form/date-field.tsx'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Facts } from '../../components/data/facts.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import type { LoggedPredictionInfo, ProjectInfo } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useProject } from '../../lib/queries.ts'
import { useNames } from '../../lib/use-names.ts'
import { fieldTexts } from '../../texts/fields.ts'
import { commonTexts } from '../../texts/common.ts'
import { useKeepOutcome } from './queries.ts'
import { dayStart } from './search.ts'
import { predictionsTexts, outcomeTexts } from './texts.ts'

interface OutcomeDialogProps {
  readonly item: LoggedPredictionInfo
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

/** Records what really happened after one prediction. */
export function OutcomeDialog({ item, onDone, onClose }: OutcomeDialogProps) {
  const { t } = useTexts()
  const target = useProject().data?.target
  const keep = useKeepOutcome()
  const [outcome, setOutcome] = useState('')
  const [day, setDay] = useState('')
  const [problems, setProblems] = useState<{ readonly outcome?: string }>({})
  const submit = (): void => {
    setProblems(outcome === '' ? { outcome: t(outcomeTexts.missing) } : {})
    if (outcome === '') return
    const observed = day === '' ? {} : { observed_at: dayStart(day) }
    const succeeded = (): void => {
      const label = target?.classes.find(({ value }) => value === outcome)?.label
      onDone((now) => now.t(outcomeTexts.kept, { outcome: label === undefined ? outcome : now.local(label) }))
      onClose()
    }
    keep.mutate({ prediction_id: item.prediction_id, outcome, ...observed }, { onSuccess: succeeded })
  }
  return (
    <Dialog title={t(outcomeTexts.title)} onClose={onClose}>
      <About item={item} />
      <p className="soft">{t(outcomeTexts.help)}</p>
      <Form
        error={keep.error}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions busy={keep.isPending} onCancel={onClose}>
            {t(outcomeTexts.save)}
          </DialogActions>
        }
      >
        <OutcomeField target={target} outcome={outcome} error={problems.outcome} onChange={setOutcome} />
        <DateField
          label={t(outcomeTexts.observed)}
          hint={t(outcomeTexts.observedHint)}
          name="observed"
          day={day}
          onChange={setDay}
        />
      </Form>
    </Dialog>
  )
}

interface OutcomeFieldProps {
  readonly target: ProjectInfo['target'] | undefined
  readonly outcome: string
  readonly error: string | undefined
  readonly onChange: (outcome: string) => void
}

function OutcomeField({ target, outcome, error, onChange }: OutcomeFieldProps) {
  const { t, local } = useTexts()
  return (
    <Field label={target === undefined ? t(outcomeTexts.class) : local(target.label)} error={error}>
      {(input) => (
        <select {...input} name="outcome" value={outcome} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t(fieldTexts.choose)}</option>
          {target?.classes.map(({ value, label }) => (
            <option key={value} value={value}>
              {local(label)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function About({ item }: { readonly item: LoggedPredictionInfo }) {
  const { t, dateTime } = useTexts()
  const names = useNames()
  return (
    <Facts
      items={[
        { label: t(predictionsTexts.prediction), value: names.class(item.prediction) },
        { label: t(commonTexts.when), value: dateTime(item.timestamp) },
        ...(item.entity === null ? [] : [{ label: t(predictionsTexts.entity), value: item.entity }]),
      ]}
    />
  )
}
