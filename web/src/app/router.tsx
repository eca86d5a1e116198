import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { featuresSearch, type FeaturesSearch } from '../features/features/search.ts'
import { ModelPage } from '../features/model/page.tsx'
import { modelViews, type ModelSearch } from '../features/model/search.ts'
import { PredictionsPage } from '../features/predictions/page.tsx'
import { predictionsSearch, type PredictionsSearch } from '../features/predictions/search.ts'
import { RunPage } from '../features/runs/run-page.tsx'
import { RunsPage } from '../features/runs/page.tsx'
import { runsSearch, type RunsSearch } from '../features/runs/search.ts'
import { ScoreCasePage } from '../features/score-case/page.tsx'
import { ScoreFilePage } from '../features/score-file/page.tsx'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

type Loose = Readonly<Record<string, unknown>>

/** Pages that few people open on an ordinary day: fetched when somebody does. */
const account = lazyRouteComponent(() => import('../features/account/page.tsx'), 'AccountPage')
const features = lazyRouteComponent(() => import('../features/features/page.tsx'), 'FeaturesPage')
const threshold = lazyRouteComponent(() => import('../features/threshold/page.tsx'), 'ThresholdPage')
const keys = lazyRouteComponent(() => import('../features/keys/page.tsx'), 'KeysPage')
const users = lazyRouteComponent(() => import('../features/users/page.tsx'), 'UsersPage')

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: ScoreCasePage }),
  createRoute({ getParentRoute: () => root, path: '/score-file', component: ScoreFilePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/model',
    component: ModelPage,
    validateSearch: (search: Loose): ModelSearch => {
      const version = Number(search['version'])
      const view = modelViews.find((known) => known === search['view'])
      return { ...(Number.isInteger(version) && version > 0 ? { version } : {}), ...(view === undefined ? {} : { view }) }
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs',
    component: RunsPage,
    validateSearch: (search: Loose): RunsSearch => runsSearch(search),
  }),
  createRoute({ getParentRoute: () => root, path: '/runs/$runId', component: RunPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/predictions',
    component: PredictionsPage,
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

export const router = createRouter({ routeTree: root.addChildren(routes), scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
