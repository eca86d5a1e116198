import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

/** The threshold in force. Asked again now and then: somebody else may change it. */
export function useThreshold(model: string) {
  const api = useApi()
  return useQuery({ queryKey: ['threshold', model], queryFn: () => api.threshold(model), refetchInterval: 10_000 })
}

export function useSetThreshold(model: string) {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: { threshold: number; reason?: string }) => api.setThreshold(model, change),
    onSuccess: (info) => client.setQueryData(['threshold', model], info),
  })
}
