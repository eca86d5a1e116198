import type { Language, LocalizedText } from '../base/text/localized-text.ts'
import type { ClassMetricName, Estimate, MetricName } from '../task/classification/evaluation.ts'
import type { thresholdMetricNames } from '../task/classification/threshold.ts'

/** Properties of a training that a report shows beside every number. */
export interface Provenance {
  /** Whether a generator made the rows. */
  readonly synthetic: boolean
  /**
   * Whether the split was by rows although rows of one entity are on both sides, so that metrics
   * are too optimistic.
   */
  readonly leaking: boolean
}

export const metricLabels: Readonly<Record<MetricName, LocalizedText>> = {
  accuracy: { en: 'Accuracy', 'pt-BR': 'Acurácia' },
  balanced_accuracy: { en: 'Balanced accuracy', 'pt-BR': 'Acurácia balanceada' },
  average_precision: { en: 'Average precision', 'pt-BR': 'Precisão média' },
  macro_f1: { en: 'Macro F1', 'pt-BR': 'F1 macro' },
  weighted_f1: { en: 'Weighted F1', 'pt-BR': 'F1 ponderado' },
  log_loss: { en: 'Log-loss (lower is better)', 'pt-BR': 'Log-loss (menor é melhor)' },
  macro_auc: {
    en: 'AUC, mean of one class against the rest',
    'pt-BR': 'AUC, média de cada classe contra as demais',
  },
  quadratic_kappa: { en: 'Quadratic kappa', 'pt-BR': 'Kappa quadrático' },
  brier: { en: 'Brier score (lower is better)', 'pt-BR': 'Escore de Brier (menor é melhor)' },
  calibration_error: {
    en: 'Calibration error (lower is better)',
    'pt-BR': 'Erro de calibração (menor é melhor)',
  },
}

/** Names of metrics within a sentence. */
export const classMetricNames: Readonly<Record<ClassMetricName, LocalizedText>> = {
  balanced_accuracy: { en: 'balanced accuracy', 'pt-BR': 'acurácia balanceada' },
  average_precision: { en: 'average precision', 'pt-BR': 'precisão média' },
  macro_f1: { en: 'macro F1', 'pt-BR': 'F1 macro' },
  macro_auc: { en: 'macro AUC', 'pt-BR': 'AUC macro' },
  quadratic_kappa: { en: 'quadratic kappa', 'pt-BR': 'kappa quadrático' },
}

/** Text shown in place of a value that could not be measured. */
const notMeasured: LocalizedText = { en: 'not measured', 'pt-BR': 'não medido' }

/** Names of the metrics of decisions by a threshold. */
export const decisionLabels: Readonly<Record<(typeof thresholdMetricNames)[number], LocalizedText>> = {
  accuracy: { en: 'Accuracy', 'pt-BR': 'Acurácia' },
  precision: {
    en: 'Precision: share of the flagged rows that are of the class',
    'pt-BR': 'Precisão: proporção das linhas sinalizadas que são da classe',
  },
  recall: {
    en: 'Recall: share of the rows of the class that are flagged',
    'pt-BR': 'Sensibilidade: proporção das linhas da classe que são sinalizadas',
  },
  f1: { en: 'F1', 'pt-BR': 'F1' },
  flagged: {
    en: 'Share of all rows that are flagged',
    'pt-BR': 'Proporção de todas as linhas que são sinalizadas',
  },
}

/** Returns the warnings to show beside every number. */
export function listProvenanceWarnings(provenance: Partial<Provenance>, language: Language): string[] {
  const found: LocalizedText[] = []
  if (provenance.synthetic === true) found.push({ en: 'synthetic data', 'pt-BR': 'dados sintéticos' })
  if (provenance.leaking === true)
    found.push({ en: 'leaking split (by rows)', 'pt-BR': 'divisão com vazamento (por linhas)' })
  return found.map((text) => text[language])
}

/**
 * Formats by name. Creating one takes as long as formatting fifty numbers, and a report has
 * thousands.
 */
const numberFormats = new Map<string, Intl.NumberFormat>()

/** Formats a number with `decimals` decimals. */
export function formatNumber(value: number, language: Language, decimals: number): string {
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return getFormat(`${language} ${decimals}`, language, options).format(value)
}

/** Formats a number with at most `digits` significant digits. */
export function formatDigits(value: number, language: Language, digits: number): string {
  return getFormat(`${language} first ${digits}`, language, { maximumSignificantDigits: digits }).format(
    value,
  )
}

function getFormat(name: string, language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let format = numberFormats.get(name)
  if (format === undefined) {
    format = new Intl.NumberFormat(language, options)
    numberFormats.set(name, format)
  }
  return format
}

/** Formats a whole number with thousands separators. */
export function formatCount(value: number, language: Language): string {
  return formatNumber(value, language, 0)
}

/** Formats a share such as 0.532 as `53.2%`. */
export function formatShare(share: number, language: Language, decimals = 1): string {
  const options = {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  } as const
  return getFormat(`${language} share ${decimals}`, language, options).format(share)
}

/** Formats a metric with three decimals, or as `not measured` without a value. */
export function formatMeasured(value: number | null | undefined, language: Language): string {
  return typeof value === 'number' ? formatNumber(value, language, 3) : notMeasured[language]
}

/** Formats an estimate as `0.671 (0.655 to 0.688)`, or as `not measured` without a value. */
export function formatEstimate(estimate: Estimate | null | undefined, language: Language): string {
  if (estimate === null || estimate === undefined) return notMeasured[language]
  const { value, low, high } = estimate
  const [v, l, h] = [value, low, high].map((number) => formatNumber(number, language, 3))
  return language === 'en' ? `${v} (${l} to ${h})` : `${v} (${l} a ${h})`
}
