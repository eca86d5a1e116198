import { UnitChart, type Series } from '../../charts/unit-chart.tsx'
import type { Evaluation } from 'lapidary/client'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { measuredText } from '../../lib/runs/metrics.ts'
import { useNames } from '../../lib/use-names.ts'
import { metricTexts } from '../../texts/metrics.ts'
import { evaluationTexts } from './texts.ts'

/** Calibration, ROC and precision-recall, one line a class. */
export function Curves({ evaluation }: { readonly evaluation: Evaluation }) {
  const texts = useTexts()
  const { t } = texts
  const names = useNames()
  const curves = (list: Evaluation['roc'], note?: (name: string) => string): Series[] =>
    list.map(({ class: name, curve }) => ({
      name: names.class(name),
      points: curve.x.map((x, index) => ({ x, y: curve.y[index] ?? 0 })),
      ...(note === undefined ? {} : { note: note(name) }),
    }))
  const auc = (name: string): string =>
    `AUC ${measuredText(evaluation.by_class.find((row) => row.class === name)?.auc, texts)}`
  return (
    <section className="stack" aria-labelledby="curves-title">
      <h2 id="curves-title">{t(evaluationTexts.curves)}</h2>
      <div className="charts">
        <UnitChart
          title={t(evaluationTexts.calibration)}
          x={t(evaluationTexts.predictedShare)}
          y={t(evaluationTexts.observedShare)}
          diagonal={t(evaluationTexts.perfect)}
          markers
          series={evaluation.calibration.map(({ class: name, bins }) => ({
            name: names.class(name),
            points: bins
              .filter(({ count }) => count > 0)
              .map(({ predicted, observed }) => ({ x: predicted, y: observed })),
          }))}
        />
        <UnitChart
          title={t(evaluationTexts.roc)}
          x={t(evaluationTexts.falsePositives)}
          y={t(evaluationTexts.truePositives)}
          diagonal={t(evaluationTexts.chance)}
          series={curves(evaluation.roc, auc)}
        />
        <UnitChart
          title={t(evaluationTexts.precisionRecall)}
          x={t(metricTexts.recall.name)}
          y={t(metricTexts.precision.name)}
          series={curves(evaluation.precision_recall)}
        />
      </div>
    </section>
  )
}
