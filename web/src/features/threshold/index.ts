import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/threshold',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ThresholdPage'),
  staticData: {
    page: {
      title: { en: 'Threshold', 'pt-BR': 'Limiar' },
      scopes: ['read'],
      menu: ({ positive }) => positive !== null,
      ofProject: true,
    },
  },
})
