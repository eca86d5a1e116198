import type { JsonSchema } from '../../../project/route.ts'
import { anything, flag, integer, list, nullable, number, object, record, text, time } from '../../openapi/describe.ts'

const runId = text('Id of the run.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44')

const runProperties: Readonly<Record<string, JsonSchema>> = {
  run_id: runId,
  experiment: text('The experiment it belongs to.', 'credit-score'),
  name: text('Its name.', 'random-forest 1'),
  status: text('How it stands.', 'finished', { enum: ['running', 'finished', 'failed', 'interrupted'] }),
  started_at: time('When it started.'),
  ended_at: nullable(time('When it ended.')),
  params: record('What it was asked to do.', text('Value.', '100'), { trees: '100' }),
  metrics: record('What was measured; what could not be is left out.', number('Value.', 0.7), { accuracy: 0.7 }),
  tags: record('Where it came from.', text('Value.', 'false'), { synthetic: 'false' }),
}

export const runInfo = object('One training.', runProperties)

export const runDetail = object('One training with all it kept.', {
  ...runProperties,
  artifacts: list(
    'Its files.',
    object('One file.', {
      path: text('Its path inside the run.', 'plots/roc.svg'),
      bytes: integer('Its size.', 12345),
      sha256: text('Its SHA-256.', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
    }),
  ),
  evaluation: anything('All that was measured on held-out rows; null when the run has none.', null),
  importance: anything('Rise of log-loss when a column is shuffled, strongest first; null when the run has none.', null),
  data_report: anything('What reading and cleaning found; null when the run has none.', null),
  leak_checks: nullable(
    list(
      'The checks for leaks.',
      object('One check.', {
        check: text('What was looked for.', 'entity-on-both-sides'),
        passed: flag('Nothing was found.', true),
        message: text('What was found, in English.', 'No customer is on both sides.'),
        messages: object('What was found, in each language.', {
          en: text('In English.', 'No customer is on both sides.'),
          'pt-BR': text('In Brazilian Portuguese.', 'Nenhum cliente está dos dois lados.'),
        }),
      }),
    ),
  ),
  warnings: nullable(
    list(
      'What must be known of the metrics; null for runs of older versions.',
      object('One warning.', {
        warning: text('Its kind.', 'no-better-than-guessing', {
          enum: ['no-better-than-guessing', 'imbalanced-target', 'rare-classes'],
        }),
        message: text('In English.', 'Too few rows to evaluate "D" (0 held out, 1 in training).'),
        messages: object('In each language.', {
          en: text('In English.', 'Too few rows to evaluate "D" (0 held out, 1 in training).'),
          'pt-BR': text('In Brazilian Portuguese.', 'Poucas linhas para avaliar "D" (reservadas: 0; no treino: 1).'),
        }),
      }),
    ),
  ),
  model_card: nullable(
    object('Model card in Markdown.', {
      en: text('In English.', '# Credit score'),
      'pt-BR': text('In Brazilian Portuguese.', '# Score de crédito'),
    }),
  ),
})

export const datasetInfo = object('A table that a run was trained on.', {
  id: text('SHA-256 of its files.', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
  run_id: runId,
  rows: integer('Rows with a target.', 100000),
  synthetic: flag('A generator made it.', false),
  files: list('Names of its files.', text('A file.', 'train.csv')),
  created_at: time('When the run started.'),
})

export const runParams: JsonSchema = {
  type: 'object',
  required: ['run_id'],
  properties: { run_id: { ...runId, maxLength: 100 } },
}

export const artifactParams: JsonSchema = {
  type: 'object',
  required: ['run_id', '*'],
  properties: { run_id: { ...runId, maxLength: 100 }, '*': text('Path inside the run.', 'plots/roc.svg', { maxLength: 500 }) },
}
