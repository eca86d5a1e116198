import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { BrandMark } from '../components/brand-mark.tsx'
import type { SessionInfo } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useHasProject, useProject, useProjectTitle } from '../lib/queries.ts'
import { menuOf } from './menu.ts'
import { Preferences } from './preferences.tsx'
import { shellTexts } from './texts.ts'

/** Brand, preferences and pages; on a narrow screen the last two are behind a button. */
export function Header({ session }: { readonly session: SessionInfo | null }) {
  const { t } = useTexts()
  const title = useProjectTitle()
  const [open, setOpen] = useState(false)
  return (
    <header
      className="header"
      data-open={open}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false)
      }}
    >
      <div className="header-inner">
        <Link to="/" className="brand">
          <BrandMark />
          <span className="brand-name">{title ?? 'Lapidary'}</span>
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={open}
          aria-controls="site-nav site-preferences"
          onClick={() => setOpen(!open)}
        >
          {t(shellTexts.menu)}
        </button>
        <Preferences session={session} onLeave={() => setOpen(false)} />
        <nav className="nav" id="site-nav" aria-label={t(shellTexts.nav)} onClick={() => setOpen(false)}>
          {session !== null && <PageLinks session={session} />}
        </nav>
      </div>
    </header>
  )
}

function PageLinks({ session }: { readonly session: SessionInfo }) {
  const { local } = useTexts()
  const project = useProject().data
  const hasProject = useHasProject() === true
  return (
    <ul>
      {menuOf(session, { hasProject, project }).map(({ path, title }) => (
        <li key={path}>
          <Link to={path} activeOptions={{ exact: path === '/', includeSearch: false }}>
            {local(title)}
          </Link>
        </li>
      ))}
    </ul>
  )
}
