import { useState } from 'react'
import { Banner } from '../../../components/banner.tsx'
import { Dialog } from '../../../components/form/dialog.tsx'
import { DialogActions } from '../../../components/form/dialog-actions.tsx'
import { Field } from '../../../components/form/field.tsx'
import { Form } from '../../../components/form/form.tsx'
import { ApiError } from 'lapidary/client'
import type { VersionInfo } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../../texts/common.ts'
import { usePromote, useRollBack } from '../queries.ts'
import { registryTexts } from '../texts.ts'

interface PromoteDialogProps {
  readonly version: VersionInfo
  readonly champion: VersionInfo | undefined
  readonly onDone: (version: number) => void
  readonly onClose: () => void
}

/**
 * Asks before another version answers. When the gate refuses, it says why and offers to go on all
 * the same.
 */
export function PromoteDialog({ version, champion, onDone, onClose }: PromoteDialogProps) {
  const { t } = useTexts()
  const promote = usePromote(version.model)
  const [reason, setReason] = useState('')
  const refusal =
    promote.error instanceof ApiError && promote.error.problem.status === 409 ? promote.error.problem : null
  const go = (force: boolean): void =>
    promote.mutate(
      { version: version.version, reason: reason.trim(), force },
      {
        onSuccess: ({ version: now }) => {
          onDone(now)
          onClose()
        },
      },
    )
  return (
    <Dialog title={t(registryTexts.promoteVersion, { version: version.version })} onClose={onClose}>
      <p>
        {champion === undefined
          ? t(registryTexts.promoteFirst)
          : t(registryTexts.promoteHelp, { version: version.version, champion: champion.version })}
      </p>
      <Form
        error={promote.error}
        message={
          refusal === null ? undefined : (
            <Banner tone="error" title={t(registryTexts.refused)}>
              <p>{refusal.detail}</p>
              <p>{t(registryTexts.refusedHelp)}</p>
            </Banner>
          )
        }
        onSubmit={() => go(refusal !== null)}
        actionsClass="row end"
        actions={
          <DialogActions
            look={refusal === null ? 'primary' : 'danger'}
            busy={promote.isPending}
            onCancel={onClose}
          >
            {t(refusal === null ? registryTexts.promote : registryTexts.force)}
          </DialogActions>
        }
      >
        <Field label={t(commonTexts.reason)} hint={t(registryTexts.reasonHint)}>
          {(input) => (
            <input
              {...input}
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

interface RollBackDialogProps {
  readonly champion: VersionInfo
  readonly onDone: (version: number) => void
  readonly onClose: () => void
}

export function RollBackDialog({ champion, onDone, onClose }: RollBackDialogProps) {
  const { t } = useTexts()
  const rollBack = useRollBack(champion.model)
  return (
    <Dialog title={t(registryTexts.rollBack)} onClose={onClose}>
      <p>{t(registryTexts.rollBackHelp, { champion: champion.version })}</p>
      <Form
        error={rollBack.error}
        onSubmit={() =>
          rollBack.mutate(undefined, {
            onSuccess: ({ version }) => {
              onDone(version)
              onClose()
            },
          })
        }
        actionsClass="row end"
        actions={
          <DialogActions busy={rollBack.isPending} onCancel={onClose}>
            {t(registryTexts.rollBack)}
          </DialogActions>
        }
      />
    </Dialog>
  )
}
