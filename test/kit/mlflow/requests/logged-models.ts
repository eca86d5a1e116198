import type { MlflowRequest } from '../replay.ts'

const invalid = { error_code: 'INVALID_PARAMETER_VALUE' }
const root = '/logged-models'
const first = `${root}/{first}`
const search = `${root}/search`
const third = `${root}/{third}`
const missing = `${root}/m-missing`
const experiment = { experiment_id: '0' }

const creating: readonly MlflowRequest[] = [
  {
    name: 'a run',
    path: '/runs/create',
    body: { ...experiment, run_name: 'trainer', start_time: 1_795_277_543_624 },
    save: { run: 'run.info.run_id' },
  },
  {
    name: 'create',
    path: root,
    body: {
      ...experiment,
      name: 'ünïcode model',
      model_type: 'agent',
      source_run_id: '{run}',
      params: [{ key: 'lr', value: '0.1' }, { key: 'empty' }],
      tags: [{ key: 'team', value: 'risk' }],
    },
    save: { first: 'model.info.model_id' },
  },
  { name: 'get', path: first },
  { name: 'get at the other address', path: '/ajax-api/2.0/mlflow/logged-models/{first}' },
  {
    name: 'create the second',
    path: root,
    body: { ...experiment, name: 'second' },
    save: { second: 'model.info.model_id' },
  },
  { name: 'no experiment', path: root, body: {} },
  { name: 'a number as the experiment', path: root, body: { experiment_id: 0 } },
  { name: 'an unknown experiment', path: root, body: { experiment_id: '99' } },
  { name: 'an experiment that is no number', path: root, body: { experiment_id: 'abc' }, ownMessage: true },
  ...['a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b"].map((name) => ({
    name: `the name ${name}`,
    path: root,
    body: { ...experiment, name },
  })),
  {
    name: 'a param twice',
    path: root,
    body: {
      ...experiment,
      name: 'dup',
      params: [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
    },
    ownMessage: true,
  },
  {
    name: 'a run that does not exist',
    path: root,
    body: { ...experiment, name: 'third', source_run_id: 'nobody' },
    save: { third: 'model.info.model_id' },
  },
  { name: 'get what does not exist', path: missing },
  { name: 'get what does not exist, or is deleted', path: missing, query: { allow_deleted: 'true' } },
]

const finalizing: readonly MlflowRequest[] = [
  { name: 'finalize by number', method: 'PATCH', path: first, body: { model_id: '{first}', status: 3 } },
  { name: 'no status', method: 'PATCH', path: first, body: { model_id: '{first}' } },
  {
    name: 'no id in the body',
    method: 'PATCH',
    path: first,
    body: { status: 'LOGGED_MODEL_READY' },
    differs: {
      because: 'The id of the address is enough.',
      status: 200,
      has: { model: { info: { status: 'LOGGED_MODEL_READY' } } },
    },
  },
  {
    name: 'finalize by name',
    method: 'PATCH',
    path: first,
    body: { model_id: '{first}', status: 'LOGGED_MODEL_READY' },
  },
  {
    name: 'an unknown status',
    method: 'PATCH',
    path: third,
    body: { model_id: '{third}', status: 'DONE' },
    differs: { because: 'MLflow takes it as unspecified.', status: 400, has: invalid },
  },
  {
    name: 'finalize what does not exist',
    method: 'PATCH',
    path: missing,
    body: { model_id: 'm-missing', status: 'LOGGED_MODEL_READY' },
  },
]

const values: readonly MlflowRequest[] = [
  {
    name: 'set tags',
    method: 'PATCH',
    path: `${first}/tags`,
    body: {
      tags: [
        { key: 'team', value: 'x' },
        { key: 'team', value: 'fraud' },
        { key: 'empty', value: '' },
      ],
    },
  },
  { name: 'set no tags', method: 'PATCH', path: `${first}/tags`, body: {} },
  {
    name: 'a tag without a key',
    method: 'PATCH',
    path: `${third}/tags`,
    body: { tags: [{ value: 'x' }] },
    differs: { because: 'A tag without a key cannot be found or deleted.', status: 400, has: invalid },
  },
  {
    name: 'set tags of what does not exist',
    method: 'PATCH',
    path: `${missing}/tags`,
    body: { tags: [{ key: 'a', value: 'b' }] },
  },
  {
    name: 'set another tag',
    method: 'PATCH',
    path: `${first}/tags`,
    body: { tags: [{ key: 'old', value: '1' }] },
  },
  { name: 'delete a tag', method: 'DELETE', path: `${first}/tags/old` },
  { name: 'delete it again', method: 'DELETE', path: `${first}/tags/old` },
  { name: 'delete a tag of what does not exist', method: 'DELETE', path: `${missing}/tags/old` },
  {
    name: 'set a tag with a slash',
    method: 'PATCH',
    path: `${third}/tags`,
    body: { tags: [{ key: 'b/c d', value: '1' }] },
  },
  {
    name: 'delete a tag with a slash',
    method: 'DELETE',
    path: `${third}/tags/b%2Fc%20d`,
    differs: { because: "MLflow's server takes the slash as one of the address.", status: 200, has: {} },
  },
  {
    name: 'log params',
    path: `${first}/params`,
    body: { model_id: '{first}', params: [{ key: 'depth', value: '8' }] },
  },
  { name: 'log no params', path: `${first}/params`, body: { model_id: '{first}' } },
  {
    name: 'log the same param',
    path: `${first}/params`,
    body: { model_id: '{first}', params: [{ key: 'depth', value: '8' }] },
    differs: { because: 'A request that is sent again does not fail.', status: 200, has: {} },
  },
  {
    name: 'change a param',
    path: `${first}/params`,
    body: { model_id: '{first}', params: [{ key: 'depth', value: '9' }] },
    ownMessage: true,
  },
  {
    name: 'log params of what does not exist',
    path: `${missing}/params`,
    body: { model_id: 'm-missing', params: [{ key: 'a', value: 'b' }] },
  },
]

const point = { run_id: '{run}', model_id: '{first}', key: 'loss' }
const logMetric = '/runs/log-metric'

const metrics: readonly MlflowRequest[] = [
  { name: 'log a metric', path: logMetric, body: { ...point, value: 0.5, timestamp: 1000, step: 1 } },
  { name: 'log it again', path: logMetric, body: { ...point, value: 0.5, timestamp: 1000, step: 1 } },
  {
    name: 'log it on data',
    path: '/runs/log-batch',
    body: {
      run_id: '{run}',
      metrics: [
        { ...point, value: 0.25, timestamp: 2000, step: 2, dataset_name: 'test', dataset_digest: 'd1' },
        { model_id: '{second}', key: 'loss', value: 0.3, timestamp: 1000, step: 1 },
      ],
    },
  },
  {
    name: 'log a metric of a model that does not exist',
    path: logMetric,
    body: { ...point, model_id: 'm-missing', value: 1, timestamp: 1, step: 0 },
    differs: {
      because: 'The model is what is missing.',
      status: 404,
      has: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    },
  },
  { name: 'get with metrics', path: first },
]

const searched = (name: string, body: object, more: Partial<MlflowRequest> = {}): MlflowRequest => ({
  name,
  path: search,
  body: { experiment_ids: ['0'], ...body },
  ...more,
})

const searching: readonly MlflowRequest[] = [
  { name: 'delete the third', method: 'DELETE', path: third },
  searched('search', {}),
  searched('a page', { max_results: 1 }, { save: { token: 'next_page_token' } }),
  searched('the next page', { max_results: 1, page_token: '{token}' }),
  { name: 'search without experiments', path: search, body: {} },
  searched('search in no experiments', { experiment_ids: [] }),
  searched('search in an unknown experiment', { experiment_ids: ['99'] }),
  searched('search in an experiment that is no number', { experiment_ids: ['abc'] }, { ownMessage: true }),
  searched('no largest number', { max_results: 0 }),
  searched(
    'a negative number',
    { max_results: -1 },
    {
      differs: { because: 'MLflow returns no models and a next page.', status: 400, has: invalid },
    },
  ),
  searched('filter by name', { filter: "name = 'second'" }),
  searched('filter by an unquoted param', { filter: 'params.lr = 0.1' }),
  searched('filter by a metric', { filter: 'metrics.loss < 0.27' }),
  searched('filter by a metric on other data', {
    filter: 'metrics.loss < 0.27',
    datasets: [{ dataset_name: 'test', dataset_digest: 'd2' }],
  }),
  searched('filter by a metric on data', {
    filter: 'metrics.loss < 0.27',
    datasets: [{ dataset_name: 'test', dataset_digest: 'd1' }],
  }),
  searched('filter by data', { datasets: [{ dataset_name: 'test', dataset_digest: 'd1' }] }),
  searched(
    'filter by the name of data',
    { datasets: [{ dataset_name: 'test' }] },
    {
      differs: {
        because: 'MLflow compares the digest with NULL, and finds nothing.',
        status: 200,
        has: { models: [{ info: { model_id: '{first}' } }] },
      },
    },
  ),
  searched('data without a name', { datasets: [{ dataset_digest: 'd1' }] }, { ownMessage: true }),
  searched(
    'filter by the status',
    { filter: "status = 'READY'" },
    {
      differs: {
        because: 'MLflow compares its number with the name.',
        status: 200,
        has: { models: [{ info: { status: 'LOGGED_MODEL_READY' } }] },
      },
    },
  ),
  searched('filter by tag', { filter: "tags.team = 'fraud' AND tags.team != 'risk'" }),
  searched('a wrong operator', { filter: 'metrics.loss ~ 1' }, { ownMessage: true }),
  searched('a wrong clause', { filter: "name = 'a' OR name = 'b'" }, { ownMessage: true }),
  searched(
    'a text for a number',
    { filter: 'metrics.loss > abc' },
    {
      differs: { because: 'It is not a failure of the server.', status: 400, has: invalid },
    },
  ),
  searched(
    'an unknown attribute',
    { filter: "foo = 'a'" },
    {
      differs: { because: 'It is not a failure of the server.', status: 400, has: invalid },
    },
  ),
  searched('order by name', { order_by: [{ field_name: 'name' }] }),
  searched('order by name, descending', { order_by: [{ field_name: 'name', ascending: false }] }),
  searched('order by time', { order_by: [{ field_name: 'creation_time', ascending: true }] }),
  searched('order by a metric', { order_by: [{ field_name: 'metrics.loss' }] }),
  searched('order by a metric, descending', { order_by: [{ field_name: 'metrics.loss', ascending: false }] }),
  searched('order by a metric on data', { order_by: [{ field_name: 'metrics.loss', dataset_name: 'test' }] }),
  searched('order by a param', { order_by: [{ field_name: 'params.lr' }] }, { ownMessage: true }),
  searched('order by an unknown field', { order_by: [{ field_name: 'foo' }] }, { ownMessage: true }),
  searched('order by nothing', { order_by: [{}] }, { ownMessage: true }),
]

const deleting: readonly MlflowRequest[] = [
  { name: 'delete', method: 'DELETE', path: first },
  { name: 'delete again', method: 'DELETE', path: first },
  { name: 'delete what does not exist', method: 'DELETE', path: missing },
  { name: 'get the deleted one', path: first },
  { name: 'get the deleted one, if allowed', path: first, query: { allow_deleted: 'true' } },
  searched('search without the deleted one', {}),
  {
    name: 'change the deleted one',
    method: 'PATCH',
    path: first,
    body: { model_id: '{first}', status: 'LOGGED_MODEL_READY' },
    differs: {
      because: 'Deleted models do not change.',
      status: 404,
      has: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    },
  },
]

export const loggedModelRequests: readonly MlflowRequest[] = [
  ...creating,
  ...finalizing,
  ...values,
  ...metrics,
  ...searching,
  ...deleting,
]
