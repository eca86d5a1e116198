import type { MlflowRequest } from '../replay.ts'

const invalid = { error_code: 'INVALID_PARAMETER_VALUE' }
const search = '/runs/search'
const history = '/metrics/get-history'
const bulk = '/ajax-api/2.0/mlflow/metrics/get-history-bulk'
const interval = '/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval'
const datasets = '/ajax-api/2.0/mlflow/experiments/search-datasets'
const ids = { experiment_ids: ['{experiment}'] }
const started = 1_795_277_543_624
const train = { key: 'mlflow.data.context', value: 'train' }
const table = { name: 'table', digest: 'abc', source_type: 'code', source: '{}' }

const recording: readonly MlflowRequest[] = [
  {
    name: 'an experiment',
    path: '/experiments/create',
    body: { name: 'search' },
    save: { experiment: 'experiment_id' },
  },
  {
    name: 'a run',
    path: '/runs/create',
    body: { experiment_id: '{experiment}', run_name: 'one', user_id: 'ana', start_time: started },
    save: { one: 'run.info.run_id' },
  },
  {
    name: 'another run',
    path: '/runs/create',
    body: { experiment_id: '{experiment}', run_name: 'two', user_id: 'ana', start_time: started + 1 },
    save: { two: 'run.info.run_id' },
  },
  {
    name: 'values of one',
    path: '/runs/log-batch',
    body: {
      run_id: '{one}',
      metrics: [
        ...[0, 1, 2, 3, 4].map((step) => ({ key: 'm', value: step / 8, timestamp: 100 + step, step })),
        { key: 'nan', value: 'NaN', timestamp: 1, step: 0 },
      ],
      params: [{ key: 'trees', value: '10' }],
      tags: [{ key: 'team', value: 'risk' }],
    },
  },
  {
    name: 'values of the other',
    path: '/runs/log-batch',
    body: { run_id: '{two}', metrics: [{ key: 'm', value: 3, timestamp: 1, step: 0 }] },
  },
  {
    name: 'inputs',
    path: '/runs/log-inputs',
    body: {
      run_id: '{one}',
      datasets: [{ tags: [train], dataset: { ...table, schema: '{"a": 1}', profile: '{"rows": 1}' } }],
    },
  },
  {
    name: 'the same inputs again',
    path: '/runs/log-inputs',
    body: { run_id: '{one}', datasets: [{ dataset: table }] },
  },
  {
    name: 'inputs without a context',
    path: '/runs/log-inputs',
    body: { run_id: '{one}', datasets: [{ dataset: { ...table, name: 'other' } }] },
  },
  { name: 'no inputs', path: '/runs/log-inputs', body: { run_id: '{one}' } },
  { name: 'inputs of an unknown run', path: '/runs/log-inputs', body: { run_id: 'nothing', datasets: [] } },
  {
    name: 'a dataset with a long name',
    path: '/runs/log-inputs',
    body: { run_id: '{one}', datasets: [{ dataset: { ...table, name: 'n'.repeat(501) } }] },
    ownMessage: true,
  },
  { name: 'no outputs', path: '/runs/outputs', body: { run_id: '{one}' } },
  { name: 'an empty list of outputs', path: '/runs/outputs', body: { run_id: '{one}', models: [] } },
  {
    name: 'a model of MLflow 2',
    path: '/runs/log-model',
    body: {
      run_id: '{two}',
      model_json: JSON.stringify({
        artifact_path: 'model',
        flavors: { python_function: { config: { a: 1 }, env: 'conda.yaml' } },
        utc_time_created: '2026-01-01 00:00:00.000000',
        run_id: 'r',
      }),
    },
  },
  {
    name: 'a model that is no JSON',
    path: '/runs/log-model',
    body: { run_id: '{two}', model_json: '{' },
    ownMessage: true,
  },
  {
    name: 'a model without its fields',
    path: '/runs/log-model',
    body: { run_id: '{two}', model_json: '{"run_id": "r"}' },
    ownMessage: true,
  },
  { name: 'no model', path: '/runs/log-model', body: { run_id: '{two}' } },
  { name: 'one', path: '/runs/get', query: { run_id: '{one}' } },
]

const searching: readonly MlflowRequest[] = [
  { name: 'search', path: search, body: ids },
  { name: 'search by a metric', path: search, body: { ...ids, filter: 'metrics.m > 1' } },
  { name: 'search by a param', path: search, body: { ...ids, filter: "params.trees = '10'" } },
  {
    name: 'search by a tag and an attribute',
    path: search,
    body: { ...ids, filter: "tags.team = 'risk' AND attributes.status = 'RUNNING'" },
  },
  { name: 'search in an order', path: search, body: { ...ids, order_by: ['metrics.m DESC'] } },
  {
    name: 'search, first page',
    path: search,
    body: { ...ids, max_results: 1 },
    save: { page: 'next_page_token' },
  },
  { name: 'search, second page', path: search, body: { ...ids, max_results: 1, page_token: '{page}' } },
  { name: 'search deleted ones', path: search, body: { ...ids, run_view_type: 'DELETED_ONLY' } },
  { name: 'search everywhere', path: search, body: {} },
  { name: 'search in an unknown experiment', path: search, body: { experiment_ids: ['999'] } },
  { name: 'search with a text as ids', path: search, body: { experiment_ids: 'all' } },
  { name: 'search with no results', path: search, body: { ...ids, max_results: 0 } },
  { name: 'search with too many results', path: search, body: { ...ids, max_results: 50_001 } },
  {
    name: 'search with a wrong filter',
    path: search,
    body: { ...ids, filter: 'metrics.m >' },
    ownMessage: true,
  },
  {
    name: 'search with a wrong order',
    path: search,
    body: { ...ids, order_by: ['nonsense'] },
    ownMessage: true,
  },
  {
    name: 'search with a number as an order',
    path: search,
    body: { ...ids, order_by: [1] },
    ownMessage: true,
  },
  { name: 'search with a wrong page', path: search, body: { ...ids, page_token: 'x' }, ownMessage: true },
  {
    name: 'search with a number as an id',
    path: search,
    text: '{"experiment_ids": [1]}',
    differs: { because: 'An id of another type is refused, not ignored.', status: 400, has: invalid },
  },
]

const histories: readonly MlflowRequest[] = [
  { name: 'a history', path: history, query: { run_id: '{one}', metric_key: 'm' } },
  {
    name: 'a history, first page',
    path: history,
    query: { run_id: '{one}', metric_key: 'm', max_results: '2' },
    save: { points: 'next_page_token' },
  },
  {
    name: 'a history, second page',
    path: history,
    query: { run_id: '{one}', metric_key: 'm', max_results: '2', page_token: '{points}' },
  },
  { name: 'a history of NaN', path: history, query: { run_id: '{one}', metric_key: 'nan' } },
  { name: 'a history without points', path: history, query: { run_id: '{one}', metric_key: 'nothing' } },
  { name: 'a history without a key', path: history, query: { run_id: '{one}' } },
  {
    name: 'a history with no results',
    path: history,
    query: { run_id: '{one}', metric_key: 'm', max_results: '0' },
    ownMessage: true,
  },
  {
    name: 'a history with a wrong page',
    path: history,
    query: { run_id: '{one}', metric_key: 'm', max_results: '2', page_token: 'x' },
    ownMessage: true,
  },
  { name: 'a history of an unknown run', path: history, query: { run_id: 'nothing', metric_key: 'm' } },
  { name: 'histories', path: bulk, query: { run_id: ['{one}'], metric_key: 'm' } },
  { name: 'histories, limited', path: bulk, query: { run_id: ['{one}'], metric_key: 'm', max_results: '3' } },
  { name: 'histories of NaN', path: bulk, query: { run_id: ['{one}'], metric_key: 'nan' } },
  { name: 'histories without runs', path: bulk, query: { metric_key: 'm' } },
  { name: 'histories without a key', path: bulk, query: { run_id: ['{one}'] } },
  {
    name: 'histories of 101 runs',
    path: bulk,
    query: { run_id: Array.from({ length: 101 }, (_, i) => `r${i}`), metric_key: 'm' },
  },
  { name: 'histories of an unknown run', path: bulk, query: { run_id: ['nothing'], metric_key: 'm' } },
  {
    name: 'a sample',
    path: interval,
    query: { run_ids: ['{one}', '{two}'], metric_key: 'm', max_results: '3' },
  },
  {
    name: 'a sample, the other address',
    path: '/metrics/get-history-bulk-interval',
    query: { run_ids: ['{one}'], metric_key: 'm' },
  },
  {
    name: 'a sample of an interval',
    path: interval,
    query: { run_ids: ['{one}'], metric_key: 'm', start_step: '1', end_step: '3' },
  },
  { name: 'a sample of NaN', path: interval, query: { run_ids: ['{one}'], metric_key: 'nan' } },
  { name: 'a sample of an unknown run', path: interval, query: { run_ids: ['nothing'], metric_key: 'm' } },
  {
    name: 'a sample of half an interval',
    path: interval,
    query: { run_ids: ['{one}'], metric_key: 'm', start_step: '3' },
  },
  {
    name: 'a sample of a wrong interval',
    path: interval,
    query: { run_ids: ['{one}'], metric_key: 'm', start_step: '3', end_step: '1' },
  },
  { name: 'a sample without a key', path: interval, query: { run_ids: ['{one}'] } },
  { name: 'a sample without runs', path: interval, query: { metric_key: 'm' } },
  {
    name: 'a sample with no results',
    path: interval,
    query: { run_ids: ['{one}'], metric_key: 'm', max_results: '0' },
  },
  {
    name: 'a sample with too many results',
    path: interval,
    query: { run_ids: ['{one}'], metric_key: 'm', max_results: '2501' },
  },
  {
    name: 'a sample of 101 runs',
    path: interval,
    query: { run_ids: Array.from({ length: 101 }, (_, i) => `r${i}`), metric_key: 'm' },
  },
  { name: 'datasets', path: datasets, body: ids },
  { name: 'datasets of no experiment', path: datasets, body: { experiment_ids: [] } },
  {
    name: 'datasets of 21 experiments',
    path: datasets,
    body: { experiment_ids: Array.from({ length: 21 }, (_, i) => String(i)) },
  },
]

/** Search of runs, histories of metrics and datasets. */
export const runSearchRequests = [...recording, ...searching, ...histories]
