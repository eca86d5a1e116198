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

/** Metrics that cannot be measured when a class has no rows; all others always have a value. */
export type ClassMetricName = 'balanced_accuracy' | 'average_precision' | 'macro_f1' | 'macro_auc' | 'quadratic_kappa'

/** Means over the classes: one class without rows, or that the model has not learned, makes them say nothing. */
export const classMeans: ReadonlySet<MetricName> = new Set<ClassMetricName>([
  'balanced_accuracy',
  'average_precision',
  'macro_f1',
  'macro_auc',
])

/** A value for each metric; null where it cannot be measured. Runs of older versions lack `average_precision`. */
export type MetricValues<Value> = Readonly<
  Record<Exclude<MetricName, ClassMetricName>, Value> & Record<ClassMetricName, Value | null>
>

/** Classes with fewer entities than this among the measured rows are named beside every result. */
export const minClassEntities = 10

/** A class with few measured rows: its scores are a matter of luck. */
export interface RareClass {
  readonly class: string
  /** Measured rows of the class. */
  readonly rows: number
  /** Entities that these rows belong to. */
  readonly entities: number
  readonly train_rows: number
}

/** A metric without a value, and the classes that are the reason: they have no rows to learn from, or none to measure. */
export interface NotMeasured {
  readonly metric: ClassMetricName
  readonly reason: 'class-without-rows'
  readonly classes: readonly string[]
}

/** Metrics for which lower is better; for all others higher is. */
export const lowerIsBetter: ReadonlySet<MetricName> = new Set(['log_loss', 'brier', 'calibration_error'])

/** The baseline that stands for guessing: the majority for decisions, the training shares for probabilities. */
export function guessOf(name: MetricName): 'majority' | 'prior' {
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

/** Scores of one class against the rest; null where they cannot be measured. */
export interface ClassScores {
  readonly class: string
  readonly rows: number
  /** Null without rows that are or were predicted to be of the class; 0 when none was predicted, as scikit-learn's `zero_division=0`. */
  readonly precision: number | null
  /** Null without rows of the class. */
  readonly recall: number | null
  readonly f1: number | null
  /** Null without rows of the class or without other rows. */
  readonly auc: number | null
  /** Area under the precision-recall steps (scikit-learn's `average_precision_score`). Older runs have none. */
  readonly average_precision?: number | null
}

/** Everything measured on held-out rows. JSON-serialisable: kept with the run, shown on the page. */
export interface Evaluation {
  readonly classes: readonly string[]
  readonly rows: number
  readonly entities: number
  /** Set when all rows were held out in repeated folds: metrics are means over the repeats, tables and curves those of the first. */
  readonly repeated?: { readonly folds: number; readonly repeats: number }
  readonly metrics: MetricValues<Estimate>
  /** Classes with fewer than `minClassEntities` entities. Older runs have none. */
  readonly rare_classes?: readonly RareClass[]
  /** The metrics that are null, each with its reason. Older runs have none. */
  readonly not_measured?: readonly NotMeasured[]
  /** The same metrics of a model that always answers the training majority, and of one that answers the training shares. */
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
