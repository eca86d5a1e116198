import { Navigate, Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PageHead } from '../components/page-head.tsx'
import { ProblemBanner } from '../components/problem-banner.tsx'
import { EntrancePage } from '../features/session/page.tsx'
import { SessionOverDialog } from '../features/session/session-over-dialog.tsx'
import { type Scope, type SessionInfo, scopes as scopeTexts } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { ownerOf } from '../lib/session/owner.ts'
import { useHasProject, useProject, useSession, useSignInInfo, useSignOutElsewhere } from '../lib/queries.ts'
import { useIsSessionOver } from '../lib/use-api.tsx'
import { badgeTexts, commonTexts } from '../texts/common.ts'
import { Header } from './header.tsx'
import { menuOf, missingScope } from './menu.ts'
import { NotFound } from './not-found.tsx'
import { shellTexts, accessTexts } from './texts.ts'

/**
 * What is around every page: the way to the others, language and theme, and the warning that data
 * is synthetic.
 */
export function Shell() {
  const { t } = useTexts()
  const session = useSession()
  const project = useProject()
  const signInInfo = useSignInInfo()
  const signedIn = session.data != null
  // All at once: a page that appears before its project is known would move when the strip and the
  // menu come.
  const isStarting = session.isPending || (signedIn && (signInInfo.isPending || project.isLoading))
  const isOver = useIsSessionOver()
  useSignOutElsewhere()
  useFocusOnNewPage(isStarting ? null : signedIn)
  return (
    <>
      <a className="skip" href="#main">
        {t(shellTexts.skip)}
      </a>
      <Header session={isStarting ? null : (session.data ?? null)} />
      {signedIn && !isStarting && <SyntheticStrip />}
      {/* Another element once the menu and the strip are above it: one that is moved would be seen to jump. */}
      <main key={isStarting ? 'starting' : 'page'} className="main" id="main" tabIndex={-1}>
        {isStarting ? (
          <Skeleton />
        ) : session.isError ? (
          <ProblemBanner error={session.error} retry={() => void session.refetch()} />
        ) : signedIn && signInInfo.isError ? (
          <ProblemBanner error={signInInfo.error} retry={() => void signInInfo.refetch()} />
        ) : session.data === null ? (
          <EntrancePage />
        ) : (
          <PermittedPage key={ownerOf(session.data)} session={session.data} />
        )}
      </main>
      {isOver && session.data != null && <SessionOverDialog session={session.data} />}
      <footer className="footer">
        <p>
          {t(shellTexts.footer)} <a href="/docs">{t(shellTexts.docs)}</a>
        </p>
      </footer>
    </>
  )
}

/**
 * The page of the address, if the caller may use it and the server has it. Whoever may not score
 * begins at the first page there is.
 */
function PermittedPage({ session }: { readonly session: SessionInfo }) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData.page })
  const hasProject = useHasProject() === true
  const missing = missingScope(page?.scopes ?? [], session.scopes)
  const isAbsent = page?.ofProject === true && !hasProject
  if (missing === null && !isAbsent) return <Outlet />
  const [first] = menuOf(session, { hasProject, project: undefined })
  if (path === '/' && first !== undefined) return <Navigate to={first.path} replace />
  if (missing === null) return <NotFound />
  return <NotPermitted scope={missing} programsOnly={first === undefined} />
}

function NotPermitted({ scope, programsOnly }: { readonly scope: Scope; readonly programsOnly: boolean }) {
  const { t } = useTexts()
  const name = t(scopeTexts[scope].title)
  return (
    <PageHead
      title={t(programsOnly ? accessTexts.programs : accessTexts.denied)}
      lead={t(programsOnly ? accessTexts.programsHelp : accessTexts.deniedHelp, { scope: name })}
    />
  )
}

/**
 * A new page starts at its heading, for keyboard and screen reader; the very first one where the
 * browser starts.
 */
function useFocusOnNewPage(signedIn: boolean | null): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const shown = useRef<string>(null)
  useEffect(() => {
    if (signedIn === null || path === undefined) return
    if (shown.current !== null) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    shown.current = path
  }, [path, signedIn])
}

/** The same that index.html shows until the script is there. */
function Skeleton() {
  const { t } = useTexts()
  return (
    <div role="status" aria-busy="true">
      <p className="visually-hidden">{t(commonTexts.loading)}</p>
      <div className="skeleton skeleton-title" />
      <div className="skeleton" />
      <div className="skeleton" />
    </div>
  )
}

function SyntheticStrip() {
  const { t } = useTexts()
  const champion = useProject().data?.champion
  if (champion?.synthetic !== true) return null
  return (
    <aside className="synthetic-strip" aria-label={t(badgeTexts.synthetic)}>
      <p>{t(shellTexts.synthetic)}</p>
    </aside>
  )
}
