import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation } from '@tanstack/react-router'

interface PageHeadProps {
  readonly title: string
  readonly lead?: string
  readonly children?: ReactNode
}

/** The heading of a page. After a change of page it takes the focus, so that keyboard and screen reader start there. */
export function PageHead({ title, lead, children }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const path = useLocation({ select: (location) => location.pathname })
  useEffect(() => {
    document.title = `${title} · Lapidary`
  }, [title])
  useEffect(() => {
    // On the first page the browser's own order is right: nobody came from anywhere.
    if (document.activeElement !== null && document.activeElement !== document.body)
      heading.current?.focus({ preventScroll: true })
  }, [path])
  return (
    <header className="page-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead !== undefined && <p className="soft measure">{lead}</p>}
      {children}
    </header>
  )
}
