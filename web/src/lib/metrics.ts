import { metricNames, type MetricName } from './contract.ts'
import type { Texts } from './i18n/format.ts'

/** Of a policy: at the threshold of the run. */
const ofPolicy = new Set(['precision', 'recall', 'f1'] as const)
const isOfPolicy = (name: string): name is 'precision' | 'recall' | 'f1' => (ofPolicy as ReadonlySet<string>).has(name)
const isKnown = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name)

/** The name of a metric for people; the name itself when the page does not know it. */
export function metricLabel(name: string, { t }: Texts): string {
  if (isKnown(name)) return t(`metric.${name}`)
  return isOfPolicy(name) ? t(`evaluation.${name}`) : name
}
