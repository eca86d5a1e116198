import type { ReactNode } from 'react'

/** A wide table scrolls in its own frame, never the page; the frame can be reached and moved by keyboard. */
export function TableFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="table-frame" role="region" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}
