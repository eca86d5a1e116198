import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/**
 * The browser's own modal dialog: it keeps the focus, returns it to what opened it, and Escape
 * closes it. Shown while mounted.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // In a layout effect: a later clean-up would find the dialog gone from the page, and the focus
  // with it.
  useLayoutEffect(() => {
    const element = dialog.current
    const opener = document.activeElement
    if (element !== null && !element.open) element.showModal()
    return () => {
      element?.close()
      queueMicrotask(() => returnFocus(opener))
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onClose={(event) => {
        // Browsers close a dialog for good at the second Escape, even if its cancel event is
        // prevented.
        if (event.target === dialog.current && dialog.current.isConnected) onClose()
      }}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

/**
 * Focuses what opened a dialog, or the heading of the page when that is gone. Leaves the focus
 * where somebody else has put it.
 */
function returnFocus(opener: Element | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const target =
    opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : null
  const fallback = document.querySelector<HTMLElement>('main h1')
  ;(target ?? fallback)?.focus({ preventScroll: true })
}
