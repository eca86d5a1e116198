import { createContext, use, useMemo, type ReactNode } from 'react'
import { createApi, type Api } from './api.ts'
import { useTexts } from './i18n/use-texts.tsx'

const ApiContext = createContext<Api | null>(null)

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const { language } = useTexts()
  const api = useMemo(() => createApi(language), [language])
  return <ApiContext value={api}>{children}</ApiContext>
}

export function useApi(): Api {
  const api = use(ApiContext)
  if (api === null) throw new TypeError('useApi needs an ApiProvider above it')
  return api
}
