/** A metric with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export const metricNames = [
  'accuracy',
  'balanced_accuracy',
  'macro_f1',
  'weighted_f1',
  'log_loss',
  'macro_auc',
  'quadratic_kappa',
  'brier',
  'calibration_error',
] as const
export type MetricName = (typeof metricNames)[number]

/** Metrics for which lower is better; for all others higher is. */
export const lowerIsBetter: ReadonlySet<MetricName> = new Set(['log_loss', 'brier', 'calibration_error'])

export interface CalibrationBin {
  readonly predicted: number
  readonly observed: number
  readonly count: number
}

export interface Curve {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Everything measured on held-out rows. JSON-serialisable: kept with the run, shown on the page. */
export interface Evaluation {
  readonly classes: readonly string[]
  readonly rows: number
  readonly entities: number
  /** Set when all rows were held out in repeated folds: metrics are means over the repeats, tables and curves those of the first. */
  readonly repeated?: { readonly folds: number; readonly repeats: number }
  readonly metrics: Readonly<Record<MetricName, Estimate>>
  /** The same metrics of a model that always answers the training majority, and of one that answers the training shares. */
  readonly baselines: {
    readonly majority: Readonly<Record<MetricName, number>>
    readonly prior: Readonly<Record<MetricName, number>>
  }
  /** `confusion[truth][predicted]` in rows. */
  readonly confusion: readonly (readonly number[])[]
  readonly byClass: readonly {
    readonly class: string
    readonly rows: number
    readonly precision: number
    readonly recall: number
    readonly f1: number
    readonly auc: number
  }[]
  readonly calibration: readonly { readonly class: string; readonly bins: readonly CalibrationBin[] }[]
  readonly roc: readonly { readonly class: string; readonly curve: Curve }[]
  readonly precisionRecall: readonly { readonly class: string; readonly curve: Curve }[]
}
