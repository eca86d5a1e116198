import type { ProjectInfo, Scope, SessionInfo } from 'lapidary/client'
import type { TextKey } from '../lib/i18n/en.ts'

export interface PageEntry {
  readonly path: '/' | '/score-file' | '/threshold' | '/model' | '/runs' | '/predictions' | '/features' | '/users' | '/keys'
  readonly name: TextKey
  /** All that the page asks the server for takes these. */
  readonly scopes: readonly Scope[]
  /** Left out of the menu of a project that has no use for it. */
  readonly fits?: (project: ProjectInfo) => boolean
}

/** The menu, in its order. */
const entries: readonly PageEntry[] = [
  { path: '/', name: 'scoreCase.title', scopes: ['predict', 'read'] },
  { path: '/score-file', name: 'scoreFile.title', scopes: ['predict', 'read'] },
  { path: '/predictions', name: 'nav.predictions', scopes: ['read'] },
  { path: '/threshold', name: 'nav.threshold', scopes: ['read'], fits: ({ positive }) => positive !== null },
  { path: '/features', name: 'nav.features', scopes: ['read'], fits: ({ entity_field: entity }) => entity !== null },
  { path: '/model', name: 'nav.model', scopes: ['read'] },
  { path: '/runs', name: 'nav.runs', scopes: ['read'] },
  { path: '/users', name: 'users.title', scopes: ['admin'] },
  { path: '/keys', name: 'keys.title', scopes: ['admin'] },
]

/** What the caller lacks for a page; null when nothing. `admin` holds every scope. */
export function missingScope(scopes: readonly Scope[], held: SessionInfo['scopes']): Scope | null {
  return scopes.find((scope) => !held.includes(scope) && !held.includes('admin')) ?? null
}

/** The pages that this caller may use and this project has. */
export function menuOf(session: SessionInfo, project: ProjectInfo | undefined): readonly PageEntry[] {
  return entries.filter(
    ({ scopes, fits }) =>
      missingScope(scopes, session.scopes) === null && (fits === undefined || (project !== undefined && fits(project))),
  )
}

/** The page of an address; `/runs/abc` belongs to `/runs`. Undefined for those that every signed-in caller may see. */
export function pageOf(pathname: string): PageEntry | undefined {
  return entries.find(({ path }) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`)))
}
