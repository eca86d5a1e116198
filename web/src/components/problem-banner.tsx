import type { ReactNode } from 'react'
import { ApiError } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { problemTexts, commonTexts } from '../texts/common.ts'
import { Banner } from './banner.tsx'
import { Button } from './form/button.tsx'

interface ProblemBannerProps {
  readonly error: Error
  readonly retry?: () => void
  readonly children?: ReactNode
}

/** What went wrong, in the server's words when it said any. */
export function ProblemBanner({ error, retry, children }: ProblemBannerProps) {
  const { t, number } = useTexts()
  const detail = error instanceof ApiError ? error.problem.detail : t(problemTexts.network)
  return (
    <Banner tone="error" title={t(problemTexts.title)}>
      <p>{detail}</p>
      {error instanceof ApiError && error.retryAfter !== null && (
        <p>{t(problemTexts.wait, { seconds: number(error.retryAfter) })}</p>
      )}
      {children}
      {retry !== undefined && <Button onClick={retry}>{t(commonTexts.retry)}</Button>}
    </Banner>
  )
}
