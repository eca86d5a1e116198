import { choice, list, text, type ValueOf } from '../../../project/json-schema.ts'
import { experimentId } from '../experiments/schema.ts'
import { doubleIn, doubleOut, enumeration, int64, message, repeated, runId } from '../fields.ts'
import { filter, nextPageToken, orderBy, pageToken, tags, tagsOut, viewType } from '../shared-fields.ts'

const time = (description: string) => int64(description, 1_795_277_543_624, { minimum: 0, maximum: 8.64e15 })
const key = text('Its key.', 'accuracy')
const modelId = text('Id of the logged model.', 'm-3d9ef416ce014f899e6f91d71b9a5f95', { maxLength: 256 })
const step = int64('Step of the training.', 10, { default: 0 })
const status = enumeration('How the run stands.', 'RUNNING', {
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
})
const runName = text('Name of the run.', 'resilient-pug-17')

const info = message(
  'What a run is.',
  {
    run_uuid: runId('The same as `run_id`.'),
    experiment_id: experimentId,
    run_name: runName,
    user_id: text('Who started it.', 'ana'),
    status,
    start_time: time('Milliseconds since 1970.'),
    end_time: time('Milliseconds since 1970; left out while it runs.'),
    artifact_uri: text('Root of its artifacts.', 'mlflow-artifacts:/1/3f0c/artifacts'),
    lifecycle_stage: choice('Whether it is deleted.', 'active', ['active', 'deleted']),
    run_id: runId(),
  },
  [
    'run_uuid',
    'experiment_id',
    'run_name',
    'user_id',
    'status',
    'start_time',
    'artifact_uri',
    'lifecycle_stage',
    'run_id',
  ],
)

const metricOut = message(
  'A point of a metric.',
  { key, value: doubleOut('Its value.', 0.91), timestamp: time('Milliseconds since 1970.'), step },
  ['key', 'value', 'timestamp', 'step'],
)
export type WireMetric = ValueOf<typeof metricOut>
export const metricsOut = list('Points of metrics.', metricOut)

const param = message('A param.', { key, value: text('Its value.', '100', { default: '' }) }, [
  'key',
  'value',
])

const dataset = message(
  'A dataset.',
  {
    name: text('Its name.', 'train', { maxLength: 500 }),
    digest: text('Digest of its content.', 'e26a4c92', { maxLength: 36 }),
    source_type: text('Kind of its source.', 'code', { default: '' }),
    source: text('Where it is from.', '{}', { default: '' }),
    schema: text('Its columns, as JSON.', '{}'),
    profile: text('Its size, as JSON.', '{}'),
  },
  ['name', 'digest', 'source_type', 'source'],
)
const datasetInput = message('A dataset that a run read.', { dataset, tags }, ['dataset', 'tags'])
const datasetOut = message('A dataset that a run read.', { dataset, tags: tagsOut }, ['dataset'])
const modelInput = message('A logged model that a run read.', { model_id: modelId }, ['model_id'])
const modelOutput = message('A logged model that a run produced.', { model_id: modelId, step }, [
  'model_id',
  'step',
])

export const run = message(
  'A run.',
  {
    info,
    data: message('Its values.', {
      metrics: metricsOut,
      params: list('Its params.', param),
      tags: tagsOut,
    }),
    inputs: message('What it read.', {
      dataset_inputs: list('Datasets.', datasetOut),
      model_inputs: list('Logged models.', modelInput),
    }),
    outputs: message('What it produced.', { model_outputs: list('Logged models.', modelOutput) }),
  },
  ['info', 'data', 'inputs'],
)
export type WireRun = ValueOf<typeof run>
export type WireInfo = ValueOf<typeof info>

export const runRequest = message('A run.', { run_id: runId() }, ['run_id'])
export const runResponse = message('A run.', { run }, ['run'])

export const createRequest = message(
  'A new run.',
  {
    experiment_id: experimentId,
    user_id: text('Who starts it.', 'ana', { maxLength: 256 }),
    run_name: runName,
    start_time: time('Milliseconds since 1970. Now by default.'),
    tags,
  },
  ['experiment_id', 'tags'],
)

export const updateRequest = message(
  'What changes of a run.',
  { run_id: runId(), status, end_time: time('Milliseconds since 1970.'), run_name: runName },
  ['run_id'],
)
export const updateResponse = message('What the run is now.', { run_info: info }, ['run_info'])

export const searchRequest = message(
  'Which runs are listed.',
  {
    experiment_ids: repeated('Ids of the experiments.', experimentId, { maxItems: 10_000 }),
    filter,
    run_view_type: viewType,
    max_results: int64('Largest number of runs in the response.', 100, {
      minimum: 1,
      maximum: 50_000,
      default: 1000,
    }),
    order_by: orderBy,
    page_token: pageToken,
  },
  ['experiment_ids', 'run_view_type', 'max_results', 'order_by'],
)
export const searchResponse = message('A page of runs.', {
  runs: list('The runs.', run),
  next_page_token: nextPageToken,
})

const value = doubleIn('Its value.', 0.91)
const pointFields = {
  key,
  value,
  timestamp: time('Milliseconds since 1970.'),
  step,
  model_id: modelId,
  dataset_name: text('Name of the dataset that was measured.', 'test', { maxLength: 500 }),
  dataset_digest: text('Digest of the dataset that was measured.', 'e26a4c92', { maxLength: 36 }),
}
const metricIn = message('A point of a metric.', pointFields, ['key', 'value', 'timestamp', 'step'])
export type MetricIn = ValueOf<typeof metricIn>

export const logMetricRequest = message('A point of a metric.', { run_id: runId(), ...pointFields }, [
  'run_id',
  'key',
  'value',
  'timestamp',
  'step',
])
export const logParamRequest = message(
  'A param.',
  { run_id: runId(), key, value: text('Its value.', '100', { default: '' }) },
  ['run_id', 'key', 'value'],
)
export const setTagRequest = message(
  'A tag.',
  { run_id: runId(), key, value: text('Its value.', 'risk', { default: '' }) },
  ['run_id', 'key', 'value'],
)
export const deleteTagRequest = message('A tag.', { run_id: runId(), key }, ['run_id', 'key'])

export const logBatchRequest = message(
  'Metrics, params and tags, of which all are stored or none.',
  {
    run_id: runId(),
    metrics: repeated('Points of metrics.', metricIn),
    params: repeated('Params.', param),
    tags,
  },
  ['run_id', 'metrics', 'params', 'tags'],
)

export const logInputsRequest = message(
  'What a run read.',
  {
    run_id: runId(),
    datasets: repeated('Datasets.', datasetInput, { maxItems: 1000 }),
    models: repeated('Logged models.', modelInput, { maxItems: 1000 }),
  },
  ['run_id', 'datasets', 'models'],
)
export const logOutputsRequest = message(
  'What a run produced.',
  { run_id: runId(), models: list('Logged models.', modelOutput, { maxItems: 1000 }) },
  ['run_id', 'models'],
)
export const logModelRequest = message(
  'A model in the form of MLflow 1 and 2.',
  { run_id: runId(), model_json: text('The file MLmodel as JSON.', '{}') },
  ['run_id', 'model_json'],
)
