import type { Static } from 'typebox'
import type { Column } from '../../data/column.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import {
  anything,
  choice,
  flag,
  list,
  nullable,
  object,
  record,
  type Schema,
  text,
  time,
  typed,
} from '../../project/json-schema.ts'
import type { Project } from '../../project/project.ts'
import { viewName } from '../api/features/schema.ts'
import { fieldSchema } from '../api/predict/request-schema.ts'

const noVersion = anything('Versions of views are not kept: null.', null)
const viewNames = nullable(list('Names of the views; all by default.', viewName, { maxItems: 1000 }))
const ignored = 'Taken for the sake of clients of Feast; changes nothing.'

/** Returns the schema of one column of a table, with cells of any type. */
function cells(description: string): Schema<readonly unknown[]> {
  return typed({ type: 'array', description, examples: [['S-1042']], items: {} })
}

export const onlineFeaturesBody = object(
  'What Feast sends to `/get-online-features`.',
  {
    features: list(
      'Features, each as `view:feature`.',
      text('One feature.', 'student_academic_features:score_inde', { maxLength: 500 }),
      { maxItems: 2000 },
    ),
    feature_service: nullable(text('Not kept here: null.', 'none')),
    entities: record('Keys, by the name of the join key.', cells('Keys.'), { student_id: ['S-1042'] }),
    full_feature_names: flag('Names features `view__feature` instead of `feature`.', false),
    include_feature_view_version_metadata: flag('Names the views in the metadata too.', false),
  },
  ['features', 'feature_service', 'full_feature_names', 'include_feature_view_version_metadata'],
)

export const onlineFeaturesResponse = object('The response of Feast.', {
  results: list(
    'The join key, then one item a feature, in the order of `feature_names`.',
    object('One feature of all entities.', {
      values: list('Its values; null where the status is not PRESENT.', anything('One value.', 7.2)),
      statuses: list(
        'How it stands.',
        choice('One status.', 'PRESENT', ['PRESENT', 'NULL_VALUE', 'NOT_FOUND', 'OUTSIDE_MAX_AGE']),
      ),
      event_timestamps: list('Since when the values hold; 1970 where there is none.', time('One time.')),
    }),
  ),
  metadata: object(
    'What the results are.',
    {
      feature_names: list('Names.', text('One name.', 'score_inde')),
      feature_view_metadata: list('The requested views.', object('One view.', { name: viewName })),
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
      cells('Cells.'),
      { student_id: ['S-1042'], event_timestamp: ['2026-11-21T12:00:00Z'], score_inde: [7.2] },
    ),
    to: choice('Only the online store can be pushed to.', 'online', ['online']),
    allow_registry_cache: flag(ignored, true),
    transform_on_write: flag(ignored, true),
  },
  ['to', 'allow_registry_cache', 'transform_on_write'],
)
type PushBody = Static<typeof pushBody>

/**
 * Returns the body for one view, whose cells must be values that a request may carry in the column
 * of that name.
 */
export function pushBodyOf({ columns }: Project, { name, features }: FeatureView): Schema<PushBody> {
  const own = Object.keys(features).filter((feature) => Object.hasOwn(columns, feature))
  const columnCells = own.map((feature) => {
    const column = columns[feature] as Column
    return [feature, { type: 'array', items: fieldSchema(feature, { ...column, required: false }) }] as const
  })
  const df = { type: 'object', description: `Rows of ${name}.`, properties: Object.fromEntries(columnCells) }
  return { ...pushBody, properties: { ...(pushBody['properties'] as object), df } }
}

export const materializeBody = object(
  'What Feast sends to `/materialize`.',
  {
    start_ts: text('From when, ISO 8601; without a zone it is UTC.', '2026-01-01T00:00:00', {
      maxLength: 40,
    }),
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
