import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { featuresSearch, type FeaturesSearch } from '../features/features/search.ts'
import { modelViews, type ModelSearch } from '../features/model/search.ts'
import { predictionsSearch, type PredictionsSearch } from '../features/predictions/search.ts'
import { runsSearch, type RunsSearch } from '../features/runs/search.ts'
import { Loading } from '../components/loading.tsx'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

type Loose = Readonly<Record<string, unknown>>

/** Each page is a file of its own, fetched when somebody opens it or points at a link to it. */
const account = lazyRouteComponent(() => import('../features/account/page.tsx'), 'AccountPage')
const features = lazyRouteComponent(() => import('../features/features/page.tsx'), 'FeaturesPage')
const keys = lazyRouteComponent(() => import('../features/keys/page.tsx'), 'KeysPage')
const model = lazyRouteComponent(() => import('../features/model/page.tsx'), 'ModelPage')
const predictions = lazyRouteComponent(() => import('../features/predictions/page.tsx'), 'PredictionsPage')
const run = lazyRouteComponent(() => import('../features/runs/run-page.tsx'), 'RunPage')
const runs = lazyRouteComponent(() => import('../features/runs/page.tsx'), 'RunsPage')
const scoreCase = lazyRouteComponent(() => import('../features/score-case/page.tsx'), 'ScoreCasePage')
const scoreFile = lazyRouteComponent(() => import('../features/score-file/page.tsx'), 'ScoreFilePage')
const threshold = lazyRouteComponent(() => import('../features/threshold/page.tsx'), 'ThresholdPage')
const users = lazyRouteComponent(() => import('../features/users/page.tsx'), 'UsersPage')

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: scoreCase }),
  createRoute({ getParentRoute: () => root, path: '/score-file', component: scoreFile }),
  createRoute({
    getParentRoute: () => root,
    path: '/model',
    component: model,
    validateSearch: (search: Loose): ModelSearch => {
      const version = Number(search['version'])
      const view = modelViews.find((known) => known === search['view'])
      return { ...(Number.isInteger(version) && version > 0 ? { version } : {}), ...(view === undefined ? {} : { view }) }
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    component: runs,
    validateSearch: (search: Loose): RunsSearch => runsSearch(search),
  }),
  createRoute({ getParentRoute: () => root, path: '/runs/$runId', component: run }),
  createRoute({
    getParentRoute: () => root,
    path: '/predictions',
    component: predictions,
    validateSearch: (search: Loose): PredictionsSearch => predictionsSearch(search),
  }),
  createRoute({ getParentRoute: () => root, path: '/threshold', component: threshold }),
  createRoute({
    getParentRoute: () => root,
    path: '/features',
    component: features,
    validateSearch: (search: Loose): FeaturesSearch => featuresSearch(search),
  }),
  createRoute({ getParentRoute: () => root, path: '/users', component: users }),
  createRoute({ getParentRoute: () => root, path: '/keys', component: keys }),
  createRoute({ getParentRoute: () => root, path: '/account', component: account }),
] as const

export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
