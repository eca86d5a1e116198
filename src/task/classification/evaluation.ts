/** A metric with its 95 % interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

export const metricNames = [
  'accuracy',
  'balanced_accuracy',
  'average_precision',
  'macro_f1',
  'weighted_f1',
  'log_loss',
  'macro_auc',
  'quadratic_kappa',
  'brier',
  'calibration_error',
] as const
export type MetricName = (typeof metricNames)[number]

/** Metrics that cannot be measured when a class has no rows. All others always have a value. */
export type ClassMetricName =
  | 'balanced_accuracy'
  | 'average_precision'
  | 'macro_f1'
  | 'macro_auc'
  | 'quadratic_kappa'

/** Means over the classes. They are not defined if one class has no rows or was not learned. */
export const classMeans: ReadonlySet<MetricName> = new Set<ClassMetricName>([
  'balanced_accuracy',
  'average_precision',
  'macro_f1',
  'macro_auc',
])

/**
 * A value for each metric, or null if it cannot be measured. Runs of earlier versions lack
 * `average_precision`.
 */
export type MetricValues<Value> = Readonly<
  Record<Exclude<MetricName, ClassMetricName>, Value> & Record<ClassMetricName, Value | null>
>

/** Minimum number of entities among the measured rows below which a class is reported as rare. */
export const minClassEntities = 10

/** A class with too few measured rows for reliable scores. */
export interface RareClass {
  readonly class: string
  /** Measured rows of the class. */
  readonly rows: number
  /** Entities that these rows belong to. */
  readonly entities: number
  readonly train_rows: number
}

/** A metric without a value, and the classes that have no training rows or no measured rows. */
export interface NotMeasured {
  readonly metric: ClassMetricName
  readonly reason: 'class-without-rows'
  readonly classes: readonly string[]
}

/** Metrics for which lower is better. For all others higher is better. */
export const lowerIsBetter: ReadonlySet<MetricName> = new Set(['log_loss', 'brier', 'calibration_error'])

/**
 * Returns the baseline of a metric: the majority class for decisions, the class shares for
 * probabilities.
 */
export function getBaselineName(name: MetricName): 'majority' | 'prior' {
  return lowerIsBetter.has(name) ? 'prior' : 'majority'
}

export interface CalibrationBin {
  readonly predicted: number
  readonly observed: number
  readonly count: number
}

export interface Curve {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Scores of one class against the rest, or null where they cannot be measured. */
export interface ClassScores {
  readonly class: string
  readonly rows: number
  /**
   * Null if no row is or was predicted to be of the class. 0 if none was predicted, as
   * scikit-learn's `zero_division=0`.
   */
  readonly precision: number | null
  /** Null without rows of the class. */
  readonly recall: number | null
  readonly f1: number | null
  /** Null without rows of the class or without other rows. */
  readonly auc: number | null
  /**
   * Area under the precision-recall steps (scikit-learn's `average_precision_score`). Runs of
   * earlier versions have none.
   */
  readonly average_precision?: number | null
}

/** All measurements of held-out rows: `evaluation.json` of a run. */
export interface Evaluation {
  readonly classes: readonly string[]
  readonly rows: number
  readonly entities: number
  /**
   * Set if all rows were held out in repeated folds. Metrics are then means over the repeats;
   * tables and curves are those of the first.
   */
  readonly repeated?: { readonly folds: number; readonly repeats: number }
  readonly metrics: MetricValues<Estimate>
  /** Classes with fewer than `minClassEntities` entities. Runs of earlier versions have none. */
  readonly rare_classes?: readonly RareClass[]
  /** The metrics that are null and the reason. Runs of earlier versions have none. */
  readonly not_measured?: readonly NotMeasured[]
  /**
   * The same metrics of a model that always predicts the majority class of the training rows, and
   * of one that predicts their class shares.
   */
  readonly baselines: {
    readonly majority: MetricValues<number>
    readonly prior: MetricValues<number>
  }
  /** `confusion[truth][predicted]` in rows. */
  readonly confusion: readonly (readonly number[])[]
  readonly by_class: readonly ClassScores[]
  readonly calibration: readonly { readonly class: string; readonly bins: readonly CalibrationBin[] }[]
  readonly roc: readonly { readonly class: string; readonly curve: Curve }[]
  readonly precision_recall: readonly { readonly class: string; readonly curve: Curve }[]
}
