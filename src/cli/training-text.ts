import { isLeaking } from '../dataset/split.ts'
import { type Estimate, lowerIsBetter, type MetricName } from '../metric/evaluation.ts'
import { unreadDates } from '../project/define-project.ts'
import { dataReportText } from '../report/data-report-text.ts'
import type { Training } from '../training/train.ts'
import type { Trained } from '../training/train-and-register.ts'

const shown: readonly (readonly [MetricName, string])[] = [
  ['accuracy', 'accuracy'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['macro_f1', 'macro F1'],
  ['log_loss', 'log-loss'],
  ['macro_auc', 'macro AUC'],
]

/** What a training found, for a terminal of 100 columns. */
export function trainingText(trained: Trained): string {
  const { training, model, version, promoted, refusal, seconds, crossValidation } = trained
  const { project, evaluation, report, request, leaks } = training
  const marks = [
    report.synthetic ? 'SYNTHETIC DATA' : '',
    isLeaking(project.entity, request.split) ? 'LEAKING SPLIT BY ROWS' : '',
  ].filter(Boolean)
  const lines = [
    dataReportText(report),
    '',
    `${request.learner.kind} in ${seconds.toFixed(1)} s; measured on ${evaluation.rows} held-out rows of ${evaluation.entities} entities` +
      `${marks.length > 0 ? ` [${marks.join(', ')}]` : ''}:`,
    ...shown.map(([name, label]) => {
      const guess = evaluation.baselines[lowerIsBetter.has(name) ? 'prior' : 'majority'][name]
      return `${estimateLine(label, evaluation.metrics[name])}   guessing ${guess.toFixed(3)}`
    }),
    ...shown.flatMap(([name, label]) => {
      const estimate = crossValidation?.metrics[name]
      return estimate === undefined ? [] : [`${estimateLine(label, estimate)}   mean of ${crossValidation?.folds.length} folds`]
    }),
    ...unreadDateLines(training),
    ...withoutStoredLines(training),
    ...policyLines(training),
    ...repeatLines(training),
    ...leaks.filter(({ passed }) => !passed).map(({ message }) => `  leak: ${message}`),
    '',
    ...comparisonLines(trained),
    promoted ? `${model} version ${version} is now the champion.` : `${model} version ${version} is registered.`,
    ...(refusal === null ? [] : [`It is not the champion: ${refusal}`, `To promote it all the same: ${promoteCommand(version)}`]),
  ]
  return lines.join('\n')
}

function promoteCommand(version: number): string {
  return `lapidary models PROJECT promote ${version} --force`
}

/** How it stands to guessing and to the champion. */
function comparisonLines({ training, comparison, notCompared, promoted, betterThanGuessing }: Trained): string[] {
  const { metrics, baselines } = training.evaluation
  const warning =
    `WARNING: it is no better than guessing: log-loss ${metrics.log_loss.value.toFixed(3)} [${metrics.log_loss.low.toFixed(3)}, ` +
    `${metrics.log_loss.high.toFixed(3)}], guessing ${baselines.prior.log_loss.toFixed(3)}.` +
    (promoted ? ' It is served only because there is no other version.' : '')
  return [
    ...(betterThanGuessing ? [] : [warning]),
    ...(notCompared === null ? [] : [`It was not compared with the champion row by row: ${notCompared}`]),
    ...(comparison === null
      ? []
      : [
          `minus version ${comparison.champion}, the champion until now, on the same ${comparison.rows} rows of ${comparison.entities} entities:`,
          estimateLine('log-loss', comparison.log_loss),
          estimateLine('accuracy', comparison.accuracy),
        ]),
  ]
}

function unreadDateLines({ project }: Training): string[] {
  const names = unreadDates(project)
  if (names.length === 0) return []
  const [dates, are, them] = names.length === 1 ? ['date column', 'is', 'it'] : ['date columns', 'are', 'them']
  return [
    `  note: the ${dates} ${names.join(', ')} ${are} not used: a date is no feature itself. Derive numbers from ${them} (yearsBetween,`,
    `  daysBetween, monthOf, weekdayOf) in lapidary.config.ts, or write feature: false to leave ${them} out without this note.`,
  ]
}

/** Whoever is asked about may be nobody that the feature store knows. */
function withoutStoredLines({ withoutStored }: Training): string[] {
  if (withoutStored === null) return []
  const { accuracy, log_loss: loss } = withoutStored
  return [`  with nothing from the feature store: accuracy ${accuracy.toFixed(3)}, log-loss ${loss.toFixed(3)}`]
}

function policyLines({ policy }: Training): string[] {
  if (policy === null) return []
  const { heldOut, positive } = policy
  return [
    `"${positive}" from a probability of ${heldOut.threshold} on; ${(heldOut.prevalence * 100).toFixed(1)} % of the held-out rows are:`,
    ...decisions.map((name) => estimateLine(name, heldOut[name])),
  ]
}

/** A small table says how sure it is. */
function repeatLines({ repeated, policy }: Training): string[] {
  if (repeated === null) return []
  const { rows, entities, folds, repeats, metrics } = repeated
  const outOfFold = policy?.outOfFold
  return [
    `out of fold on the ${rows} training rows of ${entities} entities, ${repeats} times ${folds} folds:`,
    ...shown.map(([name, label]) => {
      const { least, most } = metrics[name]
      return `${estimateLine(label, metrics[name])}   repeats ${least.toFixed(3)} to ${most.toFixed(3)}`
    }),
    ...(outOfFold ? decisions.map((name) => estimateLine(name, outOfFold[name])) : []),
  ]
}

const decisions = ['precision', 'recall', 'f1'] as const

function estimateLine(label: string, { value, low, high }: Estimate): string {
  return `  ${label.padEnd(18)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]`
}
