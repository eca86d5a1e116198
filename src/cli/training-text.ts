import { isLeaking } from '../dataset/split.ts'
import { lowerIsBetter, type MetricName } from '../metric/evaluation.ts'
import { dataReportText } from '../report/data-report-text.ts'
import type { Trained } from '../training/train-and-register.ts'

const shown: readonly (readonly [MetricName, string])[] = [
  ['accuracy', 'accuracy'],
  ['balanced_accuracy', 'balanced accuracy'],
  ['macro_f1', 'macro F1'],
  ['log_loss', 'log-loss'],
  ['macro_auc', 'macro AUC'],
]

/** What a training found, for a terminal of 100 columns. */
export function trainingText({ training, model, version, promoted, refusal, seconds, crossValidation }: Trained): string {
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
      const { value, low, high } = evaluation.metrics[name]
      const guess = evaluation.baselines[lowerIsBetter.has(name) ? 'prior' : 'majority'][name]
      return `  ${label.padEnd(18)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]   guessing ${guess.toFixed(3)}`
    }),
    ...shown.flatMap(([name, label]) => {
      const estimate = crossValidation?.metrics[name]
      if (estimate === undefined) return []
      const { value, low, high } = estimate
      return [
        `  ${label.padEnd(18)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]   mean of ${crossValidation?.folds.length} folds`,
      ]
    }),
    ...leaks.filter(({ passed }) => !passed).map(({ message }) => `  leak: ${message}`),
    '',
    promoted ? `${model} version ${version} is now the champion.` : `${model} version ${version} is registered.`,
    ...(refusal === null ? [] : [`It is not the champion: ${refusal}`]),
  ]
  return lines.join('\n')
}
