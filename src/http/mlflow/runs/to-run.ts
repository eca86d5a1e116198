import type { MetricPoint } from '../../../store/tracking/metric.ts'
import type { TrackedRun, TrackedRunStatus } from '../../../store/tracking/runs.ts'
import { toDouble } from '../fields.ts'
import { toList } from '../shared-fields.ts'
import type { WireInfo, WireMetric, WireRun } from './schema.ts'

const wireStatuses = {
  scheduled: 'SCHEDULED',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  interrupted: 'KILLED',
} as const satisfies Record<TrackedRunStatus, WireInfo['status']>

/** The services' word for each status of MLflow. */
export const statuses = {
  SCHEDULED: 'scheduled',
  RUNNING: 'running',
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'interrupted',
} as const satisfies Record<WireInfo['status'], TrackedRunStatus>

/** Returns a run in MLflow's form, which leaves out empty lists. */
export function toRun(run: TrackedRun): WireRun {
  const params = toList(run.params)
  const tags = toList(run.tags)
  const { datasets, models } = run.inputs
  return {
    info: toInfo(run),
    data: {
      ...(run.metrics.length > 0 && { metrics: run.metrics.map(toMetric) }),
      ...(params.length > 0 && { params }),
      ...(tags.length > 0 && { tags }),
    },
    inputs: {
      ...(datasets.length > 0 && { dataset_inputs: datasets.map(toDatasetInput) }),
      ...(models.length > 0 && { model_inputs: models.map(({ modelId }) => ({ model_id: modelId })) }),
    },
    outputs: {
      ...(run.outputs.length > 0 && {
        model_outputs: run.outputs.map(({ modelId, step }) => ({ model_id: modelId, step })),
      }),
    },
  }
}

export function toInfo(run: TrackedRun): WireInfo {
  return {
    run_uuid: run.id,
    experiment_id: run.experimentId,
    run_name: run.name,
    user_id: run.user,
    status: wireStatuses[run.status],
    start_time: Date.parse(run.startedAt),
    ...(run.endedAt !== null && { end_time: Date.parse(run.endedAt) }),
    artifact_uri: run.artifactUri,
    lifecycle_stage: run.lifecycle,
    run_id: run.id,
  }
}

export function toMetric({ key, value, timestamp, step }: MetricPoint): WireMetric {
  return { key, value: toDouble(value), timestamp, step }
}

type DatasetInput = TrackedRun['inputs']['datasets'][number]

function toDatasetInput({ dataset: { name, digest, source, ...dataset }, tags: own }: DatasetInput) {
  const tags = toList(own)
  return {
    ...(tags.length > 0 && { tags }),
    dataset: {
      name,
      digest,
      source_type: dataset.sourceType,
      source,
      ...(dataset.schema !== undefined && { schema: dataset.schema }),
      ...(dataset.profile !== undefined && { profile: dataset.profile }),
    },
  }
}
