import { useEffect, type ReactNode } from 'react'
import { usePageTitle } from '../lib/page.ts'
import { useProjectTitle } from '../lib/queries.ts'

interface PageHeadProps {
  /** The title of the page unless it is given here. */
  readonly title?: string
  readonly lead?: string
  readonly children?: ReactNode
}

/** The heading of a page, which the shell gives the focus after a change of page. */
export function PageHead({ title: given, lead, children }: PageHeadProps) {
  const pageTitle = usePageTitle()
  const title = given ?? pageTitle
  const project = useProjectTitle()
  useEffect(() => {
    const name = project ?? 'Lapidary'
    // On the sign-in page the heading names the project already.
    document.title = title.includes(name) ? title : `${title} · ${name}`
  }, [title, project])
  return (
    <header className="page-head">
      <h1 tabIndex={-1}>{title}</h1>
      {lead !== undefined && <p className="soft measure">{lead}</p>}
      {children}
    </header>
  )
}
