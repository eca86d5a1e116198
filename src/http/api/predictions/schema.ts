import type { Static } from 'typebox'
import { createExampleRequest } from '../../../project/example-request.ts'
import type { Project } from '../../../project/project.ts'
import {
  choice,
  flag,
  integer,
  nullable,
  number,
  object,
  query,
  record,
  text,
  time,
  typed,
} from '../../../project/json-schema.ts'
import { predictionId } from '../predict/schema.ts'
import { versionNumber } from '../models/schema.ts'
import { pageParameters } from '../parameters.ts'
import { pageProperties } from '../responses.ts'
import { classesOf, entityIdBounds } from '../predict/request-schema.ts'

function loggedPrediction(project: Project) {
  const first = classesOf(project)[0] ?? ''
  return object('One prediction as it was kept.', {
    prediction_id: predictionId,
    timestamp: time('When it was made.'),
    caller: text('Id of the key that requested it, or `user:` and the name of the user.', 'environment'),
    entity: nullable(text('The entity, if the request names one.', 'RA-1')),
    threshold: nullable(number('The threshold of the policy then.', 0.5)),
    model: text('The model that made the prediction.', project.model),
    model_version: integer('Its version.', 1),
    inputs: record('The row that was sent; never personal data.', typed({}), createExampleRequest(project)),
    prediction: text('The class that was predicted.', first),
    probabilities: record('Probability of each class.', number('Probability.', 0.5), { [first]: 0.7 }),
    outcome: nullable(
      object('The recorded outcome; null if there is none.', {
        outcome: text('Class.', first),
        observed_at: time('When the outcome was observed.'),
      }),
    ),
  })
}

export type LoggedPredictionInfo = Static<ReturnType<typeof loggedPrediction>>

/** Returns the schema of a page of the prediction log. */
export function predictionsPage(project: Project) {
  return object('A page of predictions, newest first.', {
    ...pageProperties('predictions', loggedPrediction(project)),
    complete: flag(
      'False while MongoDB cannot be read: then these are the predictions that this server stores (header `x-log-complete`).',
      true,
    ),
  })
}
export type PredictionsPage = Static<ReturnType<typeof predictionsPage>>

function filters(project: Project) {
  return {
    prediction: text('Only predictions of this class.', classesOf(project)[0] ?? '', { maxLength: 200 }),
    caller: text('Only predictions that this key or user (its id) requested.', 'environment', {
      maxLength: 200,
    }),
    entity: text('Only predictions about this entity.', 'RA-1', entityIdBounds),
    model_version: versionNumber('Only predictions of this version.'),
    from: time('From this time on; a bare date is the whole day, UTC.', '2026-11-21T00:00:00Z'),
    to: time('Before this time; a bare date is the whole day, UTC, and included.', '2026-11-22T00:00:00Z'),
  }
}

/** Returns the schema of the filters of the prediction log, with the bounds of a page. */
export function predictionsQuery(project: Project) {
  return query({ ...pageParameters, ...filters(project) }, ['limit'])
}
export type PredictionsFilter = Omit<Static<ReturnType<typeof predictionsQuery>>, 'limit' | 'cursor'>

/** Returns the schema of the filters of the prediction log, with the format of the file. */
export function exportQuery(project: Project) {
  const format = choice('Form of the file.', 'csv', ['csv', 'jsonl'], { default: 'csv' })
  return query({ format, ...filters(project) }, ['format'])
}
export type ExportFormat = Static<ReturnType<typeof exportQuery>>['format']

export const eraseQuery = query(
  { entity: text('The entity to erase, as predictions name it.', 'RA-1', entityIdBounds) },
  ['entity'],
)

export const erasedInfo = object('The erased data.', {
  erased: integer('Predictions.', 12),
  features: integer('Rows of the feature store.', 3),
  complete: flag('Whether every store has erased its data.', true),
})
export type ErasedInfo = Static<typeof erasedInfo>
