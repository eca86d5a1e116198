import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { BrandMark } from '../components/brand-mark.tsx'
import type { SessionInfo } from '../lib/contract.ts'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { Preferences } from './preferences.tsx'

/** Brand, pages and preferences; on a narrow screen the last two are behind a button. */
export function Header({ session }: { readonly session: SessionInfo | null }) {
  const { t } = useTexts()
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
          Lapidary
        </Link>
        <button
          type="button"
          className="menu-button"
          aria-expanded={open}
          aria-controls="site-nav site-preferences"
          onClick={() => setOpen(!open)}
        >
          {t('shell.menu')}
        </button>
        <nav className="nav" id="site-nav" aria-label={t('shell.nav')} onClick={() => setOpen(false)}>
          {session !== null && <PageLinks />}
        </nav>
        <Preferences session={session} />
      </div>
    </header>
  )
}

function PageLinks() {
  const { t } = useTexts()
  const pages = [
    ['/', t('nav.scoreClient')],
    ['/score-file', t('nav.scoreFile')],
    ['/model', t('nav.model')],
    ['/runs', t('nav.runs')],
    ['/predictions', t('nav.predictions')],
  ] as const
  return (
    <ul>
      {pages.map(([path, name]) => (
        <li key={path}>
          <Link to={path} activeOptions={{ exact: path === '/', includeSearch: false }}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  )
}
