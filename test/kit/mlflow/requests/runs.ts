import type { MlflowRequest } from '../replay.ts'

const invalid = { error_code: 'INVALID_PARAMETER_VALUE' }
const create = '/runs/create'
const logMetric = '/runs/log-metric'
const logParam = '/runs/log-parameter'
const logBatch = '/runs/log-batch'
const setTag = '/runs/set-tag'
const run = { run_id: '{run}' }
const metric = { run_id: '{run}', key: 'x', value: 1, timestamp: 1 }
const started = 1_795_277_543_624

const creating: readonly MlflowRequest[] = [
  {
    name: 'an experiment',
    path: '/experiments/create',
    body: { name: 'runs' },
    save: { experiment: 'experiment_id' },
  },
  {
    name: 'create',
    path: create,
    body: {
      experiment_id: '{experiment}',
      user_id: 'ana',
      run_name: 'first',
      start_time: started,
      tags: [
        { key: 'team', value: 'risk' },
        { key: 'mlflow.user', value: 'ana' },
      ],
    },
    save: { run: 'run.info.run_id' },
  },
  {
    name: 'create with a name in a tag',
    path: create,
    body: {
      experiment_id: '{experiment}',
      start_time: String(started + 1),
      tags: [{ key: 'mlflow.runName', value: 'second' }],
    },
    save: { second: 'run.info.run_id' },
  },
  {
    name: 'create with two names',
    path: create,
    body: { experiment_id: '{experiment}', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] },
    ownMessage: true,
  },
  { name: 'create in an unknown experiment', path: create, body: { experiment_id: '999' } },
  {
    name: 'create with a wrong time',
    path: create,
    body: { experiment_id: '{experiment}', start_time: 'now' },
  },
  {
    name: 'create without an experiment',
    path: create,
    body: {},
    differs: { because: 'The missing parameter is named.', status: 400, has: invalid },
  },
  { name: 'get', path: '/runs/get', query: run },
  { name: 'get by the former name', path: '/runs/get', query: { run_uuid: '{run}' } },
  { name: 'get without an id', path: '/runs/get' },
  { name: 'get an unknown one', path: '/runs/get', query: { run_id: 'nothing' } },
  { name: 'get a path', path: '/runs/get', query: { run_id: '../../etc/passwd' } },
]

const metrics: readonly MlflowRequest[] = [
  {
    name: 'a metric',
    path: logMetric,
    body: { run_id: '{run}', key: 'accuracy', value: 0.5, timestamp: 1000, step: 1 },
  },
  {
    name: 'the same point again',
    path: logMetric,
    body: { run_id: '{run}', key: 'accuracy', value: 0.5, timestamp: 1000, step: 1 },
  },
  {
    name: 'numbers as text',
    path: logMetric,
    body: { run_uuid: '{run}', key: 'accuracy', value: '0.75', timestamp: '2000', step: '2' },
  },
  { name: 'a negative step', path: logMetric, body: { ...metric, key: 'negative', step: -3 } },
  { name: 'NaN', path: logMetric, body: { ...metric, key: 'nan', value: 'NaN' } },
  {
    name: 'infinite',
    path: logMetric,
    body: { ...metric, run_id: '{second}', key: 'infinite', value: 'Infinity' },
  },
  {
    name: 'minus infinite',
    path: logMetric,
    body: { ...metric, run_id: '{second}', key: 'minus-infinite', value: '-Infinity' },
  },
  { name: 'no value', path: logMetric, body: { run_id: '{run}', key: 'x', timestamp: 1 } },
  { name: 'no time', path: logMetric, body: { run_id: '{run}', key: 'x', value: 1 } },
  { name: 'a negative time', path: logMetric, body: { ...metric, timestamp: -5 }, ownMessage: true },
  { name: 'a text as a value', path: logMetric, body: { ...metric, value: 'abc' } },
  { name: 'no key', path: logMetric, body: { ...metric, key: '' } },
  { name: 'a key that is no name', path: logMetric, body: { ...metric, key: 'a/../b' } },
  { name: 'a key with other characters', path: logMetric, body: { ...metric, key: 'a$b' } },
  { name: 'a long key', path: logMetric, body: { ...metric, key: 'k'.repeat(251) }, ownMessage: true },
  { name: 'a metric of an unknown run', path: logMetric, body: { ...metric, run_id: 'nothing' } },
  {
    name: 'a fraction as a time',
    path: logMetric,
    body: { ...metric, run_id: '{second}', key: 'fraction', timestamp: 1.5 },
    differs: { because: 'Something else than what was sent would be stored.', status: 400, has: invalid },
  },
  {
    name: 'a step that is too large',
    path: logMetric,
    text: '{"run_id": "{second}", "key": "large", "value": 1, "timestamp": 1, "step": 9223372036854775808}',
    differs: { because: 'Something else than what was sent would be stored.', status: 400, has: invalid },
  },
  {
    name: 'the values that differ',
    path: '/runs/get',
    query: { run_id: '{second}' },
    differs: {
      because: 'An infinite value stays infinite, and what is refused is not stored.',
      status: 200,
      has: {
        run: {
          data: {
            metrics: [
              { key: 'infinite', value: 'Infinity', timestamp: 1, step: 0 },
              { key: 'minus-infinite', value: '-Infinity', timestamp: 1, step: 0 },
            ],
          },
        },
      },
    },
  },
]

const paramsAndTags: readonly MlflowRequest[] = [
  { name: 'a param', path: logParam, body: { run_id: '{run}', key: 'trees', value: '100' } },
  { name: 'the same param again', path: logParam, body: { run_id: '{run}', key: 'trees', value: '100' } },
  {
    name: 'another value of a param',
    path: logParam,
    body: { run_id: '{run}', key: 'trees', value: '200' },
    ownMessage: true,
  },
  { name: 'a param without a value', path: logParam, body: { run_id: '{run}', key: 'nothing' } },
  { name: 'a number as a param', path: logParam, body: { run_id: '{run}', key: 'x', value: 5 } },
  {
    name: 'a param with a long value',
    path: logParam,
    body: { run_id: '{run}', key: 'long', value: 'v'.repeat(6001) },
  },
  { name: 'a param with other characters', path: logParam, body: { run_id: '{run}', key: 'a$', value: '' } },
  {
    name: 'a param with a long key',
    path: logParam,
    body: { run_id: '{run}', key: 'k'.repeat(251), value: '' },
    ownMessage: true,
  },
  { name: 'a tag', path: setTag, body: { run_id: '{run}', key: 'stage', value: '1' } },
  { name: 'another value of a tag', path: setTag, body: { run_id: '{run}', key: 'stage', value: '2' } },
  { name: 'a tag without a value', path: setTag, body: { run_id: '{run}', key: 'empty' } },
  { name: 'a tag with a long key', path: setTag, body: { run_id: '{run}', key: 'k'.repeat(251), value: '' } },
  {
    name: 'a tag with a long value',
    path: setTag,
    body: { run_id: '{run}', key: 'long', value: 'v'.repeat(8001) },
  },
  {
    name: 'the name of the run as a tag',
    path: setTag,
    body: { run_id: '{run}', key: 'mlflow.runName', value: 'renamed' },
  },
  { name: 'delete a tag', path: '/runs/delete-tag', body: { run_id: '{run}', key: 'stage' } },
  {
    name: 'delete an unknown tag',
    path: '/runs/delete-tag',
    body: { run_id: '{run}', key: 'stage' },
    ownMessage: true,
  },
  { name: 'delete a tag without a key', path: '/runs/delete-tag', body: { run_id: '{run}' } },
  { name: 'after the values', path: '/runs/get', query: run },
]

const many = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`)

const batches: readonly MlflowRequest[] = [
  {
    name: 'a batch',
    path: logBatch,
    body: {
      run_id: '{run}',
      metrics: [
        { key: 'loss', value: 0.5, timestamp: 1, step: 1 },
        { key: 'loss', value: 0.25, timestamp: 2, step: 2 },
      ],
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'batch', value: 'yes' }],
    },
  },
  { name: 'an empty batch', path: logBatch, body: run },
  { name: 'a batch without a run', path: logBatch, body: { metrics: [] } },
  {
    name: 'a batch of an unknown run',
    path: logBatch,
    body: { run_id: 'nothing', tags: [{ key: 'a', value: 'b' }] },
  },
  {
    name: 'a metric of a batch without a time',
    path: logBatch,
    body: { ...run, metrics: [{ key: 'a', value: 1 }] },
  },
  {
    name: 'a metric of a batch without a value',
    path: logBatch,
    body: { ...run, metrics: [{ key: 'a', timestamp: 1 }] },
  },
  {
    name: 'a metric of a batch without a key',
    path: logBatch,
    body: { ...run, metrics: [{ value: 1, timestamp: 1 }] },
  },
  { name: 'a param of a batch without a key', path: logBatch, body: { ...run, params: [{ value: 'a' }] } },
  { name: 'a tag of a batch without a key', path: logBatch, body: { ...run, tags: [{ value: 'a' }] } },
  { name: 'a text as metrics', path: logBatch, body: { ...run, metrics: 'x' } },
  {
    name: 'another value of a param in a batch',
    path: logBatch,
    body: { ...run, params: [{ key: 'depth', value: '4' }] },
    ownMessage: true,
  },
  {
    name: 'a param twice in a batch',
    path: logBatch,
    body: {
      ...run,
      params: [
        { key: 'd', value: '1' },
        { key: 'd', value: '1' },
      ],
    },
    ownMessage: true,
  },
  {
    name: 'a metric of a batch with other characters',
    path: logBatch,
    body: { ...run, metrics: [{ key: 'a$', value: 1, timestamp: 1 }] },
  },
  {
    name: 'a param of a batch with other characters',
    path: logBatch,
    body: {
      ...run,
      params: [
        { key: 'ok', value: '1' },
        { key: 'a$', value: '1' },
      ],
    },
  },
  {
    name: 'a tag of a batch with other characters',
    path: logBatch,
    body: { ...run, tags: [{ key: 'a$', value: '1' }] },
  },
  {
    name: '1,001 metrics',
    path: logBatch,
    body: { ...run, metrics: many(1001).map((key) => ({ key, value: 1, timestamp: 1 })) },
  },
  {
    name: '101 params',
    path: logBatch,
    body: { ...run, params: many(101).map((key) => ({ key, value: '' })) },
  },
  { name: '101 tags', path: logBatch, body: { ...run, tags: many(101).map((key) => ({ key, value: '' })) } },
  {
    name: '1,040 values',
    path: logBatch,
    body: {
      ...run,
      metrics: many(950).map((key) => ({ key, value: 1, timestamp: 1 })),
      tags: many(90).map((key) => ({ key, value: '' })),
    },
  },
  {
    name: 'a text as the value of a metric of a batch',
    path: logBatch,
    body: { run_id: '{second}', metrics: [{ key: 'wrong', value: 'x', timestamp: 1 }] },
    differs: { because: 'Something else than what was sent would be stored.', status: 400, has: invalid },
  },
  {
    name: 'a text as a metric of a batch',
    path: logBatch,
    body: { ...run, metrics: ['x'] },
    differs: { because: 'It is not a failure of the server.', status: 400, has: invalid },
  },
  { name: 'after the batches', path: '/runs/get', query: run },
]

const ending: readonly MlflowRequest[] = [
  { name: 'end', path: '/runs/update', body: { ...run, status: 'FINISHED', end_time: started + 1000 } },
  { name: 'a status by number', path: '/runs/update', body: { ...run, status: 4 } },
  { name: 'rename', path: '/runs/update', body: { ...run, run_name: 'third' } },
  { name: 'an empty name', path: '/runs/update', body: { ...run, run_name: '' } },
  { name: 'no change', path: '/runs/update', body: run },
  { name: 'resume', path: '/runs/update', body: { ...run, status: 'RUNNING' } },
  { name: 'killed', path: '/runs/update', body: { ...run, status: 'KILLED', end_time: started + 2000 } },
  { name: 'update nothing', path: '/runs/update', body: {} },
  { name: 'update an unknown one', path: '/runs/update', body: { run_id: 'nothing' } },
  {
    name: 'an unknown status',
    path: '/runs/update',
    body: { ...run, status: 'ENDED' },
    differs: { because: 'A name that is misspelt is refused, not ignored.', status: 400, has: invalid },
  },
  { name: 'delete', path: '/runs/delete', body: run },
  { name: 'delete again', path: '/runs/delete', body: run },
  { name: 'delete an unknown one', path: '/runs/delete', body: { run_id: 'nothing' } },
  { name: 'get a deleted one', path: '/runs/get', query: run },
  { name: 'a metric of a deleted one', path: logMetric, body: metric },
  { name: 'a param of a deleted one', path: logParam, body: { ...run, key: 'x', value: '1' } },
  { name: 'a tag of a deleted one', path: setTag, body: { ...run, key: 'x', value: '1' } },
  { name: 'delete a tag of a deleted one', path: '/runs/delete-tag', body: { ...run, key: 'batch' } },
  { name: 'a batch of a deleted one', path: logBatch, body: { ...run, tags: [{ key: 'a', value: 'b' }] } },
  { name: 'inputs of a deleted one', path: '/runs/log-inputs', body: run },
  { name: 'update a deleted one', path: '/runs/update', body: { ...run, status: 'FAILED' } },
  { name: 'restore', path: '/runs/restore', body: run },
  { name: 'restore again', path: '/runs/restore', body: run },
  { name: 'restore an unknown one', path: '/runs/restore', body: { run_id: 'nothing' } },
  { name: 'after it was restored', path: '/runs/get', query: run },
]

/** Runs: creation, values, batches, end and deletion. */
export const runRequests = [...creating, ...metrics, ...paramsAndTags, ...batches, ...ending]
