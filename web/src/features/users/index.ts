import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users',
  component: lazyRouteComponent(() => import('./page.tsx'), 'UsersPage'),
  staticData: {
    page: {
      title: { en: 'Users', 'pt-BR': 'Usuários' },
      scopes: ['admin'],
      menu: 'always',
    },
  },
})
