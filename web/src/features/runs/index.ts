import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'
import { runsSearch } from './search.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  component: lazyRouteComponent(() => import('./page.tsx'), 'RunsPage'),
  validateSearch: runsSearch,
  staticData: {
    page: {
      title: { en: 'Runs', 'pt-BR': 'Execuções' },
      scopes: ['read'],
      menu: 'always',
    },
  },
})
