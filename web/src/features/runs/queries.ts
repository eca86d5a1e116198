import { useInfiniteQuery } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'

/** Runs, newest first, page after page. */
export function useRuns() {
  const api = useApi()
  return useInfiniteQuery({
    queryKey: ['runs'],
    queryFn: ({ pageParam }) => api.runs({ limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
  })
}
