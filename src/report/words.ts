import type { Language, LocalizedText } from '../base/text/localized-text.ts'
import type { ClassMetricName, Estimate, MetricName } from '../task/classification/evaluation.ts'
import type { thresholdMetricNames } from '../task/classification/threshold.ts'

/** What a report must say about its numbers wherever it shows one. */
export interface Provenance {
  /** The rows were made by a generator. */
  readonly synthetic: boolean
  /** The split was by rows: rows of one entity are on both sides, so that metrics are too good. */
  readonly leaking: boolean
}

export const metricLabels: Readonly<Record<MetricName, LocalizedText>> = {
  accuracy: { en: 'Accuracy', 'pt-BR': 'Acurácia' },
  balanced_accuracy: { en: 'Balanced accuracy', 'pt-BR': 'Acurácia balanceada' },
  average_precision: { en: 'Average precision', 'pt-BR': 'Precisão média' },
  macro_f1: { en: 'Macro F1', 'pt-BR': 'F1 macro' },
  weighted_f1: { en: 'Weighted F1', 'pt-BR': 'F1 ponderado' },
  log_loss: { en: 'Log-loss (lower is better)', 'pt-BR': 'Log-loss (menor é melhor)' },
  macro_auc: { en: 'AUC, mean of one class against the rest', 'pt-BR': 'AUC, média de cada classe contra as demais' },
  quadratic_kappa: { en: 'Quadratic kappa', 'pt-BR': 'Kappa quadrático' },
  brier: { en: 'Brier score (lower is better)', 'pt-BR': 'Escore de Brier (menor é melhor)' },
  calibration_error: { en: 'Calibration error (lower is better)', 'pt-BR': 'Erro de calibração (menor é melhor)' },
}

/** In the middle of a sentence. */
export const classMetricNames: Readonly<Record<ClassMetricName, LocalizedText>> = {
  balanced_accuracy: { en: 'balanced accuracy', 'pt-BR': 'acurácia balanceada' },
  average_precision: { en: 'average precision', 'pt-BR': 'precisão média' },
  macro_f1: { en: 'macro F1', 'pt-BR': 'F1 macro' },
  macro_auc: { en: 'macro AUC', 'pt-BR': 'AUC macro' },
  quadratic_kappa: { en: 'quadratic kappa', 'pt-BR': 'kappa quadrático' },
}

/** Text in the place of a value that cannot be measured. */
const notMeasured: LocalizedText = { en: 'not measured', 'pt-BR': 'não medido' }

/** Of decisions by a threshold. */
export const decisionLabels: Readonly<Record<(typeof thresholdMetricNames)[number], LocalizedText>> = {
  accuracy: { en: 'Accuracy', 'pt-BR': 'Acurácia' },
  precision: { en: 'Precision: share of the flagged that is right', 'pt-BR': 'Precisão: fração de acertos entre os sinalizados' },
  recall: { en: 'Recall: share of the class that is flagged', 'pt-BR': 'Revocação: fração da classe que é sinalizada' },
  f1: { en: 'F1', 'pt-BR': 'F1' },
  flagged: { en: 'Share of all that is flagged', 'pt-BR': 'Fração de todos que é sinalizada' },
}

/** The warnings that stand beside every number; empty when there is nothing to warn of. */
export function warnings(provenance: Partial<Provenance>, language: Language): string[] {
  const found: LocalizedText[] = []
  if (provenance.synthetic === true) found.push({ en: 'synthetic data', 'pt-BR': 'dados sintéticos' })
  if (provenance.leaking === true) found.push({ en: 'leaking split (by rows)', 'pt-BR': 'divisão com vazamento (por linhas)' })
  return found.map((text) => text[language])
}

/** Made once each: making one takes as long as fifty numbers, and a report has thousands. */
const numberFormats = new Map<string, Intl.NumberFormat>()

/** A number with that many decimals, as the language writes it. */
export function formatNumber(value: number, language: Language, decimals: number): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return numberFormat(`${language} ${decimals}`, language, options).format(value)
}

/** A number with its first digits only, as many as `digits`. */
export function formatDigits(value: number, language: Language, digits: number): string {
  return numberFormat(`${language} first ${digits}`, language, { maximumSignificantDigits: digits }).format(value)
}

function numberFormat(name: string, language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let format = numberFormats.get(name)
  if (format === undefined) {
    format = new Intl.NumberFormat(language, options)
    numberFormats.set(name, format)
  }
  return format
}

/** A whole number with its thousands apart. */
export function formatCount(value: number, language: Language): string {
  return formatNumber(value, language, 0)
}

/** 0.532 as `53.2%`. */
export function formatShare(share: number, language: Language, decimals = 1): string {
  const options = { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals } as const
  return numberFormat(`${language} share ${decimals}`, language, options).format(share)
}

/** Returns a metric with three decimals; `not measured` without a value. */
export function formatMeasured(value: number | null | undefined, language: Language): string {
  return typeof value === 'number' ? formatNumber(value, language, 3) : notMeasured[language]
}

/** Returns `0.671 (0.655 to 0.688)`; `not measured` without a value. */
export function formatEstimate(estimate: Estimate | null | undefined, language: Language): string {
  if (estimate === null || estimate === undefined) return notMeasured[language]
  const { value, low, high } = estimate
  const [v, l, h] = [value, low, high].map((number) => formatNumber(number, language, 3))
  return language === 'en' ? `${v} (${l} to ${h})` : `${v} (${l} a ${h})`
}
