import type { Static } from 'typebox'
import { integer, object, text, typed } from '../../../project/json-schema.ts'
import { modelExample } from '../models/schema.ts'

export const healthInfo = object('Whether the process runs.', { status: text('`ok`.', 'ok') })

export const readyInfo = object(
  'Whether predictions can be made. A server without a project serves no model.',
  {
    status: text('ready.', 'ready'),
    model: text('The model that is served.', modelExample),
    model_version: integer('Its version.', 1),
    champion_version: integer(
      'The version behind the alias `champion`: another one if that cannot be served.',
      1,
    ),
  },
  ['model', 'model_version', 'champion_version'],
)
export type ReadyInfo = Static<typeof readyInfo>

export const healthText = typed<string>({ type: 'string', examples: ['OK'] })

export const metricsText = typed<string>({ type: 'string', examples: ['lapidary_predictions_total 1'] })
