import { Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Loading } from '../components/loading.tsx'
import { ProblemBanner } from '../components/problem-banner.tsx'
import { SignInPage } from '../features/session/page.tsx'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { useProject, useSession } from '../lib/queries.ts'
import { Header } from './header.tsx'

/** What is around every page: the way to the others, language and theme, and the warning that data is synthetic. */
export function Shell() {
  const { t } = useTexts()
  const session = useSession()
  const signedIn = session.data != null
  useFocusOnNewPage(session.isPending ? null : signedIn)
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header session={session.data ?? null} />
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

/** A new page starts at its heading, for keyboard and screen reader; the very first one where the browser starts. */
function useFocusOnNewPage(signedIn: boolean | null): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const shown = useRef<string>(null)
  useEffect(() => {
    if (signedIn === null || path === undefined) return
    if (shown.current !== null) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    shown.current = path
  }, [path, signedIn])
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
