import { createRouter } from '@tanstack/react-router'
import { Loading } from '../components/loading.tsx'
import { rootRoute } from '../lib/page.ts'
import { NotFound } from './not-found.tsx'
import { pages } from './pages.ts'
import { Shell } from './shell.tsx'

rootRoute.update({ component: Shell, notFoundComponent: NotFound })

export const router = createRouter({
  routeTree: rootRoute.addChildren(pages),
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
