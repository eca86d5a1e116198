import { type Estimate, metricNames, type MetricName } from 'lapidary/client'
import type { Texts } from './i18n/format.ts'

/** Of a policy: at the threshold of the run. */
const ofPolicy = new Set(['precision', 'recall', 'f1'] as const)
const isOfPolicy = (name: string): name is 'precision' | 'recall' | 'f1' => (ofPolicy as ReadonlySet<string>).has(name)
const isKnown = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name)

/** What a run notes beside its measures: whole numbers, but for the time. */
const noted = ['features', 'rows_train', 'rows_held_out', 'duration_seconds'] as const
const isNoted = (name: string): name is (typeof noted)[number] => (noted as readonly string[]).includes(name)

/** Returns a measure with three places; `not measured` without a value. */
export function measuredText(value: number | null | undefined, texts: Texts): string {
  return typeof value === 'number' ? texts.fixed(value, 3) : texts.t('evaluation.notMeasured')
}

/** Returns a measure with its interval, `0.757 (0.730–0.783)`; `not measured` without a value. */
export function intervalText(estimate: Estimate | null | undefined, texts: Texts): string {
  if (estimate == null) return measuredText(null, texts)
  return `${measuredText(estimate.value, texts)} (${texts.fixed(estimate.low, 3)}–${texts.fixed(estimate.high, 3)})`
}

/**
 * Returns the value of a metric for people; a measure always has `digits` places. A run that was evaluated leaves out what could not be
 * measured.
 */
export function metricText(
  name: string,
  metrics: Readonly<Partial<Record<string, number>>>,
  digits: number,
  texts: Texts,
): string {
  const value = metrics[name]
  if (value === undefined && isKnown(name) && metrics['accuracy'] !== undefined) return texts.t('evaluation.notMeasured')
  if (value === undefined || !isNoted(name)) return texts.fixed(value, digits)
  return name === 'duration_seconds' ? texts.duration(value * 1000) : texts.number(value, 0)
}

/** The name of a metric for people; the name itself when the page does not know it. */
export function metricLabel(name: string, texts: Texts): string {
  const { t } = texts
  if (isKnown(name)) return t(`metric.${name}`)
  if (isNoted(name)) return t(`runs.metric.${name}`)
  if (name.startsWith('cv_')) return t('runs.metric.folds', { metric: metricLabel(name.slice('cv_'.length), texts) })
  if (name.startsWith('without_stored_')) {
    return t('runs.metric.withoutStored', { metric: metricLabel(name.slice('without_stored_'.length), texts) })
  }
  if (name.startsWith('as_file_')) {
    return t('runs.metric.asFile', { metric: metricLabel(name.slice('as_file_'.length), texts) })
  }
  return isOfPolicy(name) ? t(`evaluation.${name}`) : name
}
