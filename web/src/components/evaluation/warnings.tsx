import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { Banner } from '../banner.tsx'
import { evaluationTexts } from './texts.ts'

/** Shows what readers must know before they read the metrics. */
export function Warnings({ warnings }: { readonly warnings: NonNullable<RunDetail['warnings']> }) {
  const { t, local } = useTexts()
  return (
    <Banner tone="warning" title={t(evaluationTexts.warning)}>
      {warnings.map(({ warning, messages }) => (
        <p key={warning}>{local(messages)}</p>
      ))}
    </Banner>
  )
}
