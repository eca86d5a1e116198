import { useMutation } from '@tanstack/react-query'
import type { Row } from 'lapidary/client'
import type { Language, PredictionInfo, VersionInfo } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useApi } from '../../lib/use-api.tsx'

export interface Score {
  readonly prediction: PredictionInfo
  /** The reasons are sentences of this language. */
  readonly language: Language
  /** How many fields held typical values that nobody entered. */
  readonly typical: number
  /** The version that answered, when it is still the one known to the page. */
  readonly version: VersionInfo | null
}

export function useScoreCase(model: string) {
  const api = useApi()
  const { language } = useTexts()
  return useMutation({
    mutationFn: async ({ row, typical }: { row: Row; typical: number }): Promise<Score> => {
      const [prediction] = await api.predict(model, [row], { reasons: true })
      if (prediction === undefined) throw new TypeError('The answer holds no prediction')
      const versions = await api.versions(model)
      return {
        prediction,
        language,
        typical,
        version: versions.find(({ version }) => version === prediction.model_version) ?? null,
      }
    },
  })
}
