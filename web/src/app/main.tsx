import '../styles/tokens.css'
import '../styles/base.css'
import '../styles/layout.css'
import '../styles/controls.css'
import '../styles/components.css'
import '../styles/tables.css'
import '../styles/sections.css'
import '../styles/charts.css'
import { focusManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { TextsProvider } from '../lib/i18n/use-texts.tsx'
import { sessionKey, worthRetrying } from '../lib/queries.ts'
import { showRememberedTheme } from '../lib/theme.ts'
import { SessionGate } from '../lib/session/session-gate.ts'
import { ApiProvider } from '../lib/use-api.tsx'
import { keptKey } from '../lib/session/use-kept.ts'
import { router } from './router.tsx'

// Also the focus of a window that was visible all along, beside another one.
focusManager.setEventListener((onFocus) => {
  const listener = (): void => onFocus()
  window.addEventListener('visibilitychange', listener)
  window.addEventListener('focus', listener)
  return () => {
    window.removeEventListener('visibilitychange', listener)
    window.removeEventListener('focus', listener)
  }
})

const client = new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000 } } })
client.setQueryDefaults([keptKey], { gcTime: Infinity })
const gate = new SessionGate(() => client.getQueryData(sessionKey) != null)

showRememberedTheme()
const root = document.getElementById('root')
if (root === null) throw new TypeError('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <TextsProvider>
        <ApiProvider gate={gate}>
          <RouterProvider router={router} />
        </ApiProvider>
      </TextsProvider>
    </QueryClientProvider>
  </StrictMode>,
)
