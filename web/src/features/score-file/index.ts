import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../lib/page.ts'

export const page = createRoute({
  getParentRoute: () => rootRoute,
  path: '/score-file',
  component: lazyRouteComponent(() => import('./page.tsx'), 'ScoreFilePage'),
  staticData: {
    page: {
      title: { en: 'Score a file', 'pt-BR': 'Prever em lote' },
      scopes: ['predict', 'read'],
      menu: 'always',
      ofProject: true,
    },
  },
})
