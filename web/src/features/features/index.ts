import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'
import { featuresSearch } from './search.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/features',
  component: lazyRouteComponent(() => import('./page.tsx'), 'FeaturesPage'),
  validateSearch: featuresSearch,
  staticData: {
    page: {
      title: { en: 'Features', 'pt-BR': 'Variáveis' },
      scopes: ['read'],
      menu: ({ entity_field: entity }) => entity !== null,
      ofProject: true,
    },
  },
})
