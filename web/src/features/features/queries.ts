import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

export function useEntityFeatures(entity: string | undefined) {
  const api = useApi()
  return useQuery({
    queryKey: ['entity-features', entity],
    queryFn: () => api.entityFeatures(entity ?? ''),
    enabled: entity !== undefined,
  })
}
