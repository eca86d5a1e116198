import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { scoreFile, type Progress, type FileSummary } from '../../lib/score-file.ts'

export interface FileScore {
  readonly name: string
  readonly file: FileSummary
  readonly csv: Blob
  readonly milliseconds: number
}

/** Scores one file at a time; `stop` gives up, `progress` says how far it is. */
export function useScoreFile(model: string) {
  const { language } = useTexts()
  const [progress, setProgress] = useState<Progress | null>(null)
  const running = useRef<AbortController | null>(null)
  const mutation = useMutation({
    mutationFn: async (file: File): Promise<FileScore> => {
      const controller = new AbortController()
      running.current = controller
      const start = performance.now()
      setProgress({ phase: 'sending', share: 0 })
      const result = await scoreFile(file, { model, language, signal: controller.signal, onProgress: setProgress })
      return { ...result, name: file.name, milliseconds: performance.now() - start }
    },
    onSettled: () => setProgress(null),
  })
  return { ...mutation, progress, stop: () => running.current?.abort() }
}
