import type { FeatureView } from '../../../project/feature-view.ts'
import type { Project } from '../../../project/project.ts'
import type { JsonSchema } from '../../../project/route.ts'
import type { Column } from '../../../data/column.ts'
import { anything, flag, integer, list, nullable, number, object, record, text, time } from '../../openapi/describe.ts'
import { fieldSchema, entityIdBounds } from '../predict/request-schema.ts'

const unusableProblems = ['not-a-number', 'not-an-integer', 'out-of-range', 'unknown-category']
const view = text('Name of the feature view.', 'student_academic_features')
const label = object('Its name for people.', {
  en: text('In English.', 'INDE'),
  'pt-BR': text('In Brazilian Portuguese.', 'INDE'),
})

export const featureViewsInfo = object('The feature views of the project, and the store that holds them.', {
  store: nullable(
    object('The online store; null when the project has no feature views.', {
      kind: text('What it is.', 'redis'),
      reachable: flag('It answered just now.', true),
    }),
  ),
  views: list(
    'The views, as the project declares them.',
    object('One view.', {
      name: view,
      entity: text('Whom it is about.', 'student'),
      join_key: text('Name of the key.', 'student_id'),
      ttl: nullable(integer('Seconds for which a value holds; null for ever.', 31_536_000)),
      features: list(
        'Its features, those computed on demand last.',
        object('One feature.', { name: text('Its name.', 'score_inde'), type: text('Its type.', 'double'), label }),
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
              problem: text('What is wrong with them.', 'out-of-range', { enum: unusableProblems }),
              count: integer('How many.', 3),
              examples: list('A few of the values; none of a personal column.', text('One value.', '-1')),
            }),
          ),
        }),
      ),
    }),
  ),
})

export const entityFeaturesInfo = object('What the online store holds of one entity.', {
  entity: text('The entity.', 'S-1042'),
  views: list(
    'One item a feature view.',
    object('One view.', {
      view,
      since: nullable(time('Since when its values hold; null when the entity is not in it.')),
      age_seconds: nullable(integer('For how long they have.', 86_400)),
      expired: flag('They are older than the view allows, and not used for predictions.', false),
      features: list(
        'The values.',
        object(
          'One value.',
          {
            name: text('The feature.', 'score_inde'),
            value: {
              ...nullable(number('Its value; null when it is known to be missing.', 7.2)),
              type: ['number', 'string', 'boolean', 'null'],
            },
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

export const entityParams: JsonSchema = {
  type: 'object',
  required: ['entity'],
  properties: { entity: text('Key of the entity.', 'S-1042', entityIdBounds) },
}

const noVersion = anything('Versions of views are not kept: null.', null)
const viewNames = nullable(list('Names of the views; all by default.', view, { maxItems: 1000 }))
const ignored = 'Taken for the sake of clients of Feast; changes nothing.'

export const onlineFeaturesBody = object(
  'What Feast sends to `/get-online-features`.',
  {
    features: list(
      'Features, each as `view:feature`.',
      text('One feature.', 'student_academic_features:score_inde', { maxLength: 500 }),
      { maxItems: 2000 },
    ),
    feature_service: nullable(text('Not kept here: null.', 'none')),
    entities: record(
      'Keys, by the name of the join key.',
      { type: 'array', description: 'Keys.', examples: [['S-1042']], items: {} },
      {
        student_id: ['S-1042'],
      },
    ),
    full_feature_names: flag('Answers `view__feature` instead of `feature`.', false),
    include_feature_view_version_metadata: flag('Names the views in the metadata too.', false),
  },
  ['features', 'feature_service', 'full_feature_names', 'include_feature_view_version_metadata'],
)

export const onlineFeaturesAnswer = object('What Feast answers.', {
  results: list(
    'The join key, then one item a feature, in the order of `feature_names`.',
    object('One feature of all entities.', {
      values: list('Its values; null where the status is not PRESENT.', { description: 'One value.', examples: [7.2] }),
      statuses: list(
        'How it stands.',
        text('One status.', 'PRESENT', { enum: ['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE'] }),
      ),
      event_timestamps: list('Since when the values hold; 1970 where there is none.', time('One time.')),
    }),
  ),
  metadata: object(
    'What the results are.',
    {
      feature_names: list('Names.', text('One name.', 'score_inde')),
      feature_view_metadata: list('The views asked for.', object('One view.', { name: view })),
    },
    ['feature_view_metadata'],
  ),
})

export const pushBody = object(
  'What Feast sends to `/push`.',
  {
    push_source_name: text('Name of the feature view.', 'student_academic_features', { maxLength: 500 }),
    df: record(
      'A table as its columns: the join key, the event time, every feature of the view and, if it has one, the created time.',
      { type: 'array', description: 'Cells.', examples: [['S-1042']], items: {} },
      { student_id: ['S-1042'], event_timestamp: ['2026-11-21T12:00:00Z'], score_inde: [7.2] },
    ),
    to: text('Only the online store can be pushed to.', 'online', { enum: ['online'] }),
    allow_registry_cache: flag(ignored, true),
    transform_on_write: flag(ignored, true),
  },
  ['to', 'allow_registry_cache', 'transform_on_write'],
)

/** The same for one view: what a request may not carry in a column of the project cannot be pushed to it either. */
export function pushBodyOf({ columns }: Project, { name, features }: FeatureView): JsonSchema {
  const own = Object.keys(features).filter((feature) => Object.hasOwn(columns, feature))
  const cells = own.map((feature) => {
    const column = columns[feature] as Column
    return [feature, { type: 'array', items: fieldSchema(feature, { ...column, required: false }) }] as const
  })
  const df = { type: 'object', description: `Rows of ${name}.`, properties: Object.fromEntries(cells) }
  return { ...pushBody, properties: { ...(pushBody['properties'] as object), df } }
}

export const materializeBody = object(
  'What Feast sends to `/materialize`.',
  {
    start_ts: text('From when, ISO 8601; without a zone it is UTC.', '2026-01-01T00:00:00', { maxLength: 40 }),
    end_ts: text('Until when, inclusive.', '2026-11-21T12:00:00', { maxLength: 40 }),
    feature_views: viewNames,
    disable_event_timestamp: flag('Values keep the times of their source: false.', false, { enum: [false] }),
    full_feature_names: flag(ignored, false),
    version: noVersion,
  },
  ['feature_views', 'disable_event_timestamp', 'full_feature_names', 'version'],
)

export const materializeIncrementalBody = object(
  'What Feast sends to `/materialize-incremental`.',
  {
    end_ts: text('Until when, ISO 8601; without a zone it is UTC.', '2026-11-21T12:00:00', { maxLength: 40 }),
    feature_views: viewNames,
    full_feature_names: flag(ignored, false),
    version: noVersion,
  },
  ['feature_views', 'full_feature_names', 'version'],
)
