import { useState } from 'react'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'
import { useSetThreshold } from './queries.ts'
import { thresholdTexts } from './texts.ts'

interface ApplyDialogProps {
  readonly model: string
  readonly threshold: number
  /** What it would do, a sentence for each side. */
  readonly words: readonly string[]
  readonly onDone: (threshold: number) => void
  readonly onClose: () => void
}

/** The consequences once more, and a reason, before a threshold takes effect. */
export function ApplyDialog({ model, threshold, words, onDone, onClose }: ApplyDialogProps) {
  const { t, number } = useTexts()
  const set = useSetThreshold(model)
  const [reason, setReason] = useState('')
  const text = reason.trim()
  const apply = (): void =>
    set.mutate(
      { threshold, ...(text !== '' && { reason: text }) },
      {
        onSuccess: (info) => {
          onDone(info.threshold)
          onClose()
        },
      },
    )
  return (
    <Dialog title={t(thresholdTexts.applyTitle, { threshold: number(threshold) })} onClose={onClose}>
      {words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p className="soft">{t(thresholdTexts.applyHelp)}</p>
      <Form
        error={set.error}
        onSubmit={apply}
        actionsClass="row end"
        actions={
          <DialogActions busy={set.isPending} onCancel={onClose}>
            {t(thresholdTexts.apply, { threshold: number(threshold) })}
          </DialogActions>
        }
      >
        <Field label={t(commonTexts.reason)} hint={t(thresholdTexts.reasonHint)}>
          {(input) => (
            <input
              {...input}
              name="reason"
              value={reason}
              maxLength={500}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </Form>
    </Dialog>
  )
}
