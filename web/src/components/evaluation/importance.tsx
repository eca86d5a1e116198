import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { useNames } from '../../lib/use-names.ts'
import { Bars } from '../data/bars.tsx'
import { evaluationTexts } from './texts.ts'

export function Importance({ importance }: { readonly importance: NonNullable<RunDetail['importance']> }) {
  const { t, fixed } = useTexts()
  const names = useNames()
  const longest = Math.max(...importance.map(({ high }) => high), Number.EPSILON)
  const share = (value: number): number => Math.max(0, value) / longest
  return (
    <section className="stack" aria-labelledby="importance-title">
      <h2 id="importance-title">{t(evaluationTexts.importance)}</h2>
      <p className="soft measure">{t(evaluationTexts.importanceHelp)}</p>
      <Bars
        long
        label={t(evaluationTexts.importance)}
        items={importance.map(({ column, value, low, high }) => ({
          key: column,
          label: names.column(column),
          share: share(value),
          interval: [share(low), share(high)],
          text: `${fixed(value, 4)} (${fixed(low, 4)} – ${fixed(high, 4)})`,
          strong: value > 0 && low > 0,
        }))}
      />
    </section>
  )
}
