import { flag, list, text, type ValueOf } from '../../../project/json-schema.ts'
import type {
  LoggedModel,
  LoggedModelStatus,
  ModelMetric,
} from '../../../store/tracking/logged-models/logged-model.ts'
import { experimentId } from '../experiments/schema.ts'
import { doubleOut, enumeration, int64, message, repeated, toDouble } from '../fields.ts'
import { filter, nextPageToken, pageToken, tags, tagsOut, toList } from '../shared-fields.ts'

const maxValues = 1000

const modelId = text('Id of the logged model.', 'm-3d9ef416ce014f899e6f91d71b9a5f95', { maxLength: 256 })
const name = text('Name of the model.', 'forest', { maxLength: 2000 })
const runId = text('Id of the run.', '3f0c8a52d1f14a0a9c4b7a1f0c2d9e11', { maxLength: 256 })
const datasetName = text('Name of the data.', 'test', { maxLength: 500 })
const datasetDigest = text('Digest of the data.', 'e26a4c92', { maxLength: 36 })
const status = enumeration('Whether its files are there.', 'LOGGED_MODEL_READY', {
  LOGGED_MODEL_STATUS_UNSPECIFIED: 0,
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
})

/** The services' word for each status of MLflow. */
export const statuses = {
  LOGGED_MODEL_STATUS_UNSPECIFIED: 'unspecified',
  LOGGED_MODEL_PENDING: 'pending',
  LOGGED_MODEL_READY: 'ready',
  LOGGED_MODEL_UPLOAD_FAILED: 'failed',
} as const satisfies Record<string, LoggedModelStatus>

const wireStatuses = {
  unspecified: 'LOGGED_MODEL_STATUS_UNSPECIFIED',
  pending: 'LOGGED_MODEL_PENDING',
  ready: 'LOGGED_MODEL_READY',
  failed: 'LOGGED_MODEL_UPLOAD_FAILED',
} as const satisfies Record<LoggedModelStatus, keyof typeof statuses>

const param = message(
  'A param.',
  { key: text('Its key.', 'depth'), value: text('Its value.', '8', { default: '' }) },
  ['key', 'value'],
)
const params = repeated('Params.', param, { maxItems: maxValues })

export const modelRequest = message('A logged model.', { model_id: modelId }, ['model_id'])
export const getRequest = message(
  'A logged model.',
  { model_id: modelId, allow_deleted: flag('Whether a deleted one is returned.', false, { default: false }) },
  ['model_id', 'allow_deleted'],
)
export const createRequest = message(
  'A new model.',
  {
    experiment_id: experimentId,
    name,
    model_type: text('Kind of model.', 'agent', { maxLength: 2000 }),
    source_run_id: runId,
    params,
    tags,
  },
  ['experiment_id', 'params', 'tags'],
)
export const finalizeRequest = message('A change of the status.', { model_id: modelId, status }, [
  'model_id',
  'status',
])
export const setTagsRequest = message('Tags to set.', { model_id: modelId, tags }, ['model_id', 'tags'])
export const deleteTagRequest = message(
  'A tag to delete.',
  { model_id: modelId, tag_key: text('Its key.', 'team') },
  ['model_id', 'tag_key'],
)
export const logParamsRequest = message('Params to add.', { model_id: modelId, params }, [
  'model_id',
  'params',
])

export const searchRequest = message(
  'Which models are listed.',
  {
    experiment_ids: list('Ids of the experiments.', experimentId, { maxItems: 10_000 }),
    filter,
    datasets: repeated(
      'Data that the metrics of the filter were measured on; one of them is enough.',
      message('Data.', { dataset_name: datasetName, dataset_digest: datasetDigest }, ['dataset_name']),
      { maxItems: 100 },
    ),
    max_results: int64('Largest number of models in the response; 0 is the default.', 100, {
      minimum: 0,
      default: 0,
    }),
    order_by: repeated(
      'The order. Models without the value come last.',
      message(
        'A field.',
        {
          field_name: text('An attribute or a metric.', 'metrics.loss', { default: '', maxLength: 600 }),
          ascending: flag('Whether the smallest is first.', true, { default: true }),
          dataset_name: datasetName,
          dataset_digest: datasetDigest,
        },
        ['field_name', 'ascending'],
      ),
    ),
    page_token: pageToken,
  },
  ['experiment_ids', 'datasets', 'max_results', 'order_by'],
)

const time = int64('Milliseconds since 1970.', 1_795_277_543_624)
const metric = message(
  'A point of a metric.',
  {
    key: text('Its key.', 'loss'),
    value: doubleOut('Its value.', 0.12),
    timestamp: time,
    step: int64('Step of the training.', 10),
    model_id: modelId,
    run_id: runId,
    dataset_name: datasetName,
    dataset_digest: datasetDigest,
  },
  ['key', 'value', 'timestamp', 'step', 'model_id', 'run_id'],
)
const model = message(
  'A logged model.',
  {
    info: message(
      'What it is.',
      {
        model_id: modelId,
        experiment_id: experimentId,
        name,
        creation_timestamp_ms: time,
        last_updated_timestamp_ms: time,
        artifact_uri: text('Root of its files.', 'mlflow-artifacts:/1/models/m-3d9e/artifacts'),
        status,
        model_type: text('Kind of model; may be empty.', 'agent'),
        source_run_id: text('Run that produced it; may be empty.', '3f0c8a52d1f14a0a9c4b7a1f0c2d9e11'),
        tags: tagsOut,
      },
      [
        'model_id',
        'experiment_id',
        'name',
        'creation_timestamp_ms',
        'last_updated_timestamp_ms',
        'artifact_uri',
        'status',
        'model_type',
        'source_run_id',
      ],
    ),
    data: message('Its values.', {
      params: list('Params.', param),
      metrics: list('Points of metrics.', metric),
    }),
  },
  ['info', 'data'],
)
export const modelResponse = message('A logged model.', { model }, ['model'])
export const searchResponse = message('A page of models.', {
  models: list('The models.', model),
  next_page_token: nextPageToken,
})

/** Returns a logged model in MLflow's form, which leaves out empty lists. */
export function toModel(logged: LoggedModel): ValueOf<typeof model> {
  const [tagList, paramList] = [toList(logged.tags), toList(logged.params)]
  return {
    info: {
      model_id: logged.id,
      experiment_id: logged.experimentId,
      name: logged.name,
      creation_timestamp_ms: Date.parse(logged.createdAt),
      last_updated_timestamp_ms: Date.parse(logged.updatedAt),
      artifact_uri: logged.artifactLocation,
      status: wireStatuses[logged.status],
      model_type: logged.modelType,
      source_run_id: logged.sourceRunId,
      ...(tagList.length > 0 && { tags: tagList }),
    },
    data: {
      ...(paramList.length > 0 && { params: paramList }),
      ...(logged.metrics.length > 0 && { metrics: logged.metrics.map(toMetric) }),
    },
  }
}

function toMetric({
  key,
  value,
  timestamp,
  step,
  modelId = '',
  runId,
  dataset,
}: ModelMetric): ValueOf<typeof metric> {
  return {
    key,
    value: toDouble(value),
    timestamp,
    step,
    ...(dataset !== undefined && { dataset_name: dataset.name, dataset_digest: dataset.digest }),
    model_id: modelId,
    run_id: runId,
  }
}
