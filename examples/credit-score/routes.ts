import { defineRoute, schema, type ScoredRow } from 'lapidary'
import { creditScores } from './categories.ts'

type StoredFeature = NonNullable<ScoredRow['stored']>[string]

/** Values of the customer's earlier months from the feature store. */
const fromStore = schema.record(
  'With `customer_id`: what the feature store gave, since when it holds and how old it is.',
  schema.object(
    'Where a value came from.',
    {
      view: schema.text('Its feature view.', 'customer_history'),
      since: schema.time('Since when it holds, UTC.', '2022-09-01T00:00:00Z'),
      age_seconds: schema.number('Seconds since then.', 3600),
      unusable: schema.flag(
        'The stored value is not allowed in this field, so the row was scored without it. Absent otherwise.',
        true,
      ),
    },
    ['unusable'],
  ),
  {},
)

function toPlace([name, { view, since, ageSeconds, unusable }]: [string, StoredFeature]) {
  return [name, { view, since, age_seconds: ageSeconds, ...(unusable && { unusable }) }] as const
}

/** The route of the bank's partners: predicts the class of one client. */
export const predictScore = defineRoute({
  method: 'POST',
  path: '/predict_score',
  scope: 'predict',
  summary: 'Credit score of one client',
  description:
    'Every field may be left out or null: the model accepts missing values. ' +
    'With `customer_id` the prediction also uses the earlier months of the customer. ' +
    'With `reasons=true` the answer says in words what weighed most.',
  reasons: true,
  body: (schemas) => schemas.request,
  response: (schemas) =>
    schema.object(
      'The credit score.',
      {
        credit_score: schema.choice('The most probable class.', 'Standard', creditScores),
        probabilities: schemas.probabilities,
        model: schema.text('The model that answered.', 'CreditScoreModel'),
        model_version: schema.integer('Its version.', 1, { minimum: 1 }),
        prediction_id: schema.text(
          'Id of the prediction in the prediction log.',
          '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44',
        ),
        timestamp: schema.time('When it was made, UTC.'),
        from_store: fromStore,
        reasons: schemas.reasons,
      },
      ['from_store', 'reasons'],
    ),
  handler: async ({ body }, { predict }) => {
    const [scored] = await predict([body])
    if (scored === undefined) throw new TypeError('one row was sent, and no prediction was returned')
    return {
      credit_score: scored.prediction as (typeof creditScores)[number],
      probabilities: scored.probabilities,
      model: scored.model,
      model_version: scored.modelVersion,
      prediction_id: scored.predictionId,
      timestamp: scored.timestamp,
      ...(scored.stored && { from_store: Object.fromEntries(Object.entries(scored.stored).map(toPlace)) }),
      ...(scored.reasons && { reasons: scored.reasons }),
    }
  },
})
