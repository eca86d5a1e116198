import { createClient, type Client } from 'lapidary/client'
import { createContext, use, useMemo, type ReactNode } from 'react'
import { useTexts } from './i18n/use-texts.tsx'

const ClientContext = createContext<Client | null>(null)

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const { language } = useTexts()
  const client = useMemo(() => createClient({ language: () => language }), [language])
  return <ClientContext value={client}>{children}</ClientContext>
}

/** The client of the server that the page came from; it asks for answers in the reader's language. */
export function useApi(): Client {
  const client = use(ClientContext)
  if (client === null) throw new TypeError('useApi needs an ApiProvider above it')
  return client
}
