import { UnitChart } from '../../../charts/unit-chart.tsx'
import { useTexts } from '../../../lib/i18n/use-texts.tsx'
import { consequencesOf, type CurveSide } from '../../../lib/runs/threshold.ts'
import { metricTexts } from '../../../texts/metrics.ts'
import { thresholdCurveTexts, evaluationTexts } from '../texts.ts'

interface ThresholdChartProps {
  readonly side: CurveSide
  readonly positive: string
  readonly marks?: readonly { readonly x: number; readonly name: string }[]
}

/** Precision, recall and the share that is flagged, by threshold. */
export function ThresholdChart({ side, positive, marks = [] }: ThresholdChartProps) {
  const { t } = useTexts()
  const measures = side.points.map((point) => ({ x: point.threshold, ...consequencesOf(point) }))
  const series = [
    { name: t(metricTexts.recall.name), points: measures.map(({ x, recall }) => ({ x, y: recall })) },
    {
      name: t(metricTexts.precision.name),
      points: measures.map(({ x, precision }) => ({ x, y: precision })),
    },
    {
      name: t(thresholdCurveTexts.flagged, { class: positive }),
      points: measures.map(({ x, flagged, rows }) => ({ x, y: flagged / rows })),
    },
  ]
  return (
    <UnitChart
      title={t(thresholdCurveTexts.side[side.side].name)}
      x={t(thresholdCurveTexts.threshold)}
      y={t(thresholdCurveTexts.share)}
      kind={t(evaluationTexts.metric)}
      series={series.map(({ name, points }) => ({
        name,
        points: points.filter(({ y }) => Number.isFinite(y)),
      }))}
      marks={marks}
    />
  )
}
