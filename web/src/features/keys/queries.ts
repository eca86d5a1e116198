import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Scope } from 'lapidary/client'
import { useApi } from '../../lib/use-api.tsx'

export function useKeys() {
  const api = useApi()
  return useQuery({ queryKey: ['keys'], queryFn: () => api.keys() })
}

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expires_at?: string
}

export function useCreateKey() {
  const api = useApi()
  return useKeyChange((key: NewKey) => api.createKey(key))
}

export function useRevokeKey() {
  const api = useApi()
  return useKeyChange((id: string) => api.revokeKey(id))
}

function useKeyChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient()
  const changed = ['keys', 'callers', 'audit']
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(changed.map((name) => client.invalidateQueries({ queryKey: [name] }))),
  })
}
