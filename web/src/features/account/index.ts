import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./page.tsx'), 'AccountPage'),
  staticData: {
    page: {
      title: { en: 'Your account', 'pt-BR': 'Sua conta' },
      scopes: [],
    },
  },
})
