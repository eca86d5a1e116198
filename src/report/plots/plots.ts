import type { Language } from '../../base/text/localized-text.ts'
import type { Evaluation } from '../../task/classification/evaluation.ts'
import { confusionPlot } from './confusion-plot.ts'
import { importancePlot } from './importance-plot.ts'
import { squarePlot } from './square-plot.ts'
import { formatMeasured, formatNumber, type Provenance, warnings as warningsOf } from '../words.ts'

export type PlotName = 'confusion.svg' | 'roc.svg' | 'precision-recall.svg' | 'calibration.svg' | 'importance.svg'

export interface PlotOptions extends Partial<Provenance> {
  /** Default `en`. */
  readonly language?: Language
  /** Names for people, of classes and of columns. Default: the name as it is. */
  readonly classLabel?: (name: string) => string
  readonly columnLabel?: (name: string) => string
}

interface ImportanceOfColumn {
  readonly column: string
  readonly value: number
  readonly low: number
  readonly high: number
}

const wordsIn = {
  en: {
    roc: 'Each class against the rest (ROC)',
    falseRate: 'Share of other rows taken for the class',
    trueRate: 'Share of the class found',
    precisionRecall: 'Precision and recall',
    recall: 'Recall: share of the class found',
    precision: 'Precision: share that is right',
    calibration: 'Does 70% mean 70%? (calibration)',
    predicted: 'Predicted probability',
    observed: 'Share that is of the class',
    areas: 'Area under the curve: ',
    points: 'Predicted probability and observed share: ',
    share: 'share of rows',
  },
  'pt-BR': {
    roc: 'Cada classe contra as demais (ROC)',
    falseRate: 'Fração das outras linhas tomada pela classe',
    trueRate: 'Fração da classe encontrada',
    precisionRecall: 'Precisão e revocação',
    recall: 'Revocação: fração da classe encontrada',
    precision: 'Precisão: fração de acertos',
    calibration: '70% quer dizer 70%? (calibração)',
    predicted: 'Probabilidade prevista',
    observed: 'Fração que é da classe',
    areas: 'Área sob a curva: ',
    points: 'Probabilidade prevista e fração observada: ',
    share: 'fração das linhas',
  },
} as const

/**
 * The plots of a run as SVG documents that stand alone: no scripts, nothing from elsewhere, light and dark, with their
 * numbers in words for screen readers. Pure: the same data give the same bytes.
 */
export function plots(
  evaluation: Evaluation,
  importance: readonly ImportanceOfColumn[],
  options: PlotOptions = {},
): Record<PlotName, string> {
  const { language = 'en', classLabel = asItIs, columnLabel = asItIs } = options
  const warnings = warningsOf(options, language)
  const bars = importance.map(({ column, ...bar }) => ({ ...bar, label: columnLabel(column) }))
  return {
    'confusion.svg': confusionPlot({
      classLabels: evaluation.classes.map(classLabel),
      confusion: evaluation.confusion,
      warnings,
      language,
    }),
    'roc.svg': rocPlot(evaluation, language, warnings, classLabel),
    'precision-recall.svg': precisionRecallPlot(evaluation, language, warnings, classLabel),
    'calibration.svg': calibrationPlot(evaluation, language, warnings, classLabel),
    'importance.svg': importancePlot({ bars, warnings, language }),
  }
}

const asItIs = (name: string): string => name

type ClassLabel = (name: string) => string

function rocPlot(evaluation: Evaluation, language: Language, warnings: readonly string[], classLabel: ClassLabel): string {
  const words = wordsIn[language]
  const series = evaluation.roc.map(({ class: name, curve }, k) => ({
    name: `${classLabel(name)} (AUC ${formatMeasured(evaluation.by_class[k]?.auc, language)})`,
    ...curve,
  }))
  const description = words.areas + series.map(({ name }) => name).join('; ')
  const labels = { xLabel: words.falseRate, yLabel: words.trueRate }
  return squarePlot({ id: 'roc', title: words.roc, description, warnings, language, ...labels, diagonal: true, series })
}

function precisionRecallPlot(
  evaluation: Evaluation,
  language: Language,
  warnings: readonly string[],
  classLabel: ClassLabel,
): string {
  const words = wordsIn[language]
  const series = evaluation.precision_recall.map(({ class: name, curve }, k) => {
    const share = (evaluation.by_class[k]?.rows ?? 0) / evaluation.rows
    return { name: `${classLabel(name)} (${words.share} ${formatNumber(share, language, 2)})`, ...curve }
  })
  const scores = evaluation.by_class.map(({ class: name, precision, recall }) => {
    return `${classLabel(name)} ${formatMeasured(precision, language)} / ${formatMeasured(recall, language)}`
  })
  const description = `${words.precisionRecall}: ${scores.join('; ')}`
  const labels = { xLabel: words.recall, yLabel: words.precision }
  return squarePlot({
    id: 'precision-recall',
    title: words.precisionRecall,
    description,
    warnings,
    language,
    ...labels,
    diagonal: false,
    series,
  })
}

function calibrationPlot(
  evaluation: Evaluation,
  language: Language,
  warnings: readonly string[],
  classLabel: ClassLabel,
): string {
  const words = wordsIn[language]
  const series = evaluation.calibration.map(({ class: name, bins }) => ({
    name: classLabel(name),
    x: bins.map(({ predicted }) => predicted),
    y: bins.map(({ observed }) => observed),
    // The area of a dot is the share of rows behind it.
    dots: bins.map(({ count }) => 2 + 9 * Math.sqrt(count / evaluation.rows)),
  }))
  const description =
    words.points +
    evaluation.calibration
      .map(({ class: name, bins }) => {
        const points = bins.map(
          ({ predicted, observed }) => `${formatNumber(predicted, language, 2)} ${formatNumber(observed, language, 2)}`,
        )
        return `${classLabel(name)}: ${points.join(', ')}`
      })
      .join('; ')
  const labels = { xLabel: words.predicted, yLabel: words.observed }
  return squarePlot({
    id: 'calibration',
    title: words.calibration,
    description,
    warnings,
    language,
    ...labels,
    diagonal: true,
    series,
  })
}
