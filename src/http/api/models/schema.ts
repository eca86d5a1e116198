import { metricNames } from '../../../task/classification/evaluation.ts'
import type { JsonSchema } from '../../../project/route.ts'
import { flag, integer, list, nullable, number, object, record, text, time } from '../../openapi/describe.ts'

/** Stands for the name of the project's model in examples; `describeApi` puts the name there. */
export const modelExample = '{model}'

const modelName = text('Name of the model.', modelExample)

export const modelInfo = object('A registered model.', {
  name: modelName,
  created_at: time('When its first version was registered.'),
  description: text('What it is for.', 'Credit score'),
  aliases: record('Alias to version.', integer('Version.', 2), { champion: 2 }),
  latest_version: integer('Its newest version.', 3),
})

const metrics: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  metricNames.map((name) => [name, number(`${name.replaceAll('_', ' ')} on held-out rows.`, 0.7)]),
)

export const versionInfo = object('One version of a model.', {
  model: modelName,
  version: integer('1, 2, 3…', 2),
  run_id: text('The run that trained it.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44'),
  created_at: time('When it was registered.'),
  description: text('What was said when it was registered.', 'Forest on the November table'),
  aliases: list('Aliases that point at it.', text('An alias.', 'champion')),
  learner: text('What it was trained with.', 'random-forest'),
  synthetic: flag('Trained on data that a generator made.', false),
  leaking: flag('The split was by rows, so the metrics are too good to be true.', false),
  no_better_than_guessing: flag('Its log-loss on held-out rows was not better than guessing, beyond noise.', false),
  rows: integer('Rows that it was trained on.', 80000),
  metrics: object('Metrics on held-out rows; what could not be measured is left out.', metrics, metricNames),
})

export const aliasInfo = object('Where an alias points now.', {
  model: modelName,
  alias: text('The alias.', 'champion'),
  version: integer('The version it points at.', 3),
  previous: nullable(integer('The version it pointed at before.', 2)),
  at: time('When it was moved.'),
  by: text('Id of the caller who moved it.', 'environment'),
  reason: text('Why.', 'Better on the new table'),
})

/** The number of a version in a request: no store takes a larger one. */
export function versionNumber(description: string): JsonSchema {
  return integer(description, 2, { minimum: 1, maximum: 2_147_483_647 })
}

export const promoteBody = object(
  'Which version takes the alias.',
  {
    version: versionNumber('The version.'),
    force: flag('Past the gate, which refuses a version that is worse than the current one.', false),
    reason: text('Why; kept in the history.', 'Better on the new table', { maxLength: 500 }),
  },
  ['force', 'reason'],
)

export const rollBackBody = nullable(
  object('Why; may be left out.', { reason: text('Why; kept in the history.', 'Complaints since Monday', { maxLength: 500 }) }, [
    'reason',
  ]),
)

/** `{name}`, `{version}` and `{alias}` in addresses. */
export const nameParams = params({ name: modelName })
export const versionParams = params({ name: modelName, version: versionNumber('The version.') })
export const aliasParams = params({ name: modelName, alias: text('The alias.', 'champion', { maxLength: 64 }) })

function params(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) }
}
