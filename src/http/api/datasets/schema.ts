import type { Static } from 'typebox'
import { flag, integer, list, object, text, time } from '../../../project/json-schema.ts'
import { runId } from '../runs/schema.ts'

export const datasetInfo = object('A table that a run was trained on.', {
  id: text('SHA-256 of its files.', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'),
  run_id: runId,
  rows: integer('Rows with a target.', 100000),
  synthetic: flag('Whether the data was generated.', false),
  files: list('Names of its files.', text('A file.', 'train.csv')),
  created_at: time('When the run started.'),
})
export type DatasetInfo = Static<typeof datasetInfo>
