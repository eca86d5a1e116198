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
  text,
  time,
  typed,
} from '../../../project/json-schema.ts'
import { pathParams } from '../parameters.ts'
import { entityIdBounds } from '../predict/request-schema.ts'

const unusableProblems = ['not-a-number', 'not-an-integer', 'out-of-range', 'unknown-category']
export const viewName = text('Name of the feature view.', 'student_academic_features')
const label = localized('Its name for people.', 'INDE', 'INDE')

/** The value of a feature: of any type that a column of the store has. */
const featureValue = typed<number | string | boolean | null>({
  ...nullable(number('Its value; null when it is known to be missing.', 7.2)),
  type: ['number', 'string', 'boolean', 'null'],
})

export const featureViewsInfo = object('The feature views of the project, and the store that holds them.', {
  store: nullable(
    object('The online store; null when the project has no feature views.', {
      kind: text('What it is.', 'redis'),
      reachable: flag('Whether the store responded to this request.', true),
    }),
  ),
  views: list(
    'The views, as the project declares them.',
    object('One view.', {
      name: viewName,
      entity: text('The entity.', 'student'),
      join_key: text('Name of the key.', 'student_id'),
      ttl: nullable(integer('Seconds for which a value holds; null for ever.', 31_536_000)),
      features: list(
        'Its features, those computed on demand last.',
        object('One feature.', {
          name: text('Its name.', 'score_inde'),
          type: text('Its type.', 'double'),
          label,
        }),
      ),
      materialized_until: nullable(time('Until when it was materialized; null for never.')),
      last_materialized: nullable(
        object('What the last materialization found; null for never.', {
          at: time('When it began.'),
          rows: integer('Rows of the source that it read.', 1200),
          entities: integer('Entities whose latest row was written.', 860),
          unusable: list(
            "Values that the project's columns do not allow, written as missing; the most frequent first.",
            object('Values of one column with one problem.', {
              column: text('The column.', 'idade'),
              problem: choice('What is wrong with them.', 'out-of-range', unusableProblems),
              count: integer('How many.', 3),
              examples: list('A few of the values; none of a personal column.', text('One value.', '-1')),
            }),
          ),
        }),
      ),
    }),
  ),
})
export type FeatureViewsInfo = Static<typeof featureViewsInfo>

export const entityFeaturesInfo = object('What the online store holds of one entity.', {
  entity: text('The entity.', 'S-1042'),
  views: list(
    'One item a feature view.',
    object('One view.', {
      view: viewName,
      since: nullable(time('Since when its values hold; null when the entity is not in it.')),
      age_seconds: nullable(integer('For how long they have.', 86_400)),
      expired: flag('They are older than the view allows, and not used for predictions.', false),
      features: list(
        'The values.',
        object(
          'One value.',
          {
            name: text('The feature.', 'score_inde'),
            value: featureValue,
            unusable: flag(
              "The stored value is not allowed in the project's column and counts as missing. Absent otherwise.",
              true,
            ),
          },
          ['unusable'],
        ),
      ),
    }),
  ),
})
export type EntityFeaturesInfo = Static<typeof entityFeaturesInfo>

export const entityParams = pathParams({ entity: text('Key of the entity.', 'S-1042', entityIdBounds) })
