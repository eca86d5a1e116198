import { type Estimate, metricNames, type MetricName, type RunInfo } from 'lapidary/client'
import type { Texts } from '../i18n/format.ts'
import { runMetricTexts, metricTexts } from '../../texts/metrics.ts'

/** Of a policy: at the threshold of the run. */
const ofPolicy = new Set(['precision', 'recall', 'f1'] as const)
const isOfPolicy = (name: string): name is 'precision' | 'recall' | 'f1' =>
  (ofPolicy as ReadonlySet<string>).has(name)
const isKnown = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name)

/** What a run notes beside its measures: whole numbers, but for the time. */
const noted = ['features', 'rows_train', 'rows_held_out', 'duration_seconds'] as const
const isNoted = (name: string): name is (typeof noted)[number] => (noted as readonly string[]).includes(name)

/** Returns a measure with three places; `not measured` without a value. */
export function measuredText(value: number | null | undefined, texts: Texts): string {
  return typeof value === 'number' ? texts.fixed(value, 3) : texts.t(metricTexts.notMeasured)
}

/** Returns a measure with its interval, `0.757 (0.730–0.783)`; `not measured` without a value. */
export function intervalText(estimate: Estimate | null | undefined, texts: Texts): string {
  if (estimate == null) return measuredText(null, texts)
  return `${measuredText(estimate.value, texts)} (${texts.fixed(estimate.low, 3)}–${texts.fixed(estimate.high, 3)})`
}

/**
 * Returns the value of a metric for people; a measure always has `digits` places. A run that was
 * evaluated leaves out what could not be measured.
 */
export function metricText(
  name: string,
  metrics: Readonly<Partial<Record<string, number>>>,
  digits: number,
  texts: Texts,
): string {
  const value = metrics[name]
  if (value === undefined && isKnown(name) && metrics['accuracy'] !== undefined)
    return texts.t(metricTexts.notMeasured)
  if (value === undefined || !isNoted(name)) return texts.fixed(value, digits)
  return name === 'duration_seconds' ? texts.duration(value * 1000) : texts.number(value, 0)
}

/** The name of a metric for people; the name itself when the page does not know it. */
export function metricLabel(name: string, texts: Texts): string {
  const { t } = texts
  if (isKnown(name)) return t(metricTexts[name].name)
  if (isNoted(name)) return t(runMetricTexts[name])
  if (name.startsWith('cv_'))
    return t(runMetricTexts.folds, { metric: metricLabel(name.slice('cv_'.length), texts) })
  if (name.startsWith('without_stored_')) {
    return t(runMetricTexts.withoutStored, {
      metric: metricLabel(name.slice('without_stored_'.length), texts),
    })
  }
  if (name.startsWith('as_file_')) {
    return t(runMetricTexts.asFile, { metric: metricLabel(name.slice('as_file_'.length), texts) })
  }
  return isOfPolicy(name) ? t(metricTexts[name].name) : name
}

/**
 * Names of what the runs measured: those that the page knows first. The ends of an interval are no
 * columns of their own.
 */
export function metricColumns(runs: readonly Pick<RunInfo, 'metrics'>[]): string[] {
  const names = byFrequency(runs.map((run) => Object.keys(run.metrics)))
  const isEnd = (name: string): boolean =>
    /_(low|high)$/.test(name) && names.includes(name.replace(/_(low|high)$/, ''))
  const known = metricNames.filter((name) => names.includes(name))
  return [...known, ...names.filter((name) => !isEnd(name) && !(known as readonly string[]).includes(name))]
}

/** Returns every name that the lists contain, the most frequent ones first. */
export function byFrequency(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>()
  for (const name of lists.flat()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
}
