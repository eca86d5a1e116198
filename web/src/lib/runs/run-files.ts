import { useQuery } from '@tanstack/react-query'
import type { Evaluation, RepeatedFolds, RunDetail, SplitReport, ThresholdCurve, Tuning, WindowMetrics } from '../contract.ts'
import { useApi } from '../use-api.tsx'

type RunWithFiles = Pick<RunDetail, 'run_id' | 'artifacts'>

/** A JSON file of a run, which never changes; null when the run has none of that name. */
function useRunFile<T>(run: RunWithFiles | undefined, path: string) {
  const api = useApi()
  return useQuery<T | null>({
    queryKey: ['run-file', run?.run_id, path],
    queryFn: async () => {
      if (run?.artifacts.some((file) => file.path === path) !== true) return null
      const file = await api.artifact(run.run_id, path)
      return JSON.parse(await file.text()) as T
    },
    enabled: run !== undefined,
    staleTime: Infinity,
  })
}

export const useThresholdCurve = (run: RunWithFiles | undefined) => useRunFile<ThresholdCurve>(run, 'threshold-curve.json')
export const useTuning = (run: RunWithFiles | undefined) => useRunFile<Tuning>(run, 'tuning.json')
export const useSplit = (run: RunWithFiles | undefined) => useRunFile<SplitReport>(run, 'split.json')
export const useWindows = (run: RunWithFiles | undefined) => useRunFile<readonly WindowMetrics[]>(run, 'windows.json')
/** Evaluation of the held-out rows alone, where the headline is of all rows. */
export const useHeldOut = (run: RunWithFiles | undefined) => useRunFile<Evaluation>(run, 'held-out.json')
export const useRepeatedFolds = (run: RunWithFiles | undefined) => useRunFile<RepeatedFolds>(run, 'repeated-folds.json')
