import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ScoreCasePage'),
  staticData: {
    page: {
      title: { en: 'Score a case', 'pt-BR': 'Prever um caso' },
      scopes: ['predict', 'read'],
      menu: 'always',
      ofProject: true,
    },
  },
})
