import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from 'lapidary/client'
import type { FeatureViewsInfo, PasswordSignIn, ProjectInfo, Scope, SessionInfo, StatusInfo } from './contract.ts'
import { useTexts } from './i18n/use-texts.tsx'
import { useApi } from './use-api.tsx'

export const sessionKey = ['session'] as const

/** Who is signed in; null for nobody. */
export function useSession() {
  const api = useApi()
  return useQuery<SessionInfo | null>({ queryKey: sessionKey, queryFn: () => nullIfNobody(api.session()), staleTime: Infinity })
}

async function nullIfNobody(session: Promise<SessionInfo>): Promise<SessionInfo | null> {
  try {
    return await session
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) return null
    throw error
  }
}

export function useMay(scope: Scope): boolean {
  const scopes = useSession().data?.scopes ?? []
  return scopes.includes(scope) || scopes.includes('admin')
}

export function useSignIn() {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (as: string | PasswordSignIn) => api.signIn(as),
    onSuccess: (session) => client.setQueryData(sessionKey, session),
  })
}

export function useSignOut() {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.signOut(),
    onSuccess: () => {
      client.setQueryData(sessionKey, null)
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
    },
  })
}

/** The project that the page draws itself from, and the model that answers now. */
export function useProject() {
  const api = useApi()
  const enabled = useMay('read')
  return useQuery<ProjectInfo>({ queryKey: ['project'], queryFn: () => api.project(), refetchInterval: 60_000, enabled })
}

/** One training. Its messages are in the reader's language, so each language is its own answer. */
export function useRun(runId: string | undefined) {
  const api = useApi()
  const { language } = useTexts()
  return useQuery({ queryKey: ['run', runId, language], queryFn: () => api.run(runId ?? ''), enabled: runId !== undefined })
}

/** Feature views and their store; asked again where it is watched. */
export function useFeatureViews(enabled = true, refetchInterval: number | false = false) {
  const api = useApi()
  return useQuery<FeatureViewsInfo>({
    queryKey: ['feature-views'],
    queryFn: () => api.featureViews(),
    staleTime: 10_000,
    enabled,
    refetchInterval,
  })
}

/** How the stores behind the server are. */
export function useStatus() {
  const api = useApi()
  return useQuery<StatusInfo>({ queryKey: ['status'], queryFn: () => api.status(), refetchInterval: 10_000 })
}

/** A problem that the reader caused or must know stays; only a failing server or network is worth another try. */
export function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && !(error instanceof ApiError && error.problem.status < 500)
}
