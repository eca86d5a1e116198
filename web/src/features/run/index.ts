import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => import('./page.tsx'), 'RunPage'),
  staticData: {
    page: {
      title: { en: 'Run', 'pt-BR': 'Execução' },
      scopes: ['read'],
    },
  },
})
