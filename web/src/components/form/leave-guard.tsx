import { useBlocker } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { isLeavingRefused, onLeaveRefused, refuseLeaving } from '../../lib/session/leaving.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { leaveTexts } from '../../texts/common.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/**
 * While shown, asks before what is under way is lost: at a link, Back, signing out, a reload or the
 * closing of the tab.
 */
export function LeaveGuard({ text }: { readonly text: string }) {
  const { t } = useTexts()
  const blocker = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true })
  const refused = useSyncExternalStore(onLeaveRefused, isLeavingRefused)
  useEffect(() => refuseLeaving(), [])
  const stay = (): void => {
    blocker.reset?.()
    refused?.stay()
  }
  const leave = (): void => {
    blocker.proceed?.()
    refused?.leave()
  }
  if (blocker.status !== 'blocked' && refused === null) return null
  return (
    <Dialog title={t(leaveTexts.title)} onClose={stay}>
      <p>{text}</p>
      <div className="row end">
        <Button look="danger" onClick={leave}>
          {t(leaveTexts.go)}
        </Button>
        <Button look="primary" onClick={stay}>
          {t(leaveTexts.stay)}
        </Button>
      </div>
    </Dialog>
  )
}
