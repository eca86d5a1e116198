import { useState } from 'react'
import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Field } from '../../components/form/field.tsx'
import { Form } from '../../components/form/form.tsx'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { countedAtMost, useCountAbout, useErase } from './queries.ts'
import { eraseTexts } from './texts.ts'

interface EraseDialogProps {
  readonly entity: string
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

/** Names what will be gone, and asks to type whose it is, before it is erased for ever. */
export function EraseDialog({ entity, onDone, onClose }: EraseDialogProps) {
  const { t, number } = useTexts()
  const about = useCountAbout(entity)
  const erase = useErase()
  const [typed, setTyped] = useState('')
  const [problems, setProblems] = useState<{ readonly confirm?: string }>({})
  const count =
    about.data === undefined
      ? '…'
      : about.data.more
        ? t(eraseTexts.moreThan, { count: number(countedAtMost) })
        : number(about.data.count)
  const submit = (): void => {
    // An id may begin or end with a space that nobody sees.
    const differs = typed.trim() !== entity.trim()
    setProblems(differs ? { confirm: t(eraseTexts.mismatch, { entity }) } : {})
    if (differs) return
    erase.mutate(entity, {
      onSuccess: ({ erased, features, complete }) => {
        onDone((now) => {
          const done = now.t(eraseTexts.done, { count: erased, features, entity })
          return complete ? done : `${done} ${now.t(eraseTexts.incomplete)}`
        })
        onClose()
      },
    })
  }
  return (
    <Dialog title={t(eraseTexts.title, { entity })} onClose={onClose}>
      <p>{t(eraseTexts.help, { entity, count })}</p>
      <p className="soft">{t(eraseTexts.audit)}</p>
      <Form
        error={erase.error}
        problems={problems}
        onSubmit={submit}
        actionsClass="row end"
        actions={
          <DialogActions look="danger" busy={erase.isPending} onCancel={onClose}>
            {t(eraseTexts.go)}
          </DialogActions>
        }
      >
        <Field label={t(eraseTexts.confirm, { entity })} error={problems.confirm}>
          {(input) => (
            <input
              {...input}
              name="confirm"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </Form>
    </Dialog>
  )
}
