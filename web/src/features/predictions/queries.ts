import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OutcomeBody } from 'lapidary/client'
import { useApi } from '../../lib/use-api.tsx'
import { apiFilter, type PredictionsSearch } from './search.ts'

/** One page of the log. */
export function usePredictions(search: PredictionsSearch) {
  const api = useApi()
  const { cursor } = search
  return useQuery({
    queryKey: ['predictions', search],
    queryFn: () =>
      api.predictions({ limit: 25, ...apiFilter(search), ...(cursor === undefined ? {} : { cursor }) }),
    placeholderData: keepPreviousData,
  })
}

export function useKeepOutcome() {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (outcome: OutcomeBody) => api.keepOutcomes([outcome]),
    onSuccess: () => client.invalidateQueries({ queryKey: ['predictions'] }),
  })
}

/** At most this many are counted before an erasure. */
export const countedAtMost = 100

/** How many predictions there are about somebody: a number, or more than `countedAtMost`. */
export function useCountAbout(entity: string) {
  const api = useApi()
  return useQuery({
    queryKey: ['predictions', 'about', entity],
    queryFn: async () => {
      const { items, next_cursor: next } = await api.predictions({ entity, limit: countedAtMost })
      return { count: items.length, more: next !== null }
    },
    staleTime: 0,
  })
}

export function useErase() {
  const api = useApi()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (entity: string) => api.erasePredictions(entity),
    onSuccess: (_erased, entity) => {
      // what is remembered of the person goes too, at once
      client.removeQueries({ queryKey: ['entity-features', entity] })
      return client.invalidateQueries({ queryKey: ['predictions'] })
    },
  })
}
