import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { BrandMark } from '../components/brand-mark.tsx'
import { Loading } from '../components/loading.tsx'
import { ProblemBanner } from '../components/problem-banner.tsx'
import { SignInPage } from '../features/session/page.tsx'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useProject, useSession } from '../lib/queries.ts'
import { Preferences } from './preferences.tsx'

/** What is around every page: the way to the others, language and theme, and the warning that data is synthetic. */
export function Shell() {
  const { t } = useTexts()
  const session = useSession()
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const [open, setOpen] = useState(false)
  const signedIn = session.data != null
  const shown = useRef<string>(null)
  useEffect(() => {
    setOpen(false)
    if (session.isPending || path === undefined) return
    // A new page starts at its heading, for keyboard and screen reader; the first one where the browser starts.
    if (shown.current !== null) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    shown.current = path
  }, [path, signedIn, session.isPending])
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
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
          <nav className="nav" id="site-nav" aria-label={t('shell.nav')}>
            {signedIn && <NavLinks />}
          </nav>
          <Preferences session={session.data ?? null} />
        </div>
      </header>
      {signedIn && <SyntheticStrip />}
      <main className="main" id="main" tabIndex={-1}>
        {session.isPending ? (
          <Loading />
        ) : session.isError ? (
          <ProblemBanner error={session.error} retry={() => void session.refetch()} />
        ) : session.data === null ? (
          <SignInPage />
        ) : (
          <Outlet />
        )}
      </main>
      <footer className="footer">
        <p>
          {t('shell.footer')} <a href="/docs">{t('shell.docs')}</a>
        </p>
      </footer>
    </>
  )
}

function NavLinks() {
  const { t } = useTexts()
  return (
    <ul>
      <li>
        <Link to="/" activeOptions={{ exact: true, includeSearch: false }}>
          {t('nav.scoreClient')}
        </Link>
      </li>
      <li>
        <Link to="/score-file">{t('nav.scoreFile')}</Link>
      </li>
      <li>
        <Link to="/model" activeOptions={{ includeSearch: false }}>
          {t('nav.model')}
        </Link>
      </li>
      <li>
        <Link to="/runs" activeOptions={{ includeSearch: false }}>
          {t('nav.runs')}
        </Link>
      </li>
      <li>
        <Link to="/predictions" activeOptions={{ includeSearch: false }}>
          {t('nav.predictions')}
        </Link>
      </li>
    </ul>
  )
}

function SyntheticStrip() {
  const { t } = useTexts()
  const champion = useProject().data?.champion
  if (champion?.synthetic !== true) return null
  return (
    <aside className="synthetic-strip" aria-label={t('badge.synthetic')}>
      <p>{t('shell.synthetic')}</p>
    </aside>
  )
}
