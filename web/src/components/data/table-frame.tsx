import type { ReactNode } from 'react'

interface TableFrameProps {
  readonly label: string
  /** Many rows: the frame keeps its height. */
  readonly tall?: boolean
  readonly children: ReactNode
}

/**
 * A large table scrolls in its own frame, never the page; the frame can be reached and moved by
 * keyboard.
 */
export function TableFrame({ label, tall = false, children }: TableFrameProps) {
  return (
    <div className="table-frame" data-tall={tall || undefined} role="group" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}
