import { list, text } from '../../../project/json-schema.ts'
import { doubleOut, int64, message, runId } from '../fields.ts'
import { metricsOut } from '../runs/schema.ts'
import type { FieldErrors } from '../read-message.ts'
import { nextPageToken, pageToken } from '../shared-fields.ts'

const metricKey = text('Key of the metric.', 'accuracy', { maxLength: 1000 })
/** Largest number of points of one response. */
export const maxPoints = 25_000

export const historyRequest = message(
  'A metric of a run.',
  {
    run_id: runId(),
    metric_key: metricKey,
    page_token: pageToken,
    max_results: int64('Largest number of points in the response.', 1000, {
      minimum: 1,
      default: maxPoints,
    }),
  },
  ['run_id', 'metric_key', 'max_results'],
)
export const historyResponse = message('Points by step and time.', {
  metrics: metricsOut,
  next_page_token: nextPageToken,
})

const runIds = (errors: FieldErrors) =>
  list('Ids of the runs.', runId('Id of a run.'), { maxItems: 100, 'x-errors': errors })
const point = message(
  'A point of a metric of a run.',
  {
    key: metricKey,
    value: doubleOut('Its value.', 0.91),
    timestamp: int64('Milliseconds since 1970.', 1_795_277_543_624),
    step: int64('Step of the training.', 10),
    run_id: runId(),
  },
  ['key', 'value', 'timestamp', 'step', 'run_id'],
)

export const bulkRequest = message(
  'A metric of several runs.',
  {
    run_id: runIds({ missing: 'no-bulk-run', tooMany: 'too-many-bulk-runs' }),
    metric_key: text('Key of the metric.', 'accuracy', {
      maxLength: 1000,
      'x-errors': { missing: 'no-bulk-metric' } satisfies FieldErrors,
    }),
    max_results: int64('Largest number of points in the response.', 1000, { minimum: 1, default: maxPoints }),
  },
  ['run_id', 'metric_key', 'max_results'],
)
export const bulkResponse = message('Points by run, time and step.', { metrics: list('Points.', point) }, [
  'metrics',
])

export const intervalRequest = message(
  'A metric of several runs, within steps.',
  {
    run_ids: runIds({ tooMany: 'too-many-interval-runs' }),
    metric_key: metricKey,
    start_step: int64('First step.', 0),
    end_step: int64('Last step.', 1000),
    max_results: int64('Largest number of points for each run.', 2500, {
      minimum: 1,
      maximum: 2500,
      default: 2500,
      'x-errors': { range: 'wrong-max-results' } satisfies FieldErrors,
    }),
  },
  ['run_ids', 'metric_key', 'max_results'],
)
export const intervalResponse = message('A sample of points by run and step.', {
  metrics: list('Points.', point),
})
