import { UnitChart } from '../charts/unit-chart.tsx'
import { useTexts } from '../lib/i18n/use-texts.tsx'
import { consequencesOf, type CurveSide } from '../lib/threshold.ts'

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
    { name: t('evaluation.recall'), points: measures.map(({ x, recall }) => ({ x, y: recall })) },
    { name: t('evaluation.precision'), points: measures.map(({ x, precision }) => ({ x, y: precision })) },
    {
      name: t('threshold.flaggedShare', { class: positive }),
      points: measures.map(({ x, flagged, rows }) => ({ x, y: flagged / rows })),
    },
  ]
  return (
    <UnitChart
      title={t(`threshold.side.${side.side}`)}
      x={t('threshold.slider')}
      y={t('threshold.share')}
      kind={t('threshold.measure')}
      series={series.map(({ name, points }) => ({ name, points: points.filter(({ y }) => Number.isFinite(y)) }))}
      marks={marks}
    />
  )
}
