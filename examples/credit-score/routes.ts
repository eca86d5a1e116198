import type { ProjectRoute, ScoredRow } from 'lapidary'
import { creditScores } from './categories.ts'

type StoredFeature = NonNullable<ScoredRow['stored']>[string]

/** Which of the customer's earlier months' numbers came from the feature store. */
const fromStore = {
  type: 'object',
  description: 'With `customer_id`: what the feature store gave, since when it holds and how old it is.',
  examples: [{}],
  additionalProperties: {
    type: 'object',
    required: ['view', 'since', 'age_seconds'],
    properties: {
      view: { type: 'string', description: 'Its feature view.', examples: ['customer_history'] },
      since: {
        type: 'string',
        format: 'date-time',
        description: 'Since when it holds, UTC.',
        examples: ['2022-09-01T00:00:00Z'],
      },
      age_seconds: { type: 'number', description: 'Seconds since then.', examples: [3600] },
      unusable: {
        type: 'boolean',
        description: 'The stored value is not allowed in this field, so the row was scored without it. Absent otherwise.',
        examples: [true],
      },
    },
  },
} as const

function placeOf([name, { view, since, ageSeconds, unusable }]: [string, StoredFeature]) {
  return [name, { view, since, age_seconds: ageSeconds, ...(unusable && { unusable }) }] as const
}

/** What the bank's partners call: one client in, one class out. */
export const predictScore: ProjectRoute = {
  method: 'POST',
  path: '/predict_score',
  scope: 'predict',
  summary: 'Credit score of one client',
  description:
    'Every field may be left out or null: missing is a value the model knows. ' +
    'With `customer_id` the prediction also uses the earlier months of the customer. ' +
    'With `reasons=true` the answer says in words what weighed most.',
  reasons: true,
  body: (schemas) => schemas.request,
  response: (schemas) => ({
    type: 'object',
    required: ['credit_score', 'probabilities', 'model', 'model_version', 'prediction_id', 'timestamp'],
    properties: {
      credit_score: { type: 'string', enum: creditScores, description: 'The most probable class.', examples: ['Standard'] },
      probabilities: schemas.probabilities,
      model: { type: 'string', description: 'The model that answered.', examples: ['CreditScoreModel'] },
      model_version: { type: 'integer', minimum: 1, description: 'Its version.', examples: [1] },
      prediction_id: {
        type: 'string',
        description: 'Under this id the prediction is kept.',
        examples: ['019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44'],
      },
      timestamp: {
        type: 'string',
        format: 'date-time',
        description: 'When it was made, UTC.',
        examples: ['2026-11-21T12:00:00.000Z'],
      },
      from_store: fromStore,
      reasons: schemas.reasons,
    },
  }),
  handler: async ({ body }, { predict }) => {
    const [scored] = await predict([body])
    if (scored === undefined) throw new TypeError('one row was asked, none was answered')
    return {
      credit_score: scored.prediction,
      probabilities: scored.probabilities,
      model: scored.model,
      model_version: scored.modelVersion,
      prediction_id: scored.predictionId,
      timestamp: scored.timestamp,
      ...(scored.stored && { from_store: Object.fromEntries(Object.entries(scored.stored).map(placeOf)) }),
      ...(scored.reasons && { reasons: scored.reasons }),
    }
  },
}
