import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiError } from 'lapidary/client'
import type {
  FeatureViewsInfo,
  PasswordSignIn,
  ProjectInfo,
  Scope,
  SessionInfo,
  SignInInfo,
  StatusInfo,
} from 'lapidary/client'
import { useTexts } from './i18n/use-texts.tsx'
import { forgetWork } from './session/kept-work.ts'
import { ownerOf } from './session/owner.ts'
import { useApi, useSessionGate } from './use-api.tsx'

export const sessionKey = ['session'] as const

/** Who is signed in; null for nobody. */
export function useSession() {
  const api = useApi()
  return useQuery<SessionInfo | null>({
    queryKey: sessionKey,
    queryFn: () => nullIfNobody(api.session()),
    staleTime: Infinity,
  })
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

/**
 * Signs in, for the first time or again. Whoever takes another's place in this tab finds nothing of
 * theirs.
 */
export function useSignIn() {
  const api = useApi()
  const client = useQueryClient()
  const gate = useSessionGate()
  return useMutation({
    mutationFn: (as: string | PasswordSignIn) => api.signIn(as),
    onSuccess: (session) => {
      const before = client.getQueryData<SessionInfo | null>(sessionKey) ?? null
      const isSame = before === null || ownerOf(before) === ownerOf(session)
      if (!isSame) forgetPerson(client)
      client.setQueryData(sessionKey, session)
      gate.open(isSame)
    },
  })
}

export function useSignOut() {
  const api = useApi()
  const client = useQueryClient()
  const gate = useSessionGate()
  return useMutation({
    mutationFn: () => api.signOut(),
    onSuccess: () => {
      client.setQueryData(sessionKey, null)
      forgetPerson(client)
      gate.open(false)
      signOuts.postMessage(null)
    },
  })
}

/** Tells the other tabs, which share the session, that it has ended on purpose. */
const signOuts = new BroadcastChannel('lapidary.sign-out')

/** Ends the session in this tab when another tab signs out. */
export function useSignOutElsewhere(): void {
  const client = useQueryClient()
  const gate = useSessionGate()
  useEffect(() => {
    const onSignOut = (): void => {
      client.setQueryData(sessionKey, null)
      forgetPerson(client)
      gate.open(false)
    }
    signOuts.addEventListener('message', onSignOut)
    return () => signOuts.removeEventListener('message', onSignOut)
  }, [client, gate])
}

/** Forgets what this tab keeps of the person who was signed in. */
function forgetPerson(client: QueryClient): void {
  forgetWork()
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
}

/** How this server lets people in. It does not change while the page is open. */
export function useSignInInfo() {
  const api = useApi()
  return useQuery<SignInInfo>({ queryKey: ['sign-in'], queryFn: () => api.signInInfo(), staleTime: Infinity })
}

/** Whether the server has a project; undefined until it is known. */
export function useHasProject(): boolean | undefined {
  return useSignInInfo().data?.project
}

/** The title of the project, known before anybody has signed in; null until it is. */
export function useProjectTitle(): string | null {
  const { local } = useTexts()
  const title = useSignInInfo().data?.title
  return title === undefined ? null : local(title)
}

/** The project that the page draws itself from, and the model that answers now. */
export function useProject() {
  const api = useApi()
  const mayRead = useMay('read')
  const enabled = useHasProject() === true && mayRead
  return useQuery<ProjectInfo>({
    queryKey: ['project'],
    queryFn: () => api.project(),
    refetchInterval: 60_000,
    refetchOnWindowFocus: 'always',
    enabled,
  })
}

/** One training. Its messages are in the reader's language, so each language is its own answer. */
export function useRun(runId: string | undefined) {
  const api = useApi()
  const { language } = useTexts()
  return useQuery({
    queryKey: ['run', runId, language],
    queryFn: () => api.run(runId ?? ''),
    enabled: runId !== undefined,
  })
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

/**
 * A problem that the reader caused or must know stays; only a failing server or network is worth
 * another try.
 */
export function worthRetrying(failures: number, error: Error): boolean {
  return failures < 2 && !(error instanceof ApiError && error.problem.status < 500)
}
