import type { Static } from 'typebox'
import {
  choice,
  flag,
  integer,
  list,
  localized,
  nullable,
  number,
  object,
  record,
  text,
  time,
} from '../../../project/json-schema.ts'
import { pathParams } from '../parameters.ts'
import { dataReport } from './data-report-schema.ts'
import { evaluation, importance } from './evaluation-schema.ts'

export const runId = text('Id of the run.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44')

const runProperties = {
  run_id: runId,
  experiment: text('The experiment it belongs to.', 'credit-score'),
  name: text('Its name.', 'random-forest 1'),
  status: choice('Status of the run.', 'finished', [
    'scheduled',
    'running',
    'finished',
    'failed',
    'interrupted',
  ]),
  started_at: time('When it started.'),
  ended_at: nullable(time('When it ended.')),
  params: record('Parameters of the training.', text('Value.', '100'), { trees: '100' }),
  metrics: record('Metrics; those that could not be measured are left out.', number('Value.', 0.7), {
    accuracy: 0.7,
  }),
  tags: record('Tags, such as where the data came from.', text('Value.', 'false'), { synthetic: 'false' }),
}

export const runInfo = object('One training.', runProperties)
export type RunInfo = Static<typeof runInfo>

const artifact = object('One file.', {
  path: text('Its path inside the run.', 'plots/roc.svg'),
  bytes: integer('Its size.', 12345),
  sha256: text('Its SHA-256.', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
})

const leakCheck = object('One check.', {
  check: choice('Name of the check.', 'entity-on-both-sides', [
    'entity-on-both-sides',
    'duplicate-rows',
    'near-copies',
    'feature-equals-target',
    'feature-predicts-target',
    'noisy-target',
    'target-encoding',
    'known-after-decision',
    'drift-over-time',
  ]),
  passed: flag('Whether nothing was found.', true),
  message: text('What was found, in English.', 'No customer is on both sides.'),
  messages: localized(
    'What was found, in each language.',
    'No customer is on both sides.',
    'Nenhum cliente está dos dois lados.',
  ),
})
export type LeakCheckInfo = Static<typeof leakCheck>

const evaluationWarning = object('One warning.', {
  warning: choice('Its kind.', 'no-better-than-guessing', [
    'no-better-than-guessing',
    'imbalanced-target',
    'rare-classes',
  ]),
  message: text('In English.', 'Too few rows to evaluate "D" (0 held out, 1 in training).'),
  messages: localized(
    'In each language.',
    'Too few rows to evaluate "D" (0 held out, 1 in training).',
    'Poucas linhas para avaliar "D" (reservadas: 0; de treinamento: 1).',
  ),
})
export type EvaluationWarningInfo = Static<typeof evaluationWarning>

export const runDetail = object('One training with its documents.', {
  ...runProperties,
  artifacts: list('Its files.', artifact),
  evaluation: nullable(evaluation),
  importance: nullable(importance),
  data_report: nullable(dataReport),
  leak_checks: nullable(list('The checks for leaks.', leakCheck)),
  warnings: nullable(list('Warnings about the metrics; null for runs of older versions.', evaluationWarning)),
  model_card: nullable(localized('Model card in Markdown.', '# Credit score', '# Score de crédito')),
})
export type RunDetail = Static<typeof runDetail>

export const runParams = pathParams({ run_id: { ...runId, maxLength: 100 } })

export const artifactParams = pathParams({
  run_id: { ...runId, maxLength: 100 },
  '*': text('Path inside the run.', 'plots/roc.svg', { maxLength: 500 }),
})
