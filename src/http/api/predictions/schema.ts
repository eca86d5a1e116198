import { predictionIdPattern } from '../../../store/predictions/prediction-id.ts'
import { createExampleRequest } from '../../../project/example-request.ts'
import type { Project } from '../../../project/project.ts'
import type { JsonSchema } from '../../../project/route.ts'
import { flag, integer, list, nullable, number, object, page, record, text, time } from '../../openapi/describe.ts'
import { classesOf, predictionId } from '../predict/schema.ts'
import { versionNumber } from '../models/schema.ts'
import { entityIdBounds } from '../predict/request-schema.ts'

function loggedPrediction(project: Project): JsonSchema {
  const first = classesOf(project)[0] ?? ''
  return object('One prediction as it was kept.', {
    prediction_id: predictionId,
    timestamp: time('When it was made.'),
    caller: text('Id of the key that asked, or `user:` and the name of the user.', 'environment'),
    entity: nullable(text('Whom it is about, when the request said so.', 'RA-1')),
    threshold: nullable(number('The threshold of the policy then.', 0.5)),
    model: text('The model that answered.', project.model),
    model_version: integer('Its version.', 1),
    inputs: record('The row that was sent; never personal data.', {}, createExampleRequest(project)),
    prediction: text('The class that was predicted.', first),
    probabilities: record('Probability of each class.', number('Probability.', 0.5), { [first]: 0.7 }),
    outcome: nullable(
      object('What came true, once it was told.', {
        outcome: text('Class.', first),
        observed_at: time('When it came true.'),
      }),
    ),
  })
}

export function predictionsPage(project: Project): JsonSchema {
  const { properties, ...rest } = page('predictions', loggedPrediction(project)) as {
    properties: Record<string, JsonSchema>
    required: string[]
  }
  const complete = flag(
    'False while MongoDB cannot be asked: then these are the predictions that are here (header `x-log-complete`).',
    true,
  )
  return { ...rest, properties: { ...properties, complete }, required: [...rest.required, 'complete'] }
}

export function logFilters(project: Project): Readonly<Record<string, JsonSchema>> {
  return {
    prediction: text('Only predictions of this class.', classesOf(project)[0] ?? '', { maxLength: 200 }),
    caller: text('Only predictions that this key or user asked for (its id).', 'environment', { maxLength: 200 }),
    entity: text('Only predictions about this one.', 'RA-1', entityIdBounds),
    model_version: versionNumber('Only predictions of this version.'),
    from: time('From this time on; a bare date is the whole day, UTC.', '2026-11-21T00:00:00Z'),
    to: time('Before this time; a bare date is the whole day, UTC, and included.', '2026-11-22T00:00:00Z'),
  }
}

export function exportQuery(project: Project): JsonSchema {
  const format = text('Form of the file.', 'csv', { enum: ['csv', 'jsonl'], default: 'csv' })
  return { type: 'object', additionalProperties: false, properties: { format, ...logFilters(project) } }
}

export const eraseQuery: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['entity'],
  properties: { entity: text('Whom to forget, as predictions name it.', 'RA-1', entityIdBounds) },
}

export const erasedInfo = object('What was forgotten.', {
  erased: integer('Predictions.', 12),
  features: integer('Rows of the feature store.', 3),
  complete: flag('Whether every store has done it by now.', true),
})

/** What came true of one prediction or one entity. */
export function outcomeBody(project: Project): JsonSchema {
  const classes = classesOf(project)
  return object(
    'What came true.',
    {
      prediction_id: {
        ...predictionId,
        description: 'Of this prediction; or else name the entity.',
        pattern: predictionIdPattern,
      },
      entity: text('Of this one, for its predictions made until then; or else name the prediction.', 'RA-1', entityIdBounds),
      outcome: text('Class that came true.', classes[0] ?? '', { enum: classes }),
      observed_at: time(
        'When it came true: not in the future, and not before the prediction. A bare date is the end of that day, UTC. Default: now.',
      ),
    },
    ['prediction_id', 'entity', 'observed_at'],
  )
}

export function outcomesBody(project: Project, most: number): JsonSchema {
  return object('Many outcomes.', { items: list('The outcomes.', outcomeBody(project), { minItems: 1, maxItems: most }) })
}

export const keptInfo = object('What was kept.', {
  kept: integer('Outcomes of this request that are stored; a repeat of the newest changes nothing.', 1),
  matched: nullable(
    integer('How many of them belong to a prediction; null when that is unknown because MongoDB cannot be read now.', 1),
  ),
})
