import type { ReactNode } from 'react'
import { ApiError } from 'lapidary/client'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'

interface ProblemBannerProps {
  readonly error: Error
  readonly retry?: () => void
  readonly children?: ReactNode
}

/** What went wrong, in the server's words when it said any. */
export function ProblemBanner({ error, retry, children }: ProblemBannerProps) {
  const { t, number } = useTexts()
  const detail = error instanceof ApiError ? error.problem.detail : t('problem.network')
  return (
    <Banner tone="error" title={t('problem.title')}>
      <p>{detail}</p>
      {error instanceof ApiError && error.retryAfter !== null && (
        <p>{t('problem.wait', { seconds: number(error.retryAfter) })}</p>
      )}
      {children}
      {retry !== undefined && <Button onClick={retry}>{t('common.retry')}</Button>}
    </Banner>
  )
}
