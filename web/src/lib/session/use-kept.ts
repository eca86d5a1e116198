import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

/**
 * First part of the query keys under which results are kept in memory; they go when the person
 * signs out.
 */
export const keptKey = 'kept'

/**
 * State that survives leaving a page and coming back, in memory only. `set` works after the page
 * was left, too.
 */
export function useKept<T>(name: string): readonly [T | null, (value: T | null) => void] {
  const client = useQueryClient()
  const key = [keptKey, name]
  const [value, setValue] = useState<T | null>(() => client.getQueryData<T | null>(key) ?? null)
  return [
    value,
    (next) => {
      client.setQueryData<T | null>(key, next)
      setValue(next)
    },
  ]
}
