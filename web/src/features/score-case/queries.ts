import { useMutation } from '@tanstack/react-query'
import type { Row } from 'lapidary/client'
import type { PredictionInfo, VersionInfo } from 'lapidary/client'
import { useApi } from '../../lib/use-api.tsx'

export interface Score {
  readonly prediction: PredictionInfo
  /** What was sent. */
  readonly row: Row
  /** How many fields held typical values that nobody entered. */
  readonly typical: number
  /** The version that answered, when it is still the one known to the page. */
  readonly version: VersionInfo | null
}

export type CaseScore = ReturnType<typeof useScoreCase>

/** @param onScore called with the result, also when the page was left meanwhile. */
export function useScoreCase(model: string, onScore: (score: Score) => void) {
  const api = useApi()
  return useMutation({
    onSuccess: onScore,
    mutationFn: async ({ row, typical }: { row: Row; typical: number }): Promise<Score> => {
      const [prediction] = await api.predict(model, [row], { reasons: true })
      if (prediction === undefined) throw new TypeError('The answer holds no prediction')
      const versions = await api.versions(model)
      return {
        prediction,
        row,
        typical,
        version: versions.find(({ version }) => version === prediction.model_version) ?? null,
      }
    },
  })
}
