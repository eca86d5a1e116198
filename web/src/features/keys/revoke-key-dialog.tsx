import { Dialog } from '../../components/dialog.tsx'
import { DialogActions } from '../../components/dialog-actions.tsx'
import { Form } from '../../components/form.tsx'
import type { KeyInfo } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useRevokeKey } from './queries.ts'

interface RevokeKeyDialogProps {
  readonly apiKey: KeyInfo
  readonly onDone: (message: Message) => void
  readonly onClose: () => void
}

/** Asks before programs that use a key stop working. */
export function RevokeKeyDialog({ apiKey: { id, name }, onDone, onClose }: RevokeKeyDialogProps) {
  const { t } = useTexts()
  const revoke = useRevokeKey()
  const succeeded = (): void => {
    onDone((now) => now.t('keys.revoked', { name }))
    onClose()
  }
  return (
    <Dialog title={t('keys.revokeOne', { name })} onClose={onClose}>
      <p>{t('keys.revokeHelp', { name })}</p>
      <Form
        error={revoke.error}
        onSubmit={() => revoke.mutate(id, { onSuccess: succeeded })}
        actionsClass="row end"
        actions={
          <DialogActions look="danger" busy={revoke.isPending} onCancel={onClose}>
            {t('keys.revoke')}
          </DialogActions>
        }
      />
    </Dialog>
  )
}
