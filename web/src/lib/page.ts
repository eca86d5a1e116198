import { createRootRoute, useMatch } from '@tanstack/react-router'
import type { LocalizedText, ProjectInfo, Scope } from 'lapidary/client'
import { useTexts } from './i18n/use-texts.tsx'

/** What a page registers beside its path and component. */
export interface PageInfo {
  /** Its heading, and its entry in the menu. */
  readonly title: LocalizedText
  /** Every scope that the requests of the page need. */
  readonly scopes: readonly Scope[]
  /**
   * The servers whose menu lists the page, or the projects. A page without it is reached from other
   * pages.
   */
  readonly menu?: 'always' | 'without-project' | ((project: ProjectInfo) => boolean)
  /** Whether the page is about a project, which not every server has. */
  readonly ofProject?: true
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    readonly page?: PageInfo
  }
}

/** The parent of every page. */
export const rootRoute = createRootRoute()

/** Returns the title of the page that calls it; empty outside of a page. */
export function usePageTitle(): string {
  const { local } = useTexts()
  const title = useMatch({ strict: false, select: ({ staticData }) => staticData.page?.title })
  return title === undefined ? '' : local(title)
}
