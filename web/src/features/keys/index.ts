import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys',
  component: lazyRouteComponent(() => import('./page.tsx'), 'KeysPage'),
  staticData: {
    page: {
      title: { en: 'Keys', 'pt-BR': 'Chaves' },
      scopes: ['admin'],
      menu: 'always',
    },
  },
})
