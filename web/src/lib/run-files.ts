import { useQuery } from '@tanstack/react-query'
import { ApiError } from 'lapidary/client'
import type { Client } from 'lapidary/client'
import type { ThresholdCurve } from './contract.ts'
import { useApi } from './use-api.tsx'

/** A JSON file of a run, which never changes; null when the run has none of that name. */
function useRunFile<T>(runId: string | undefined, path: string) {
  const api = useApi()
  return useQuery<T | null>({
    queryKey: ['run-file', runId, path],
    queryFn: () => jsonOrNull<T>(api, runId ?? '', path),
    enabled: runId !== undefined,
    staleTime: Infinity,
  })
}

async function jsonOrNull<T>(api: Client, runId: string, path: string): Promise<T | null> {
  try {
    const file = await api.artifact(runId, path)
    return JSON.parse(await file.text()) as T
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null
    throw error
  }
}

export const useThresholdCurve = (runId: string | undefined) => useRunFile<ThresholdCurve>(runId, 'threshold-curve.json')
