import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { FileReportInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { inspectFile, scoreFile, type FileSummary, type Progress } from './file/score-file.ts'
import { useSessionGate } from '../../lib/use-api.tsx'
import { useKept } from '../../lib/session/use-kept.ts'

export interface FileScore {
  readonly name: string
  readonly file: FileSummary
  readonly report: FileReportInfo
  readonly csv: Blob
  readonly milliseconds: number
}

/** A file that the server has read and not scored yet. */
export interface Inspection {
  readonly file: File
  readonly sheet: string | undefined
  readonly report: FileReportInfo
}

type Task =
  | { readonly kind: 'inspect'; readonly file: File; readonly sheet?: string }
  | { readonly kind: 'score'; readonly inspection: Inspection; readonly acceptLost: boolean }

/**
 * Inspects and then scores one file at a time; `stop` gives up, `progress` says how far it is,
 * `result` is the last one, kept when the page is left. An inspection is there until its file was
 * scored, so that a failed attempt can be repeated.
 */
export function useScoreFile(model: string) {
  const { language } = useTexts()
  const gate = useSessionGate()
  const [progress, setProgress] = useState<Progress | null>(null)
  const [inspection, setInspection] = useState<Inspection | null>(null)
  const [result, setResult] = useKept<FileScore>('file')
  const running = useRef<AbortController | null>(null)
  const mutation = useMutation({
    mutationFn: async (task: Task): Promise<void> => {
      const controller = new AbortController()
      running.current = controller
      setProgress({ phase: 'sending', share: 0 })
      setResult(null)
      const options = { model, language, gate, signal: controller.signal, onProgress: setProgress }
      if (task.kind === 'inspect') {
        const { file, sheet } = task
        setInspection(null)
        setInspection({ file, sheet, report: await inspectFile(file, { ...options, sheet }) })
        return
      }
      const start = performance.now()
      const { file, sheet, report } = task.inspection
      const scored = await scoreFile(file, { ...options, sheet, acceptLost: task.acceptLost })
      setInspection(null)
      setResult({ ...scored, report, name: file.name, milliseconds: performance.now() - start })
    },
    onSettled: () => setProgress(null),
  })
  const stop = (): void => running.current?.abort()
  useEffect(() => () => running.current?.abort(), [])
  const forget = (): void => {
    setInspection(null)
    mutation.reset()
  }
  return { ...mutation, inspection, forget, result, progress, stop }
}
