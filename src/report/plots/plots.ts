import type { Language } from '../../base/text/localized-text.ts'
import type { Evaluation } from '../../task/classification/evaluation.ts'
import type { Importance } from '../importance/importance.ts'
import { renderConfusionPlot } from './confusion-plot.ts'
import { renderImportancePlot } from './importance-plot.ts'
import { renderSquarePlot } from './square-plot.ts'
import {
  formatMeasured,
  formatNumber,
  type Provenance,
  listProvenanceWarnings as warningsOf,
} from '../words.ts'

export type PlotName =
  | 'confusion.svg'
  | 'roc.svg'
  | 'precision-recall.svg'
  | 'calibration.svg'
  | 'importance.svg'

export interface PlotOptions extends Partial<Provenance> {
  /** @defaultValue `en` */
  readonly language?: Language
  /**
   * Labels of classes and columns.
   *
   * @defaultValue their names
   */
  readonly classLabel?: (name: string) => string
  readonly getColumnLabel?: (name: string) => string
}

const wordsIn = {
  en: {
    roc: 'Each class against the rest (ROC)',
    falseRate: 'False positive rate',
    trueRate: 'True positive rate (recall)',
    precisionRecall: 'Precision and recall',
    recall: 'Recall: share of the class found',
    precision: 'Precision: share of correct predictions',
    calibration: 'Calibration: does 70% mean 70%?',
    predicted: 'Predicted probability',
    observed: 'Observed share of the class',
    areas: 'Area under the curve: ',
    points: 'Predicted probability and observed share: ',
    share: 'share of rows',
  },
  'pt-BR': {
    roc: 'Cada classe contra as demais (ROC)',
    falseRate: 'Taxa de falsos positivos',
    trueRate: 'Taxa de verdadeiros positivos (sensibilidade)',
    precisionRecall: 'Precisão e sensibilidade',
    recall: 'Sensibilidade: proporção da classe que é detectada',
    precision: 'Precisão: proporção de previsões corretas',
    calibration: 'Calibração: 70% significa 70%?',
    predicted: 'Probabilidade prevista',
    observed: 'Proporção observada da classe',
    areas: 'Área sob a curva: ',
    points: 'Probabilidade prevista e proporção observada: ',
    share: 'proporção das linhas',
  },
} as const

/**
 * Renders the plots of a run as self-contained SVG documents: no scripts, no external resources,
 * light and dark colours, and a description with the numbers for screen readers. The same data give
 * the same bytes.
 */
export function renderPlots(
  evaluation: Evaluation,
  importance: readonly Importance[],
  options: PlotOptions = {},
): Record<PlotName, string> {
  const { language = 'en', classLabel = identity, getColumnLabel = identity } = options
  const warnings = warningsOf(options, language)
  const bars = importance.map(({ column, ...bar }) => ({ ...bar, label: getColumnLabel(column) }))
  return {
    'confusion.svg': renderConfusionPlot({
      classLabels: evaluation.classes.map(classLabel),
      confusion: evaluation.confusion,
      warnings,
      language,
    }),
    'roc.svg': renderRoc(evaluation, language, warnings, classLabel),
    'precision-recall.svg': renderPrecisionRecall(evaluation, language, warnings, classLabel),
    'calibration.svg': renderCalibration(evaluation, language, warnings, classLabel),
    'importance.svg': renderImportancePlot({ bars, warnings, language }),
  }
}

const identity = (name: string): string => name

type ClassLabel = (name: string) => string

function renderRoc(
  evaluation: Evaluation,
  language: Language,
  warnings: readonly string[],
  classLabel: ClassLabel,
): string {
  const words = wordsIn[language]
  const series = evaluation.roc.map(({ class: name, curve }, k) => ({
    name: `${classLabel(name)} (AUC ${formatMeasured(evaluation.by_class[k]?.auc, language)})`,
    ...curve,
  }))
  const description = words.areas + series.map(({ name }) => name).join('; ')
  const labels = { xLabel: words.falseRate, yLabel: words.trueRate }
  return renderSquarePlot({
    id: 'roc',
    title: words.roc,
    description,
    warnings,
    language,
    ...labels,
    diagonal: true,
    series,
  })
}

function renderPrecisionRecall(
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
  return renderSquarePlot({
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

function renderCalibration(
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
    // The area of a dot is proportional to its share of the rows.
    dots: bins.map(({ count }) => 2 + 9 * Math.sqrt(count / evaluation.rows)),
  }))
  const description =
    words.points +
    evaluation.calibration
      .map(({ class: name, bins }) => {
        const points = bins.map(
          ({ predicted, observed }) =>
            `${formatNumber(predicted, language, 2)} ${formatNumber(observed, language, 2)}`,
        )
        return `${classLabel(name)}: ${points.join(', ')}`
      })
      .join('; ')
  const labels = { xLabel: words.predicted, yLabel: words.observed }
  return renderSquarePlot({
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
