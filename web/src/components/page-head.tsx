import { useEffect, type ReactNode } from 'react'

interface PageHeadProps {
  readonly title: string
  readonly lead?: string
  readonly children?: ReactNode
}

/** The heading of a page, which the shell gives the focus after a change of page. */
export function PageHead({ title, lead, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · Lapidary`
  }, [title])
  return (
    <header className="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {lead !== undefined && <p className="soft measure">{lead}</p>}
      {children}
    </header>
  )
}
