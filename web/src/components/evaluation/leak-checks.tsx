import type { LeakCheckInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'

export function LeakChecks({ checks }: { readonly checks: readonly LeakCheckInfo[] }) {
  const { t, local } = useTexts()
  return (
    <section className="stack" aria-labelledby="leaks-title">
      <h2 id="leaks-title">{t('evaluation.leakChecks')}</h2>
      <p className="soft measure">{t('evaluation.leakChecksHelp')}</p>
      <ul className="checks">
        {checks.map(({ check, passed, messages }) => (
          <li key={check} data-passed={passed}>
            <strong>{t(passed ? 'evaluation.passed' : 'evaluation.failed')}</strong>
            <span>{local(messages)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
