import { useQuery } from '@tanstack/react-query'
import type { CallerInfo } from 'lapidary/client'
import { useTexts } from './i18n/use-texts.tsx'
import { useMay } from './queries.ts'
import { useApi } from './use-api.tsx'
import { callerTexts } from '../texts/callers.ts'

const userPrefix = 'user:'

/** The names of the keys that logs name by id. */
export function useCallers(): readonly CallerInfo[] {
  const api = useApi()
  const enabled = useMay('read')
  return (
    useQuery({ queryKey: ['callers'], queryFn: () => api.callers(), enabled, staleTime: 60_000 }).data ?? []
  )
}

/**
 * Returns how to name a caller to people: a user or a key by its name, and with its id where
 * several keys have that name.
 */
export function useCallerName(): (id: string) => string {
  const callers = useCallers()
  const { lookUp } = useTexts()
  return (id) => (Object.hasOwn(callerTexts, id) ? lookUp(callerTexts, id) : nameOf(id, callers))
}

export function nameOf(id: string, callers: readonly CallerInfo[]): string {
  if (id.startsWith(userPrefix)) return id.slice(userPrefix.length)
  const name = callers.find((caller) => caller.id === id)?.name
  if (name === undefined) return id
  return callers.filter((caller) => caller.name === name).length > 1 ? `${name} (${id})` : name
}

/**
 * Returns the id that a person means by a name, as `nameOf` writes it, or by the id itself. A name
 * of no key is a user's.
 */
export function idOf(text: string, callers: readonly CallerInfo[]): string {
  const wanted = text.trim()
  if (wanted === '' || wanted.startsWith(userPrefix)) return wanted
  const found =
    callers.find(({ id }) => id === wanted || nameOf(id, callers) === wanted) ??
    callers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  return found?.id ?? `${userPrefix}${wanted}`
}
