import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { KeyValue } from '../shared-fields.ts'

/** The tag in which MLflow 1 and 2 keep the models of a run. */
const historyTag = 'mlflow.log-model.history'

const required = ['artifact_path', 'flavors', 'run_id', 'utc_time_created'] as const
const kept = ['run_id', 'artifact_path', 'utc_time_created', 'model_uuid'] as const

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Returns the tag of a run's models with one more.
 *
 * @param json the file `MLmodel` as JSON
 * @throws LapidaryError `bad-model-json`, `incomplete-model-json`
 */
export function appendLoggedModel(tags: Readonly<Record<string, string>>, json: string): KeyValue {
  const model = parseObject(json)
  const missing = required.filter((name) => model[name] === undefined || model[name] === null)
  if (missing.length > 0) throw new LapidaryError('incomplete-model-json', { names: missing.join(', ') })
  const history = JSON.parse(tags[historyTag] ?? '[]') as unknown[]
  const entry = {
    ...Object.fromEntries(kept.map((name) => [name, model[name] ?? null])),
    flavors: withoutConfigs(model['flavors']),
  }
  return { key: historyTag, value: JSON.stringify([...history, entry]) }
}

function parseObject(json: string): JsonObject {
  let model: unknown
  try {
    model = JSON.parse(json)
  } catch (error) {
    throw new LapidaryError('bad-model-json', {}, { cause: error })
  }
  if (!isObject(model)) throw new LapidaryError('bad-model-json')
  return model
}

/** Returns flavors without their configuration, which may be large. */
function withoutConfigs(flavors: unknown): JsonObject {
  if (!isObject(flavors)) return {}
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => {
      if (!isObject(flavor)) return [name, flavor]
      const { config: _config, ...rest } = flavor
      return [name, rest]
    }),
  )
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
