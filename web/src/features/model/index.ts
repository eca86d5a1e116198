import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'
import { modelSearch } from './search.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/model',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ModelPage'),
  validateSearch: modelSearch,
  staticData: {
    page: {
      title: { en: 'Model', 'pt-BR': 'Modelo' },
      scopes: ['read'],
      menu: 'always',
      ofProject: true,
    },
  },
})
