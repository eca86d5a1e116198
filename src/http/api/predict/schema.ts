import type { Project } from '../../../project/project.ts'
import type { JsonSchema, RouteSchemas } from '../../../project/route.ts'
import { anything, flag, integer, list, nullable, number, object, record, text, time } from '../../openapi/describe.ts'
import { createExampleRequest } from '../../../project/example-request.ts'

export const predictionId = text('Under this id the prediction is kept.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44')

/** The schemas that a project's own routes may ask for. */
export function routeSchemas(project: Project): RouteSchemas {
  const request = { $ref: `${project.requestSchema}#` }
  const features = project.entityField === undefined ? request : { $ref: `${project.requestSchema}Features#` }
  return { request, features, probabilities: probabilities(project), reasons }
}

export const reasonsQuery: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { reasons: flag('Also say in words what weighed most.', true, { default: false }) },
}

export const noQuery: JsonSchema = { type: 'object', additionalProperties: false, properties: {} }

export function classesOf(project: Project): readonly string[] {
  const target = project.columns[project.target]
  return target?.type === 'category' ? target.categories : []
}

function probabilities(project: Project): JsonSchema {
  const classes = classesOf(project)
  const share = Number((1 / classes.length).toFixed(2))
  const each = classes.map((name) => [name, number(`Probability of ${name}.`, share, { minimum: 0, maximum: 1 })] as const)
  return object('Probability of each class; they sum to 1.', Object.fromEntries(each))
}

const reasons = list(
  'What weighed most, strongest first; at most four.',
  object('One reason.', {
    column: text('The field that weighed.', 'Outstanding_Debt'),
    label: text('Its name for people, in the language of `Accept-Language`.', 'Outstanding debt'),
    value: nullable(text('The value that was sent, with its unit; null when missing.', '$ 3,200')),
    contribution: number(
      'Change of the probability of the predicted class (forest), or of its log-odds (logistic regression, network).',
      0.12,
    ),
    text: text(
      'The whole sentence; with a policy it is about the positive class.',
      'Outstanding debt: $3,200, which raises the chance of Poor',
    ),
  }),
)

const storedFeature = object(
  'Where a value came from.',
  {
    view: text('Feature view.', 'student_academic_features'),
    since: time('Since when the value holds.'),
    age_seconds: number('How old it is.', 3600),
    value: anything('The value: a number, a text, a boolean or null.', 7.2),
    unusable: flag('The stored value is not allowed in this field, so the row was scored without it. Absent otherwise.', true),
  },
  ['unusable'],
)

export function predictionInfo(project: Project): JsonSchema {
  return object(
    'One prediction.',
    {
      prediction_id: predictionId,
      prediction: text(meaningOfPrediction(project), classesOf(project)[0] ?? '', { enum: classesOf(project) }),
      probabilities: probabilities(project),
      model: text('The model that answered.', project.model),
      model_version: integer('Its version.', 1, { minimum: 1 }),
      timestamp: time('When it was made.'),
      threshold: number('With a policy: the least probability of the positive class that makes it the prediction.', 0.5),
      stored: record('Fields that came from the feature store.', storedFeature, {}),
      reasons,
    },
    ['threshold', 'stored', 'reasons'],
  )
}

function meaningOfPrediction({ policy }: Project): string {
  if (policy === undefined) return 'The most probable class.'
  return `${policy.positive} if its probability is at least \`threshold\`, else the other class.`
}

/** Many rows in one request. */
export function rowsBody(project: Project, maxRows: number): JsonSchema {
  return object('Many rows.', {
    rows: list(
      'The rows, answered in this order.',
      { $ref: `${project.requestSchema}#` },
      {
        minItems: 1,
        maxItems: maxRows,
        examples: [[createExampleRequest(project)]],
      },
    ),
  })
}
