import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'
import { predictionsSearch } from './search.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predictions',
  component: lazyRouteComponent(() => import('./page.tsx'), 'PredictionsPage'),
  validateSearch: predictionsSearch,
  staticData: {
    page: {
      title: { en: 'Predictions', 'pt-BR': 'Previsões' },
      scopes: ['read'],
      menu: 'always',
      ofProject: true,
    },
  },
})
