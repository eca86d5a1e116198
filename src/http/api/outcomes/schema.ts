import type { Static } from 'typebox'
import { choice, integer, list, nullable, object, text, time } from '../../../project/json-schema.ts'
import type { Project } from '../../../project/project.ts'
import { predictionIdPattern } from '../../../store/predictions/prediction-id.ts'
import { classesOf, entityIdBounds } from '../predict/request-schema.ts'
import { predictionId } from '../predict/schema.ts'

/** Returns the schema of the outcome of one prediction or of one entity. */
export function outcomeBody(project: Project) {
  const classes = classesOf(project)
  return object(
    'What came true.',
    {
      prediction_id: {
        ...predictionId,
        description: 'Of this prediction; or else name the entity.',
        pattern: predictionIdPattern,
      },
      entity: text(
        'Of this one, for its predictions made until then; or else name the prediction.',
        'RA-1',
        entityIdBounds,
      ),
      outcome: choice('The observed class.', classes[0] ?? '', classes),
      observed_at: time(
        'When it came true: not in the future, and not before the prediction. A bare date is the end of that day, UTC. Default: now.',
      ),
    },
    ['prediction_id', 'entity', 'observed_at'],
  )
}

export type OutcomeBody = Static<ReturnType<typeof outcomeBody>>

/** Returns the schema of a body with many outcomes. */
export function outcomesBody(project: Project, maxItems: number) {
  return object('Many outcomes.', {
    items: list('The outcomes.', outcomeBody(project), { minItems: 1, maxItems }),
  })
}
export type OutcomesBody = Static<ReturnType<typeof outcomesBody>>

export const keptInfo = object('The stored outcomes.', {
  kept: integer('Outcomes of this request that are stored; a repeat of the newest changes nothing.', 1),
  matched: nullable(
    integer(
      'How many of them belong to a prediction; null when that is unknown because MongoDB cannot be read now.',
      1,
    ),
  ),
})
export type KeptInfo = Static<typeof keptInfo>
