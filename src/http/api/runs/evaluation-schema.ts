import {
  choice,
  integer,
  list,
  nullable,
  number,
  object,
  type Schema,
  text,
} from '../../../project/json-schema.ts'

const className = text('The class.', 'Good')
const rowCount = integer('Number of rows.', 300)

const estimate = object('A metric with its 95 % interval.', {
  value: number('The metric.', 0.73),
  low: number('Lower end of the interval.', 0.7),
  high: number('Upper end of the interval.', 0.76),
})

/** Returns the schema of one value for each metric. */
function metricValues<Value>(description: string, value: Schema<Value>) {
  const valueOrNull = nullable(value)
  return object(`${description} A metric is null if it cannot be measured because a class has no rows.`, {
    accuracy: value,
    balanced_accuracy: valueOrNull,
    average_precision: valueOrNull,
    macro_f1: valueOrNull,
    weighted_f1: value,
    log_loss: value,
    macro_auc: valueOrNull,
    quadratic_kappa: valueOrNull,
    brier: value,
    calibration_error: value,
  })
}

const share = nullable(number('Between 0 and 1; null if it cannot be measured.', 0.7))

const classScores = object(
  'Scores of one class against the other classes.',
  {
    class: className,
    rows: rowCount,
    precision: share,
    recall: share,
    f1: share,
    auc: share,
    average_precision: share,
  },
  ['average_precision'],
)

const rareClass = object('A class with too few rows for reliable scores.', {
  class: className,
  rows: integer('Held-out rows of the class.', 3),
  entities: integer('Entities that these rows belong to.', 2),
  train_rows: integer('Training rows of the class.', 9),
})

const notMeasured = object('A metric without a value.', {
  metric: choice('Name of the metric.', 'macro_f1', [
    'balanced_accuracy',
    'average_precision',
    'macro_f1',
    'macro_auc',
    'quadratic_kappa',
  ]),
  reason: choice('Why it has no value.', 'class-without-rows', ['class-without-rows']),
  classes: list('The classes without training rows or without held-out rows.', className),
})

const calibrationBin = object('Rows with a similar predicted probability.', {
  predicted: number('Mean predicted probability.', 0.25),
  observed: number('Share of the rows that have the class.', 0.27),
  count: rowCount,
})

const curves = list(
  'One curve for each class.',
  object('The curve of one class.', {
    class: className,
    curve: object('Points of the curve.', {
      x: list('Horizontal coordinates.', number('Coordinate.', 0)),
      y: list('Vertical coordinates.', number('Coordinate.', 1)),
    }),
  }),
)

const baseline = number('The metric.', 0.5)

/** The schema of `evaluation.json` of a run. */
export const evaluation = object(
  'All measurements of held-out rows.',
  {
    classes: list('All classes.', className),
    rows: integer('Held-out rows.', 300),
    entities: integer('Entities that the held-out rows belong to.', 100),
    repeated: object(
      'Present if all rows were held out in repeated folds. Metrics are then means over the repeats; tables and curves are those of the first repeat.',
      { folds: integer('Number of folds.', 5), repeats: integer('Number of repeats.', 10) },
    ),
    metrics: metricValues('Metrics of the model.', estimate),
    rare_classes: list('Classes with too few entities. Runs of earlier versions lack it.', rareClass),
    not_measured: list('The metrics that are null. Runs of earlier versions lack it.', notMeasured),
    baselines: object('The same metrics of models that ignore the columns.', {
      majority: metricValues('Always predicts the most frequent class of the training rows.', baseline),
      prior: metricValues('Always predicts the class shares of the training rows.', baseline),
    }),
    confusion: list('Rows by true class, then by predicted class.', list('One true class.', rowCount)),
    by_class: list('Scores of each class.', classScores),
    calibration: list(
      'Calibration of each class.',
      object('Calibration of one class.', {
        class: className,
        bins: list('Bins of predicted probability.', calibrationBin),
      }),
    ),
    roc: {
      ...curves,
      description: 'ROC curve of each class: x is the false positive rate, y the true positive rate.',
    },
    precision_recall: {
      ...curves,
      description: 'Precision-recall curve of each class: x is the recall, y the precision.',
    },
  },
  ['repeated', 'rare_classes', 'not_measured'],
)

/** The schema of `importance.json` of a run. */
export const importance = list(
  'Increase of the log-loss when a column is shuffled, largest first.',
  object('Importance of one column.', {
    column: text('Name of the column.', 'Outstanding_Debt'),
    value: number('Increase of the log-loss.', 0.12),
    low: number('Lower end of the 95 % interval.', 0.11),
    high: number('Upper end of the 95 % interval.', 0.13),
  }),
)
