import { UnitChart, type Series } from '../../charts/unit-chart.tsx'
import type { Evaluation } from '../../lib/contract.ts'
import { useTexts } from '../../lib/i18n/use-texts.tsx'
import { measuredText } from '../../lib/metrics.ts'
import { useNames } from '../../lib/use-names.ts'

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
  const auc = (name: string): string => `AUC ${measuredText(evaluation.by_class.find((row) => row.class === name)?.auc, texts)}`
  return (
    <section className="stack" aria-labelledby="curves-title">
      <h2 id="curves-title">{t('evaluation.curves')}</h2>
      <div className="charts">
        <UnitChart
          title={t('evaluation.calibration')}
          x={t('evaluation.predictedShare')}
          y={t('evaluation.observedShare')}
          diagonal={t('evaluation.perfect')}
          markers
          series={evaluation.calibration.map(({ class: name, bins }) => ({
            name: names.class(name),
            points: bins.filter(({ count }) => count > 0).map(({ predicted, observed }) => ({ x: predicted, y: observed })),
          }))}
        />
        <UnitChart
          title={t('evaluation.roc')}
          x={t('evaluation.falsePositives')}
          y={t('evaluation.truePositives')}
          diagonal={t('evaluation.chance')}
          series={curves(evaluation.roc, auc)}
        />
        <UnitChart
          title={t('evaluation.precisionRecall')}
          x={t('evaluation.recall')}
          y={t('evaluation.precision')}
          series={curves(evaluation.precision_recall)}
        />
      </div>
    </section>
  )
}
