import type { ThresholdCurve, ThresholdPoint, ThresholdSide } from '../../task/classification/threshold.ts'
import type { PlotOptions } from './plots.ts'
import { squarePlot } from './square-plot.ts'
import { formatCount, formatNumber, formatShare, warnings } from '../words.ts'

export interface ThresholdPlot extends Pick<PlotOptions, 'synthetic' | 'leaking' | 'language' | 'classLabel'> {
  readonly curve: ThresholdCurve
  /** Its numbers are said in words. */
  readonly threshold: number
}

const wordsIn = {
  en: {
    title: 'What each threshold means',
    threshold: 'Threshold',
    share: 'Share',
    precision: 'Precision: right among the flagged',
    recall: (label: string) => `Recall: flagged among “${label}”`,
    flagged: 'Share of all that is flagged',
    outOfFold: (rows: string, repeats: number) =>
      `${rows} training rows, each predicted ${repeats} times by models that had not seen it. `,
    heldOut: (rows: string) => `${rows} held-out rows. `,
    at: (threshold: string, precision: string, recall: string, flagged: string) =>
      `At ${threshold}: precision ${precision}, recall ${recall}, flagged ${flagged}.`,
  },
  'pt-BR': {
    title: 'O que cada limiar significa',
    threshold: 'Limiar',
    share: 'Fração',
    precision: 'Precisão: acertos entre os sinalizados',
    recall: (label: string) => `Revocação: sinalizados entre “${label}”`,
    flagged: 'Fração de todos que é sinalizada',
    outOfFold: (rows: string, repeats: number) =>
      `${rows} linhas de treino, cada uma prevista ${repeats} vezes por modelos que não a viram. `,
    heldOut: (rows: string) => `${rows} linhas reservadas. `,
    at: (threshold: string, precision: string, recall: string, flagged: string) =>
      `Em ${threshold}: precisão ${precision}, revocação ${recall}, sinalizados ${flagged}.`,
  },
} as const

/** Precision, recall and the share flagged by threshold: out of fold where there are such rows, as they are more; else on held-out rows. */
export function thresholdPlot({ curve, threshold, language = 'en', classLabel, ...provenance }: ThresholdPlot): string {
  const positiveLabel = classLabel?.(curve.positive) ?? curve.positive
  const words = wordsIn[language]
  const side = curve.sides[0] as ThresholdSide
  const rows = formatCount(side.rows, language)
  const nearest = side.points.reduce((best, point) => {
    return Math.abs(point.threshold - threshold) < Math.abs(best.threshold - threshold) ? point : best
  })
  const shares = sharesOf(nearest)
  const [precision, recall, flagged] = [shares.precision ?? 0, shares.recall, shares.flagged].map((share) =>
    formatShare(share, language),
  )
  const series = (['precision', 'recall', 'flagged'] as const).map((name) => {
    // Where nobody is flagged there is no precision to draw.
    const drawn = side.points.flatMap((point) => {
      const share = sharesOf(point)[name]
      return share === null ? [] : [[point.threshold, share] as const]
    })
    const label = name === 'recall' ? words.recall(positiveLabel) : words[name]
    return { name: label, x: drawn.map(([x]) => x), y: drawn.map(([, y]) => y) }
  })
  return squarePlot({
    id: 'threshold',
    title: words.title,
    description:
      (side.side === 'out-of-fold' ? words.outOfFold(rows, side.repeats) : words.heldOut(rows)) +
      words.at(formatNumber(nearest.threshold, language, 2), precision as string, recall as string, flagged as string),
    warnings: warnings(provenance, language),
    language,
    xLabel: words.threshold,
    yLabel: words.share,
    diagonal: false,
    series,
  })
}

function sharesOf(point: ThresholdPoint): {
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
