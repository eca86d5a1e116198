import { createClient, type Client } from 'lapidary/client'
import { createContext, use, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { useTexts } from './i18n/use-texts.tsx'
import type { SessionGate } from './session/session-gate.ts'

const ClientContext = createContext<{ readonly api: Client; readonly gate: SessionGate } | null>(null)

interface ApiProviderProps {
  readonly gate: SessionGate
  readonly children: ReactNode
}

export function ApiProvider({ gate, children }: ApiProviderProps) {
  const { language } = useTexts()
  const value = useMemo(
    () => ({ api: createClient({ language: () => language, fetch: gate.fetch }), gate }),
    [language, gate],
  )
  return <ClientContext value={value}>{children}</ClientContext>
}

function useContextOfApi() {
  const context = use(ClientContext)
  if (context === null) throw new TypeError('useApi needs an ApiProvider above it')
  return context
}

/**
 * The client of the server that the page came from; it asks for answers in the reader's language.
 */
export function useApi(): Client {
  return useContextOfApi().api
}

export function useSessionGate(): SessionGate {
  return useContextOfApi().gate
}

/** True while requests wait for somebody to sign in again. */
export function useIsSessionOver(): boolean {
  const gate = useSessionGate()
  return useSyncExternalStore(gate.subscribe, gate.isClosed)
}
