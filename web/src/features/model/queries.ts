import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AliasInfo } from 'lapidary/client'
import { useApi } from '../../lib/use-api.tsx'

export function useVersions(model: string | undefined) {
  const api = useApi()
  return useQuery({
    queryKey: ['versions', model],
    queryFn: () => api.versions(model ?? ''),
    enabled: model !== undefined,
  })
}

export function useChampionHistory(model: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['versions', model, 'history'],
    queryFn: () => api.aliasHistory(model, 'champion'),
  })
}

function useRegistryChange<Input>(change: (input: Input) => Promise<AliasInfo>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['versions'] }),
        client.invalidateQueries({ queryKey: ['project'] }),
      ]),
  })
}

export function usePromote(model: string) {
  const api = useApi()
  return useRegistryChange((input: { version: number; reason: string; force: boolean }) =>
    api.promote(model, 'champion', input),
  )
}

export function useRollBack(model: string) {
  const api = useApi()
  return useRegistryChange<void>(() => api.rollBack(model, 'champion'))
}
