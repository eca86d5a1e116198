import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { AccountPage } from '../features/account/page.tsx'
import { FeaturesPage } from '../features/features/page.tsx'
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
import { ThresholdPage } from '../features/threshold/page.tsx'
import { UsersPage } from '../features/users/page.tsx'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

type Loose = Readonly<Record<string, unknown>>

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
  createRoute({ getParentRoute: () => root, path: '/threshold', component: ThresholdPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/features',
    component: FeaturesPage,
    validateSearch: (search: Loose): FeaturesSearch => featuresSearch(search),
  }),
  createRoute({ getParentRoute: () => root, path: '/users', component: UsersPage }),
  createRoute({ getParentRoute: () => root, path: '/account', component: AccountPage }),
] as const

export const router = createRouter({ routeTree: root.addChildren(routes), scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
