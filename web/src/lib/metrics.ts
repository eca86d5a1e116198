import { metricNames, type MetricName } from './contract.ts'
import type { Texts } from './i18n/format.ts'

const isKnown = (name: string): name is MetricName => (metricNames as readonly string[]).includes(name)

/** The name of a metric for people; the name itself when the page does not know it. */
export function metricLabel(name: string, { t }: Texts): string {
  return isKnown(name) ? t(`metric.${name}`) : name
}
