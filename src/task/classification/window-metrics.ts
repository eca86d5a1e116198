import type { Estimate, MetricValues } from './evaluation.ts'

/**
 * Metrics of one part of the held-out period. `windows.json` of a run has them in the order of
 * time.
 */
export interface WindowMetrics {
  readonly from: string
  readonly to: string
  readonly rows: number
  readonly entities: number
  readonly metrics: MetricValues<Estimate>
}
