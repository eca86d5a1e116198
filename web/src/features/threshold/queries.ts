import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

/**
 * The threshold in force. Somebody else may change it: it is requested again now and then, and
 * whenever the tab gets the focus.
 */
export function useThreshold(model: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['threshold', model],
    queryFn: () => api.threshold(model),
    refetchInterval: 10_000,
    refetchOnWindowFocus: 'always',
  })
}

export function useSetThreshold(model: string) {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: { threshold: number; reason?: string }) => api.setThreshold(model, change),
    onSuccess: (info) => client.setQueryData(['threshold', model], info),
  })
}
