import { isLeaking } from '../../data/split/split-kind.ts'
import { classWithLargestGap } from '../../data/split/split-report.ts'
import { type Estimate, getBaselineName, type MetricName } from '../../task/classification/evaluation.ts'
import { findUnreadDates } from '../../project/define-project.ts'
import { renderDataReportText } from '../../report/data/data-report-text.ts'
import { onnxNote } from '../../report/onnx-note.ts'
import { formatCount } from '../../report/words.ts'
import type { Training } from '../../train/train.ts'
import type { Trained } from '../../train/register/train-and-register.ts'

const shown: readonly (readonly [MetricName, string])[] = [
  ['accuracy', 'accuracy'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['average_precision', 'average precision'],
  ['macro_f1', 'macro F1'],
  ['log_loss', 'log-loss'],
  ['macro_auc', 'macro AUC'],
]

/** Renders the result of a training for a terminal of 100 columns. */
export function trainingText(trained: Trained): string {
  const { training, model, version, promoted, refusal, seconds } = trained
  const { project, report, request, leaks } = training
  const marks = [
    report.synthetic ? 'SYNTHETIC DATA' : '',
    isLeaking(project.entity, request.split) ? 'LEAKING SPLIT BY ROWS' : '',
  ].filter(Boolean)
  const lines = [
    renderDataReportText(report),
    '',
    ...splitLines(training),
    `${request.learner.kind} in ${seconds.toFixed(1)} s; measured on ${measuredOn(training)}${marks.length > 0 ? ` [${marks.join(', ')}]` : ''}:`,
    ...metricLines(training),
    ...crossValidationLines(trained),
    ...windowLines(training),
    ...unreadDateLines(training),
    ...onnxLines(training),
    ...otherInputLines(training),
    ...policyLines(training),
    ...leaks.filter(({ passed }) => !passed).map(({ message }) => `  leak: ${message}`),
    '',
    ...comparisonLines(trained),
    promoted
      ? `${model} version ${version} is now the champion.`
      : `${model} version ${version} is registered.`,
    ...(refusal === null
      ? []
      : [`It is not the champion: ${refusal}`, `To promote it anyway: ${promoteCommand(version)}`]),
  ]
  return lines.join('\n')
}

/** Returns how the rows were split, and how far the class shares of both sides lie apart. */
function splitLines({ split, project, request }: Training): string[] {
  const { train, held_out: heldOut, copies, time } = split
  const entity = project.entity ?? 'row'
  const how = {
    entity: project.entity === undefined ? 'by content, stratified by class' : `by ${entity}`,
    rows: 'by rows',
    time: `by ${time?.column}, from ${time?.from} on`,
    'entity-time': `by ${entity} and ${time?.column}, from ${time?.from} on`,
  }[request.split]
  const unequal = classWithLargestGap(split)
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const { gap = 0, missing = 0, other_entities: otherEntities = 0 } = time?.left_out ?? {}
  const leftOut = [
    gap > 0 ? `${count(gap)} in the gap` : '',
    missing > 0 ? `${count(missing)} without a time in ${time?.column}` : '',
    otherEntities > 0
      ? `${count(otherEntities)} later rows of training entities or earlier rows of held-out entities`
      : '',
  ].filter(Boolean)
  return [
    `split ${how}: ${count(train.rows)} rows to train on, ${count(heldOut.rows)} held out` +
      (unequal === undefined
        ? ''
        : percent(unequal.train) === percent(unequal.held_out)
          ? '; class shares are the same on both sides'
          : `; class shares differ most for ${unequal.class}: ${percent(unequal.train)} and ${percent(unequal.held_out)}`),
    ...(leftOut.length === 0 ? [] : [`  left out: ${leftOut.join('; ')}`]),
    ...(copies === 0
      ? []
      : [`  ${count(copies)} rows that equal others except for the target are kept on one side`]),
  ]
}

function measuredOn({ project, evaluation: { rows, entities, repeated } }: Training): string {
  // Without an entity, rows stand alone or are copies of one another.
  const of = project.entity === undefined ? '' : ` of ${count(entities)} entities`
  if (repeated === undefined) return `${count(rows)} held-out rows${of}`
  const { folds, repeats } = repeated
  return `all ${count(rows)} rows${of} out of fold, ${folds} folds${repeats === 1 ? '' : ` ${repeats} times`}`
}

/** Returns the headline metrics; for a small table also those of the held-out rows alone. */
function metricLines({ evaluation, heldOut }: Training): string[] {
  const lines = shown.map(([name, label]) => {
    const guess = evaluation.baselines[getBaselineName(name)][name]
    const single = heldOut.metrics[name]
    const beside = evaluation.repeated === undefined ? '' : `   held out ${estimateText(single)}`
    const guessing = guess === null ? '' : `   guessing ${guess.toFixed(3)}`
    return `${estimateLine(label, evaluation.metrics[name])}${guessing}${beside}`
  })
  if (evaluation.repeated === undefined) return lines
  return [
    ...lines,
    `  (held out: the ${count(heldOut.rows)} rows that the registered model was not fitted on)`,
  ]
}

function crossValidationLines({ crossValidation }: Trained): string[] {
  if (crossValidation === null) return []
  const { folds, metrics } = crossValidation
  return shown.map(([name, label]) => `${estimateLine(label, metrics[name])}   mean of ${folds.length} folds`)
}

/** Returns a line for each part of the held-out time. */
function windowLines({ windows }: Training): string[] {
  if (windows.length < 2) return []
  const names = windows.map(({ from, to }) => (from === to ? from : `${from} to ${to}`))
  const width = Math.max(...names.map((name) => name.length))
  return [
    'by time:',
    ...windows.map(({ rows, metrics }, i) => {
      const estimates = `accuracy ${estimateText(metrics.accuracy)}  log-loss ${estimateText(metrics.log_loss)}`
      return `  ${(names[i] as string).padEnd(width)}  ${count(rows).padStart(7)} rows  ${estimates}`
    }),
  ]
}

function promoteCommand(version: number): string {
  return `lapidary models PROJECT promote ${version} --force`
}

/** Returns the warnings of a training and how its version compares with the champion. */
function comparisonLines({ comparison, notCompared, promoted, warnings }: Trained): string[] {
  return [
    ...warnings.map(({ warning, message }) => {
      const isServed = promoted && warning === 'no-better-than-guessing'
      return `WARNING: ${message}${isServed ? ' It is served only because there is no other version.' : ''}`
    }),
    ...(notCompared === null ? [] : [`It was not compared with the champion row by row: ${notCompared}`]),
    ...(comparison === null
      ? []
      : [
          `difference from version ${comparison.champion}, the previous champion, on the same ${count(comparison.rows)} rows of ${count(comparison.entities)} entities:`,
          estimateLine('log-loss', comparison.log_loss),
          estimateLine('accuracy', comparison.accuracy),
        ]),
  ]
}

function otherInputLines({ otherInputs, project }: Training): string[] {
  const how = {
    without_stored: 'with nothing from the feature store',
    as_file: `scored as a file, gaps filled within ${project.entity ?? 'the entity'}`,
  }
  return otherInputs.map(({ input, accuracy, log_loss: loss }) => {
    return `  ${how[input]}: accuracy ${accuracy.toFixed(3)}, log-loss ${loss.toFixed(3)}`
  })
}

function unreadDateLines({ project }: Training): string[] {
  const names = findUnreadDates(project)
  if (names.length === 0) return []
  const [dates, are, them] =
    names.length === 1 ? ['date column', 'is', 'it'] : ['date columns', 'are', 'them']
  return [
    `  note: the ${dates} ${names.join(', ')} ${are} not used: a date itself is not a feature. Derive numbers from ${them} (yearsBetween,`,
    `  daysBetween, monthOf, weekdayOf) in lapidary.config.ts, or write feature: false to exclude ${them} without this note.`,
  ]
}

function onnxLines({ model }: Training): string[] {
  const note = onnxNote(model)
  return note === null ? [] : [`  note: ${note.en}`]
}

function policyLines({ policy }: Training): string[] {
  if (policy === null) return []
  const { heldOut, outOfFold, positive } = policy
  const side = outOfFold ?? heldOut
  const rows = outOfFold === null ? 'held-out rows' : 'rows out of fold'
  return [
    `"${positive}" if its probability is at least ${side.threshold}; ${(side.prevalence * 100).toFixed(1)} % of the ${rows} are "${positive}":`,
    ...decisions.map(
      (name) =>
        estimateLine(name, side[name]) +
        (outOfFold === null ? '' : `   held out ${estimateText(heldOut[name])}`),
    ),
  ]
}

const decisions = ['precision', 'recall', 'f1'] as const

function count(value: number): string {
  return formatCount(value, 'en')
}

function estimateLine(label: string, estimate: Estimate | null): string {
  return `  ${label.padEnd(18)} ${estimateText(estimate)}`
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return 'not measured'
  const { value, low, high } = estimate
  return `${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]`
}
