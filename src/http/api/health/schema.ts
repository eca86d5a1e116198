import { integer, object, text, typed } from '../../../project/json-schema.ts'
import { modelExample } from '../models/schema.ts'

export const healthInfo = object('Whether it answers.', { status: text('ok, or why not.', 'ok') })

export const readyInfo = object('Whether it can predict.', {
  status: text('ready.', 'ready'),
  model: text('The model that answers.', modelExample),
  model_version: integer('Its version.', 1),
  champion_version: integer('The version behind the alias `champion`: another one if that cannot be served.', 1),
})

export const metricsText = typed<string>({ type: 'string', examples: ['lapidary_predictions_total 1'] })
