import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

/** The registered models. */
export function useModels() {
  const api = useApi()
  return useQuery({ queryKey: ['models'], queryFn: () => api.models() })
}
