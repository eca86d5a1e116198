import { Dialog } from '../../components/form/dialog.tsx'
import { DialogActions } from '../../components/form/dialog-actions.tsx'
import { Form } from '../../components/form/form.tsx'
import type { KeyInfo } from 'lapidary/client'
import type { Message } from '../../lib/i18n/use-message.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useRevokeKey } from './queries.ts'
import { keysTexts } from './texts.ts'

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
    onDone((now) => now.t(keysTexts.revoked, { name }))
    onClose()
  }
  return (
    <Dialog title={t(keysTexts.revokeOne, { name })} onClose={onClose}>
      <p>{t(keysTexts.revokeHelp, { name })}</p>
      <Form
        error={revoke.error}
        onSubmit={() => revoke.mutate(id, { onSuccess: succeeded })}
        actionsClass="row end"
        actions={
          <DialogActions look="danger" busy={revoke.isPending} onCancel={onClose}>
            {t(keysTexts.revoke)}
          </DialogActions>
        }
      />
    </Dialog>
  )
}
