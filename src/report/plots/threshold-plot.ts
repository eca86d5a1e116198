import type { ThresholdCurve, ThresholdPoint, ThresholdSide } from '../../task/classification/threshold.ts'
import type { PlotOptions } from './plots.ts'
import { renderSquarePlot } from './square-plot.ts'
import { formatCount, formatNumber, formatShare, listProvenanceWarnings } from '../words.ts'

export interface ThresholdPlot
  extends Pick<PlotOptions, 'synthetic' | 'leaking' | 'language' | 'classLabel'> {
  readonly curve: ThresholdCurve
  /** Threshold whose numbers the description names. */
  readonly threshold: number
}

const wordsIn = {
  en: {
    title: 'Precision and recall by threshold',
    threshold: 'Threshold',
    share: 'Share',
    precision: 'Precision: correct among flagged rows',
    recall: (label: string) => `Recall: flagged rows of “${label}”`,
    flagged: 'Share of rows that are flagged',
    outOfFold: (rows: string, repeats: number) =>
      `${rows} training rows, each predicted ${repeats} times by models that had not seen it. `,
    heldOut: (rows: string) => `${rows} held-out rows. `,
    at: (threshold: string, precision: string, recall: string, flagged: string) =>
      `At threshold ${threshold}: precision ${precision}, recall ${recall}, flagged ${flagged}.`,
  },
  'pt-BR': {
    title: 'Precisão e sensibilidade por limiar',
    threshold: 'Limiar',
    share: 'Proporção',
    precision: 'Precisão: acertos entre as sinalizadas',
    recall: (label: string) => `Sensibilidade: linhas de “${label}” sinalizadas`,
    flagged: 'Proporção de linhas sinalizadas',
    outOfFold: (rows: string, repeats: number) =>
      `${rows} linhas de treinamento, cada uma prevista ${repeats} vezes por modelos que não a viram. `,
    heldOut: (rows: string) => `${rows} linhas reservadas. `,
    at: (threshold: string, precision: string, recall: string, flagged: string) =>
      `No limiar ${threshold}: precisão ${precision}, sensibilidade ${recall}, linhas sinalizadas ${flagged}.`,
  },
} as const

/**
 * Renders precision, recall and the flagged share by threshold. Uses the rows out of fold if there
 * are any, since they are more, and otherwise the held-out rows.
 */
export function renderThresholdPlot({
  curve,
  threshold,
  language = 'en',
  classLabel,
  ...provenance
}: ThresholdPlot): string {
  const positiveLabel = classLabel?.(curve.positive) ?? curve.positive
  const words = wordsIn[language]
  const side = curve.sides[0] as ThresholdSide
  const rows = formatCount(side.rows, language)
  const nearest = side.points.reduce((best, point) => {
    return Math.abs(point.threshold - threshold) < Math.abs(best.threshold - threshold) ? point : best
  })
  const shares = computeShares(nearest)
  const [precision, recall, flagged] = [shares.precision ?? 0, shares.recall, shares.flagged].map((share) =>
    formatShare(share, language),
  )
  const series = (['precision', 'recall', 'flagged'] as const).map((name) => {
    // Precision is not defined where no row is flagged.
    const drawn = side.points.flatMap((point) => {
      const share = computeShares(point)[name]
      return share === null ? [] : [[point.threshold, share] as const]
    })
    const label = name === 'recall' ? words.recall(positiveLabel) : words[name]
    return { name: label, x: drawn.map(([x]) => x), y: drawn.map(([, y]) => y) }
  })
  return renderSquarePlot({
    id: 'threshold',
    title: words.title,
    description:
      (side.side === 'out-of-fold' ? words.outOfFold(rows, side.repeats) : words.heldOut(rows)) +
      words.at(
        formatNumber(nearest.threshold, language, 2),
        precision as string,
        recall as string,
        flagged as string,
      ),
    warnings: listProvenanceWarnings(provenance, language),
    language,
    xLabel: words.threshold,
    yLabel: words.share,
    diagonal: false,
    series,
  })
}

function computeShares(point: ThresholdPoint): {
  readonly precision: number | null
  readonly recall: number
  readonly flagged: number
} {
  const { true_positive: hits, false_positive: alarms, false_negative: misses, true_negative: rest } = point
  const flagged = hits + alarms
  return {
    precision: flagged === 0 ? null : hits / flagged,
    recall: hits + misses === 0 ? 0 : hits / (hits + misses),
    flagged: flagged / (flagged + misses + rest),
  }
}
