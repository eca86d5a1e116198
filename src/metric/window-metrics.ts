import type { Estimate, MetricValues } from './evaluation.ts'

/** What was measured in a part of the held-out time, in the order of time: `windows.json` of a run. */
export interface WindowMetrics {
  readonly from: string
  readonly to: string
  readonly rows: number
  readonly entities: number
  readonly metrics: MetricValues<Estimate>
}
