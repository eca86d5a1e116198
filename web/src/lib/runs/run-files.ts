import { useQuery } from '@tanstack/react-query'
import { type RunDetail, type RunDocumentPath, type RunDocuments, upgradeRunDocument } from 'lapidary/client'
import { useApi } from '../use-api.tsx'

type RunWithFiles = Pick<RunDetail, 'run_id' | 'artifacts'>

/** A JSON document of a run, which never changes; null when the run has none of that name. */
function useRunFile<Path extends RunDocumentPath>(run: RunWithFiles | undefined, path: Path) {
  const api = useApi()
  return useQuery<RunDocuments[Path] | null>({
    queryKey: ['run-file', run?.run_id, path],
    queryFn: async () => {
      if (run?.artifacts.some((file) => file.path === path) !== true) return null
      const file = await api.artifact(run.run_id, path)
      return upgradeRunDocument(path, JSON.parse(await file.text()))
    },
    enabled: run !== undefined,
    staleTime: Infinity,
  })
}

export const useThresholdCurve = (run: RunWithFiles | undefined) => useRunFile(run, 'threshold-curve.json')
export const useTuning = (run: RunWithFiles | undefined) => useRunFile(run, 'tuning.json')
export const useSplit = (run: RunWithFiles | undefined) => useRunFile(run, 'split.json')
export const useWindows = (run: RunWithFiles | undefined) => useRunFile(run, 'windows.json')
/** Evaluation of the held-out rows alone, where the headline is of all rows. */
export const useHeldOut = (run: RunWithFiles | undefined) => useRunFile(run, 'held-out.json')
export const useRepeatedFolds = (run: RunWithFiles | undefined) => useRunFile(run, 'repeated-folds.json')
