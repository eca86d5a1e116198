import type { Static } from 'typebox'
import { type MetricName, metricNames } from '../../../task/classification/evaluation.ts'
import {
  flag,
  integer,
  list,
  number,
  object,
  record,
  type Schema,
  text,
  time,
} from '../../../project/json-schema.ts'
import { pathParams } from '../parameters.ts'

/** Placeholder in examples: `describeApi` replaces it with the name of the project's model. */
export const modelExample = '{model}'

export const modelName = text('Name of the model.', modelExample)

export const modelInfo = object('A registered model.', {
  name: modelName,
  created_at: time('When its first version was registered.'),
  description: text('What it is for.', 'Credit score'),
  aliases: record('Alias to version.', integer('Version.', 2), { champion: 2 }),
  latest_version: integer('Its newest version.', 3),
})
export type ModelInfo = Static<typeof modelInfo>

const metrics = Object.fromEntries(
  metricNames.map((name) => [name, number(`${name.replaceAll('_', ' ')} on held-out rows.`, 0.7)]),
) as Record<MetricName, Schema<number>>

export const versionInfo = object('One version of a model.', {
  model: modelName,
  version: integer('1, 2, 3…', 2),
  run_id: text('The run that trained it.', '019aa3c2-6f3e-7d10-9c55-0b1f5e2a7c44'),
  created_at: time('When it was registered.'),
  description: text('Description from its registration.', 'Forest on the November table'),
  aliases: list('Aliases that point at it.', text('An alias.', 'champion')),
  learner: text('What it was trained with.', 'random-forest'),
  synthetic: flag('Whether it was trained on generated data.', false),
  leaking: flag('Whether the split was by rows, which makes the metrics too good to be true.', false),
  no_better_than_guessing: flag(
    'Its log-loss on held-out rows was not better than guessing, beyond noise.',
    false,
  ),
  rows: integer('Rows that it was trained on.', 80000),
  metrics: object('Metrics on held-out rows; what could not be measured is left out.', metrics, metricNames),
})
export type VersionInfo = Static<typeof versionInfo>

/**
 * Returns the schema of a version number in a request. Its maximum is the largest that every store
 * accepts.
 */
export function versionNumber(description: string): Schema<number> {
  return integer(description, 2, { minimum: 1, maximum: 2_147_483_647 })
}

export const nameParams = pathParams({ name: modelName })
export const versionParams = pathParams({ name: modelName, version: versionNumber('The version.') })
