import type { ReactNode } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { commonTexts } from '../../texts/common.ts'
import { Button } from './button.tsx'

interface DialogActionsProps {
  readonly look?: 'primary' | 'danger'
  readonly busy: boolean
  readonly onCancel: () => void
  /** Text of the button that submits. */
  readonly children: ReactNode
}

/** The buttons of a dialog's form. */
export function DialogActions({ look = 'primary', busy, onCancel, children }: DialogActionsProps) {
  const { t } = useTexts()
  return (
    <>
      <Button look="quiet" onClick={onCancel}>
        {t(commonTexts.cancel)}
      </Button>
      <Button look={look} type="submit" busy={busy}>
        {children}
      </Button>
    </>
  )
}
