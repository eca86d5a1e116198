import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ModelsPage'),
  staticData: {
    page: {
      title: { en: 'Models', 'pt-BR': 'Modelos' },
      scopes: ['read'],
      menu: 'without-project',
    },
  },
})
