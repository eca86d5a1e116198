import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { checkKey, checkLength, truncate } from '../../base/text/entity-key.ts'
import type { LocalizedText } from '../../base/text/localized-text.ts'
import type { MetricPoint } from './metric.ts'
import type { RunValues } from './run-store.ts'
import type { Dataset, RunBatch, RunInputs, Setting } from './runs.ts'

const limits = { metrics: 1000, params: 100, tags: 100, all: 1000, datasets: 1000 }
const maxKeyLength = 250
const maxParamLength = 6000
const maxTagLength = 8000
/** Whole numbers that JSON, JavaScript and both databases write the same. */
const isWhole = Number.isSafeInteger

/**
 * Checks what clients log together and returns it as it is stored: longer params and tags are
 * truncated, as MLflow does, and of several tags with one key the last counts.
 * @throws LapidaryError `batch-too-large`, `name-characters`, `name-path`, `value-empty`,
 * `value-too-long`, `bad-metric`, `param-twice`
 */
export function checkBatch({ metrics = [], params = [], tags = [] }: RunBatch): RunValues {
  const keys = new Set<string>()
  for (const [i, point] of metrics.entries()) {
    if (!keys.has(point.key)) checkKey(`metrics[${i}].name`, point.key, maxKeyLength)
    keys.add(point.key)
    checkPoint(point, i)
  }
  for (const [i, { key }] of params.entries()) checkKey(`params[${i}].key`, key, maxKeyLength)
  for (const [i, { key }] of tags.entries()) checkKey(`tags[${i}].key`, key, maxKeyLength)
  checkCount(metrics.length, limits.metrics, { en: 'metrics', 'pt-BR': 'métricas' })
  checkCount(params.length, limits.params, { en: 'params', 'pt-BR': 'parâmetros' })
  checkCount(tags.length, limits.tags, { en: 'tags', 'pt-BR': 'tags' })
  const all = { en: 'metrics, params and tags together', 'pt-BR': 'métricas, parâmetros e tags ao todo' }
  checkCount(metrics.length + params.length + tags.length, limits.all, all)
  checkOnce(params)
  return { metrics, params: truncateAll(params, maxParamLength), tags: lastOfEach(tags) }
}

/**
 * Returns the tags of a new run as they are stored. MLflow's server accepts any key here.
 * @throws LapidaryError `value-empty`, `value-too-long`
 */
export function checkTags(tags: readonly Setting[]): readonly Setting[] {
  for (const [i, { key }] of tags.entries()) {
    if (key === '') throw new LapidaryError('value-empty', { field: `tags[${i}].key` })
    checkLength(`tags[${i}].key`, key, maxKeyLength)
  }
  return lastOfEach(tags)
}

/** @throws LapidaryError `value-too-long`, `batch-too-large` */
export function checkDatasets(datasets: RunInputs['datasets']): void {
  checkCount(datasets.length, limits.datasets, { en: 'datasets', 'pt-BR': 'conjuntos de dados' })
  for (const { dataset, tags } of datasets) {
    for (const [field, limit] of Object.entries(datasetLimits))
      checkLength(field, dataset[field as keyof Dataset] ?? '', limit)
    for (const [key, value] of Object.entries(tags)) {
      checkLength('key', key, 255)
      checkLength('value', value, 500)
    }
  }
}

const datasetLimits = {
  name: 500,
  digest: 36,
  source: 65_535,
  schema: 1_048_575,
  profile: 16_777_215,
} as const satisfies { readonly [Field in keyof Dataset]?: number }

function checkPoint({ timestamp, step, modelId, dataset }: MetricPoint, i: number): void {
  if (!isWhole(timestamp) || timestamp < 0)
    throw new LapidaryError('bad-metric', { field: `metrics[${i}].timestamp`, seen: timestamp, from: 0 })
  if (!isWhole(step))
    throw new LapidaryError('bad-metric', {
      field: `metrics[${i}].step`,
      seen: step,
      from: Number.MIN_SAFE_INTEGER,
    })
  if (modelId !== undefined) checkLength(`metrics[${i}].model_id`, modelId, maxKeyLength)
  if (dataset === undefined) return
  checkLength(`metrics[${i}].dataset_name`, dataset.name, datasetLimits.name)
  checkLength(`metrics[${i}].dataset_digest`, dataset.digest, datasetLimits.digest)
}

function checkCount(seen: number, limit: number, kind: LocalizedText): void {
  if (seen > limit) throw new LapidaryError('batch-too-large', { kind, seen, limit })
}

/** @throws LapidaryError `param-twice` */
function checkOnce(params: readonly Setting[]): void {
  const keys = params.map(({ key }) => key)
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i)
  if (twice.length > 0) throw new LapidaryError('param-twice', { keys: twice.join(', ') })
}

function lastOfEach(tags: readonly Setting[]): readonly Setting[] {
  return truncateAll([...new Map(tags.map((tag) => [tag.key, tag])).values()], maxTagLength)
}

function truncateAll(settings: readonly Setting[], limit: number): readonly Setting[] {
  return settings.map(({ key, value }) => ({ key, value: truncate(value, limit) }))
}
