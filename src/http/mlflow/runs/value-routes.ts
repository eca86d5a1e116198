import type { MetricPoint } from '../../../store/tracking/metric.ts'
import { ofRuns } from '../../guard/objects.ts'
import { noFields } from '../fields.ts'
import { type MlflowRoutes, mlflowRoute } from '../mlflow-route.ts'
import { toRecord } from '../shared-fields.ts'
import { logOne } from './log-one.ts'
import { appendLoggedModel } from './logged-model-history.ts'
import {
  deleteTagRequest,
  logBatchRequest,
  logInputsRequest,
  logMetricRequest,
  logModelRequest,
  logOutputsRequest,
  logParamRequest,
  type MetricIn,
  setTagRequest,
} from './schema.ts'

const tag = 'Values of runs'
const change = { method: 'POST', scope: 'track', tag, response: noFields } as const
/** Largest body of MLflow's log-batch, in bytes. */
const maxBatchBytes = 1_000_000
/** Largest description of datasets, in bytes. */
const maxInputBytes = 4_194_304

/** Records values of runs. */
export const runValueRoutes: MlflowRoutes<'runs'> = (app, context) => {
  metricAndParamRoutes(app, context)
  tagRoutes(app, context)
  modelRoutes(app, context)
}

const metricAndParamRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/log-metric',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logMetric',
    summary: 'Add a point to a metric',
    request: logMetricRequest,
    handler: async ({ run_id: id, ...metric }) => {
      await logOne(runs, id, { metrics: [toPoint(metric)] })
      return {}
    },
  })
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/log-parameter',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logParam',
    summary: 'Set a param, once',
    request: logParamRequest,
    handler: async ({ run_id: id, key, value }) => {
      await logOne(runs, id, { params: [{ key, value }] })
      return {}
    },
  })
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/log-batch',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logBatch',
    summary: 'Record metrics, params and tags together',
    request: logBatchRequest,
    bodyLimit: maxBatchBytes,
    handler: async ({ run_id: id, metrics, params, tags }) => {
      await runs.log(id, { metrics: metrics.map(toPoint), params, tags })
      return {}
    },
  })
}

const tagRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/set-tag',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'setTag',
    summary: 'Set a tag of a run',
    request: setTagRequest,
    handler: async ({ run_id: id, key, value }) => {
      await logOne(runs, id, { tags: [{ key, value }] })
      return {}
    },
  })
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/delete-tag',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'deleteTag',
    summary: 'Delete a tag of a run',
    request: deleteTagRequest,
    handler: async ({ run_id: id, key }) => {
      await runs.deleteTag(id, key)
      return {}
    },
  })
}

const modelRoutes: MlflowRoutes<'runs'> = (app, { services: { runs } }) => {
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/log-inputs',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logInputs',
    summary: 'Record what a run read',
    request: logInputsRequest,
    bodyLimit: maxInputBytes,
    handler: async ({ run_id: id, datasets, models }) => {
      await runs.logInputs(id, {
        datasets: datasets.map(({ dataset: { source_type: sourceType, ...dataset }, tags }) => ({
          dataset: { ...dataset, sourceType },
          tags: toRecord(tags),
        })),
        models: models.map(({ model_id: modelId }) => ({ modelId })),
      })
      return {}
    },
  })
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/outputs',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logOutputs',
    summary: 'Record which logged models a run produced',
    request: logOutputsRequest,
    handler: async ({ run_id: id, models }) => {
      await runs.logOutputs(
        id,
        models.map(({ model_id: modelId, step }) => ({ modelId, step })),
      )
      return {}
    },
  })
  mlflowRoute(app, {
    ...change,
    path: '/mlflow/runs/log-model',
    object: ({ run_id: id }) => ofRuns(runs, [id]),
    operationId: 'logModel',
    summary: 'Record a model in the form of MLflow 1 and 2',
    request: logModelRequest,
    handler: async ({ run_id: id, model_json: model }) => {
      const { tags } = await runs.get(id)
      await runs.log(id, { tags: [appendLoggedModel(tags, model)] })
      return {}
    },
  })
}

function toPoint({
  model_id: modelId,
  dataset_name: name,
  dataset_digest: digest,
  ...point
}: MetricIn): MetricPoint {
  return {
    ...point,
    ...(modelId !== undefined && { modelId }),
    ...(name !== undefined && digest !== undefined && { dataset: { name, digest } }),
  }
}
