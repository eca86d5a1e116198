import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/layout.css'
import '../styles/controls.css'
import '../styles/components.css'
import '../styles/tables.css'
import '../styles/sections.css'
import '../styles/charts.css'
import '../features/score-case/score-case.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from 'lapidary/client'
import { TextsProvider } from '../lib/i18n/use-texts.tsx'
import { sessionKey, worthRetrying } from '../lib/queries.ts'
import { showRememberedTheme } from '../lib/theme.ts'
import { ApiProvider } from '../lib/use-api.tsx'
import { router } from './router.tsx'

/** An answer of 401 means that the session is over: the page asks again who it is, at the same address. Not so a mistyped password. */
const onError = (error: Error): void => {
  if (error instanceof ApiError && error.problem.status === 401 && error.problem.code !== 'wrong-password')
    client.setQueryData(sessionKey, null)
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000 } },
})

showRememberedTheme()
const root = document.getElementById('root')
if (root === null) throw new TypeError('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <TextsProvider>
        <ApiProvider>
          <RouterProvider router={router} />
        </ApiProvider>
      </TextsProvider>
    </QueryClientProvider>
  </StrictMode>,
)
