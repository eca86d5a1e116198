import { Link } from '@tanstack/react-router'
import type { RunDetail } from 'lapidary/client'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { useThresholdCurve } from '../../../lib/runs/run-files.ts'
import { useNames } from '../../../lib/use-names.ts'
import { ThresholdChart } from './threshold-chart.tsx'
import { thresholdCurveTexts } from '../texts.ts'

/** What each threshold would mean, for a run with a policy; nothing for another. */
export function ThresholdSection({ run }: { readonly run: RunDetail }) {
  const { t } = useTexts()
  const names = useNames()
  const curve = useThresholdCurve(run).data
  if (curve == null) return null
  return (
    <section className="stack" aria-labelledby="threshold-title">
      <h2 id="threshold-title">{t(thresholdCurveTexts.threshold)}</h2>
      <p className="soft measure">
        {t(thresholdCurveTexts.help)} <Link to="/threshold">{t(thresholdCurveTexts.toPage)}</Link>
      </p>
      <div className="charts">
        {curve.sides.map((side) => (
          <ThresholdChart key={side.side} side={side} positive={names.class(curve.positive)} />
        ))}
      </div>
    </section>
  )
}
