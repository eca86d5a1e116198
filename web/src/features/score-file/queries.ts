import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { scoreFile, type FileSummary, type Progress } from '../../lib/score-file.ts'
import { useSessionGate } from '../../lib/use-api.tsx'
import { useKept } from '../../lib/use-kept.ts'

export interface FileScore {
  readonly name: string
  readonly file: FileSummary
  readonly csv: Blob
  readonly milliseconds: number
}

/** Scores one file at a time; `stop` gives up, `progress` says how far it is, `result` is the last one, kept when the page is left. */
export function useScoreFile(model: string) {
  const { language } = useTexts()
  const gate = useSessionGate()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [result, setResult] = useKept<FileScore>('file')
  const running = useRef<AbortController | null>(null)
  const mutation = useMutation({
    mutationFn: async (file: File): Promise<FileScore> => {
      const controller = new AbortController()
      running.current = controller
      const start = performance.now()
      setProgress({ phase: 'sending', share: 0 })
      setResult(null)
      const options = { model, language, gate, signal: controller.signal, onProgress: setProgress }
      const scored = await scoreFile(file, options)
      return { ...scored, name: file.name, milliseconds: performance.now() - start }
    },
    onSuccess: setResult,
    onSettled: () => setProgress(null),
  })
  const stop = (): void => running.current?.abort()
  useEffect(() => () => running.current?.abort(), [])
  return { ...mutation, result, progress, stop }
}
