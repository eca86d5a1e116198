import type { MlflowRequest } from '../../replay.ts'
import { get, ownMessage, patch, post, remove } from './request.ts'

/** Versions: create and get. */
export const createVersions: readonly MlflowRequest[] = [
  post('/model-versions/create', {
    name: 'credit',
    source: 'runs:/run_id/model',
    run_id: 'run_id',
    run_link: 'http://host/run',
    description: 'first',
    tags: [
      { key: 'k', value: 'v' },
      { key: 'é', value: 'ç' },
    ],
  }),
  post('/model-versions/create', { name: 'credit', source: 's3://bucket/path' }),
  post('/model-versions/create', { name: 'nobody', source: 's3://bucket/path' }),
  post('/model-versions/create', { name: 'credit', source: '' }),
  post('/model-versions/create', { name: 'credit' }),
  post('/model-versions/create', { source: 's3://bucket/path' }),
  post('/model-versions/create', { name: 'credit', source: 5 }),
  post('/model-versions/create', {
    name: 'credit',
    source: 's3://bucket/path',
    tags: [{ key: 'k*', value: 'v' }],
  }),
  post('/model-versions/create', { name: 'credit', source: 's3://bucket/path', tags: [{ key: 'k' }] }),
  get('/model-versions/get', { name: 'credit', version: '1' }),
  get('/model-versions/get', { name: 'credit', version: '2' }),
  get('/model-versions/get', { name: 'credit', version: '3' }),
  get('/model-versions/get', { name: 'credit', version: '9' }),
  get('/model-versions/get', { name: 'credit', version: 'x' }),
  get('/model-versions/get', { name: 'credit', version: '1.5' }),
  get('/model-versions/get', { name: 'credit', version: ' 1 ' }),
  get('/model-versions/get', { name: 'credit', version: '01' }),
  get('/model-versions/get', { name: 'credit', version: '-1' }),
  get('/model-versions/get', { name: 'credit' }),
  get('/model-versions/get', { name: 'nobody', version: '1' }),
  get('/model-versions/get-download-uri', { name: 'credit', version: '1' }),
  get('/model-versions/get-download-uri', { name: 'credit', version: '2' }),
  get('/model-versions/get-download-uri', { name: 'credit', version: '9' }),
  get('/model-versions/get-download-uri', { name: 'credit' }, ownMessage),
]

/** Versions: update, tags. */
export const changeVersions: readonly MlflowRequest[] = [
  patch('/model-versions/update', { name: 'credit', version: '1', description: 'better' }),
  patch('/model-versions/update', { name: 'credit', version: '99', description: 'better' }),
  patch('/model-versions/update', { name: 'credit', version: 1, description: 'better' }),
  patch('/model-versions/update', { name: 'credit', description: 'better' }),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: 'k', value: 'w' }),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: 'new', value: '' }),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: 'novalue' }),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: 'k'.repeat(251), value: 'v' }),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: 'k', value: 'v'.repeat(100001) }),
  post(
    '/model-versions/set-tag',
    { name: 'credit', version: '1', key: 'mlflow.prompt.text', value: 'v'.repeat(100001) },
    ownMessage,
  ),
  post('/model-versions/set-tag', { name: 'credit', version: '1', key: '/k', value: 'v' }),
  post('/model-versions/set-tag', { name: 'credit', version: '99', key: 'k', value: 'v' }),
  post('/model-versions/set-tag', { name: 'credit', version: 'x', key: 'k', value: 'v' }),
  post('/model-versions/set-tag', { name: 'credit', key: 'k', value: 'v' }),
  remove('/model-versions/delete-tag', { name: 'credit', version: '1', key: 'k' }),
  remove('/model-versions/delete-tag', { name: 'credit', version: '1', key: 'never set' }),
  remove('/model-versions/delete-tag', { name: 'credit', version: '99', key: 'k' }),
  get('/model-versions/get', { name: 'credit', version: '1' }),
]
