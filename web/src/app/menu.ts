import type { LocalizedText, ProjectInfo, Scope, SessionInfo } from 'lapidary/client'
import { pages } from './pages.ts'

/**
 * Returns the first scope that the caller lacks, or null if none is missing. `admin` includes every
 * scope.
 */
export function missingScope(scopes: readonly Scope[], held: SessionInfo['scopes']): Scope | null {
  return scopes.find((scope) => !held.includes(scope) && !held.includes('admin')) ?? null
}

export type PagePath = (typeof pages)[number]['fullPath']

/** What the server serves. */
export interface Served {
  readonly hasProject: boolean
  /** Undefined without one, and until it is loaded. */
  readonly project: ProjectInfo | undefined
}

/** Returns the pages that the caller may use and that are of use on the server. */
export function menuOf(
  session: SessionInfo,
  { hasProject, project }: Served,
): readonly { readonly path: PagePath; readonly title: LocalizedText }[] {
  return pages.flatMap(({ fullPath, options }) => {
    const page = options.staticData?.page
    if (page?.menu === undefined || missingScope(page.scopes, session.scopes) !== null) return []
    if (page.ofProject === true && !hasProject) return []
    const isListed =
      page.menu === 'always' ||
      (page.menu === 'without-project' ? !hasProject : project !== undefined && page.menu(project))
    return isListed ? [{ path: fullPath, title: page.title }] : []
  })
}
