import { choice, list, text } from '../../../project/json-schema.ts'
import type { ValueOf } from '../../../project/json-schema.ts'
import { int64, message } from '../fields.ts'
import type { FieldErrors } from '../read-message.ts'
import { filter, nextPageToken, orderBy, pageToken, tags, tagsOut, viewType } from '../shared-fields.ts'

export const experimentId = text('Id of the experiment.', '1', {
  maxLength: 64,
  pattern: '^\\d+$',
  'x-errors': { pattern: 'wrong-experiment-id' } satisfies FieldErrors,
})
const name = text('Its name, which is unique.', 'credit-score')
const tagKey = text('Key of the tag.', 'team')

export const createRequest = message(
  'A new experiment.',
  {
    name,
    artifact_location: text(
      'Root of its artifacts. The server chooses one by default.',
      'mlflow-artifacts:/7',
      {
        maxLength: 2000,
      },
    ),
    tags,
  },
  ['name', 'tags'],
)
export const createResponse = message('The new experiment.', { experiment_id: experimentId }, [
  'experiment_id',
])

export const experimentRequest = message('An experiment.', { experiment_id: experimentId }, ['experiment_id'])
export const byNameRequest = message('An experiment.', { experiment_name: name }, ['experiment_name'])

const experiment = message(
  'An experiment.',
  {
    experiment_id: experimentId,
    name,
    artifact_location: text('Root of its artifacts.', 'mlflow-artifacts:/1'),
    lifecycle_stage: choice('Whether it is deleted.', 'active', ['active', 'deleted']),
    creation_time: int64('Milliseconds since 1970.', 1_795_277_543_624),
    last_update_time: int64('Milliseconds since 1970.', 1_795_277_543_624),
    tags: tagsOut,
  },
  ['experiment_id', 'name', 'artifact_location', 'lifecycle_stage', 'creation_time', 'last_update_time'],
)
export type WireExperiment = ValueOf<typeof experiment>
export const experimentResponse = message('An experiment.', { experiment }, ['experiment'])

export const searchRequest = message(
  'Which experiments are listed.',
  {
    view_type: viewType,
    max_results: int64('Largest number of experiments in the response.', 100, {
      minimum: 1,
      maximum: 50_000,
      default: 1000,
    }),
    order_by: orderBy,
    filter,
    page_token: pageToken,
  },
  ['view_type', 'max_results', 'order_by'],
)
export const searchResponse = message('A page of experiments.', {
  experiments: list('The experiments.', experiment),
  next_page_token: nextPageToken,
})

export const renameRequest = message('A new name.', { experiment_id: experimentId, new_name: name }, [
  'experiment_id',
  'new_name',
])
export const setTagRequest = message(
  'A tag.',
  { experiment_id: experimentId, key: tagKey, value: text('Its value.', 'risk', { default: '' }) },
  ['experiment_id', 'key', 'value'],
)
export const deleteTagRequest = message('A tag.', { experiment_id: experimentId, key: tagKey }, [
  'experiment_id',
  'key',
])
