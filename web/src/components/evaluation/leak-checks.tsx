import type { LeakCheckInfo } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { evaluationTexts } from './texts.ts'

export function LeakChecks({ checks }: { readonly checks: readonly LeakCheckInfo[] }) {
  const { t, local } = useTexts()
  return (
    <section className="stack" aria-labelledby="leaks-title">
      <h2 id="leaks-title">{t(evaluationTexts.leakChecks)}</h2>
      <p className="soft measure">{t(evaluationTexts.leakChecksHelp)}</p>
      <ul className="checks">
        {checks.map(({ check, passed, messages }) => (
          <li key={check} data-passed={passed}>
            <strong>{t(passed ? evaluationTexts.passed : evaluationTexts.failed)}</strong>
            <span>{local(messages)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
