import { useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { DialogActions } from '../../components/dialog-actions.tsx'
import { Facts } from '../../components/facts.tsx'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import type { LoggedPredictionInfo } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useProject } from '../../lib/queries.ts'
import { useNames } from '../../lib/use-names.ts'
import { useKeepOutcome } from './queries.ts'
import { dayStart } from './search.ts'

interface OutcomeDialogProps {
  readonly item: LoggedPredictionInfo
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

/** Records what really happened after one prediction. */
export function OutcomeDialog({ item, onDone, onClose }: OutcomeDialogProps) {
  const { t, local } = useTexts()
  const target = useProject().data?.target
  const keep = useKeepOutcome()
  const [outcome, setOutcome] = useState('')
  const [day, setDay] = useState('')
  const [problems, setProblems] = useState<{ readonly outcome?: string }>({})
  const submit = (): void => {
    setProblems(outcome === '' ? { outcome: t('outcome.missing') } : {})
    if (outcome === '') return
    const observed = day === '' ? {} : { observed_at: dayStart(day) }
    const succeeded = (): void => {
      const label = target?.classes.find(({ value }) => value === outcome)?.label
      onDone((now) => now.t('outcome.kept', { outcome: label === undefined ? outcome : now.local(label) }))
      onClose()
    }
    keep.mutate({ prediction_id: item.prediction_id, outcome, ...observed }, { onSuccess: succeeded })
  }
  return (
    <Dialog title={t('outcome.title')} onClose={onClose}>
      <About item={item} />
      <p className="soft">{t('outcome.help')}</p>
      <Form
        error={keep.error}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions busy={keep.isPending} onCancel={onClose}>
            {t('outcome.save')}
          </DialogActions>
        }
      >
        <Field label={target === undefined ? t('outcome.class') : local(target.label)} error={problems.outcome}>
          {(input) => (
            <select {...input} name="outcome" value={outcome} onChange={(event) => setOutcome(event.target.value)}>
              <option value="">{t('field.choose')}</option>
              {target?.classes.map(({ value, label }) => (
                <option key={value} value={value}>
                  {local(label)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('outcome.observed')} hint={t('outcome.observedHint')}>
          {(input) => (
            <input {...input} name="observed" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
          )}
        </Field>
      </Form>
    </Dialog>
  )
}

function About({ item }: { readonly item: LoggedPredictionInfo }) {
  const { t, dateTime } = useTexts()
  const names = useNames()
  return (
    <Facts
      items={[
        { label: t('predictions.prediction'), value: names.class(item.prediction) },
        { label: t('result.when'), value: dateTime(item.timestamp) },
        ...(item.entity === null ? [] : [{ label: t('predictions.entity'), value: item.entity }]),
      ]}
    />
  )
}
