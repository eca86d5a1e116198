import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useApi } from '../../lib/use-api.tsx'
import { dayStart, type PredictionsSearch } from './search.ts'

/** One page of the log. */
export function usePredictions(search: PredictionsSearch) {
  const api = useApi()
  return useQuery({
    queryKey: ['predictions', search],
    queryFn: () => {
      const { version, from, to, ...same } = search
      return api.predictions({
        limit: 25,
        ...same,
        ...(version === undefined ? {} : { model_version: version }),
        ...(from === undefined ? {} : { from: dayStart(from) }),
        ...(to === undefined ? {} : { to: dayStart(to, 1) }),
      })
    },
    placeholderData: keepPreviousData,
  })
}
