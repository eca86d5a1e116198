import type { Static } from 'typebox'
import { createExampleRequest } from '../../../project/example-request.ts'
import {
  anything,
  choice,
  flag,
  integer,
  list,
  number,
  object,
  query,
  record,
  type Schema,
  text,
  time,
  typed,
} from '../../../project/json-schema.ts'
import type { Project } from '../../../project/project.ts'
import type { RouteSchemas } from '../../../project/route.ts'
import type { ValidEntityId, ValidFeatures, ValidRow } from '../../../project/valid-row.ts'
import { items } from '../responses.ts'
import { reasonsInfo } from './reason-schema.ts'
import { classesOf, entityFieldSchema } from './request-schema.ts'

export const predictionId = text(
  'Id of the prediction in the prediction log.',
  '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44',
)

/** Returns the schema of a row of the project, by reference. */
export function rowSchema({ requestSchema }: Project): Schema<ValidRow> {
  return typed({ $ref: `${requestSchema}#` })
}

/** Returns the schemas for the routes of the project itself. */
export function routeSchemas(project: Project): RouteSchemas {
  const { requestSchema, entityField } = project
  return {
    request: rowSchema(project),
    features: typed<ValidFeatures>({
      $ref: `${requestSchema}${entityField === undefined ? '' : 'Features'}#`,
    }),
    entity: typed<ValidEntityId | null>(entityFieldSchema(project)),
    probabilities: probabilities(project),
    reasons: reasonsInfo(project),
  }
}

export const reasonsQuery = query(
  { reasons: flag('Also return the largest contributions as reasons in words.', true, { default: false }) },
  ['reasons'],
)

function probabilities(project: Project): Schema<Readonly<Record<string, number>>> {
  const classes = classesOf(project)
  const share = Number((1 / classes.length).toFixed(2))
  const each = classes.map(
    (name) => [name, number(`Probability of ${name}.`, share, { minimum: 0, maximum: 1 })] as const,
  )
  return object('Probability of each class; they sum to 1.', Object.fromEntries(each))
}

const storedFeature = object(
  'Where a value came from.',
  {
    view: text('Feature view.', 'student_academic_features'),
    since: time('Since when the value holds.'),
    age_seconds: number('How old it is.', 3600),
    value: anything<number | string | boolean | null>('The value: a number, a text, a boolean or null.', 7.2),
    unusable: flag(
      'The stored value is not allowed in this field, so the row was scored without it. Absent otherwise.',
      true,
    ),
  },
  ['unusable'],
)

/** Returns the schema of a prediction of the project. */
function predictionInfo(project: Project) {
  return object(
    'One prediction.',
    {
      prediction_id: predictionId,
      prediction: choice(meaningOfPrediction(project), classesOf(project)[0] ?? '', classesOf(project)),
      probabilities: probabilities(project),
      model: text('The model that made the prediction.', project.model),
      model_version: integer('Its version.', 1, { minimum: 1 }),
      timestamp: time('When it was made.'),
      threshold: number(
        'With a policy: the least probability of the positive class that makes it the prediction.',
        0.5,
      ),
      stored: record('Fields that came from the feature store.', storedFeature, {}),
      reasons: reasonsInfo(project),
    },
    ['threshold', 'stored', 'reasons'],
  )
}

export type PredictionInfo = Static<ReturnType<typeof predictionInfo>>

/** Returns the schema of the response with the predictions of all rows. */
export function predictionsInfo(project: Project) {
  return items('predictions', 'in the order of the rows', predictionInfo(project))
}

function meaningOfPrediction({ policy }: Project): string {
  if (policy === undefined) return 'The most probable class.'
  return `${policy.positive} if its probability is at least \`threshold\`, else the other class.`
}

/** Returns the schema of a body with many rows. */
export function rowsBody(project: Project, maxRows: number) {
  const examples = [[createExampleRequest(project)]]
  return object('Many rows.', {
    rows: list('The rows. The predictions are in the same order.', rowSchema(project), {
      minItems: 1,
      maxItems: maxRows,
      examples,
    }),
  })
}
export type RowsBody = Static<ReturnType<typeof rowsBody>>
