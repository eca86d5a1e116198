import type { MlflowRequest } from '../../replay.ts'
import { get, patch, post, remove } from './request.ts'

/** Registered models: create and get. */
export const createModels: readonly MlflowRequest[] = [
  post('/registered-models/create', {
    name: 'credit',
    description: 'Who pays',
    tags: [
      { key: 'team', value: 'risk' },
      { key: 'a b', value: '' },
    ],
  }),
  post('/registered-models/create', { name: 'credit' }),
  post('/registered-models/create', {
    name: 'credit',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  }),
  post('/registered-models/create', {
    name: 'twice',
    tags: [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ],
    unknown: 1,
  }),
  get('/registered-models/get', { name: 'credit' }),
  get('/registered-models/get', { name: 'twice' }),
  get('/registered-models/get', { name: 'nobody' }),
  get('/registered-models/get', { name: '' }),
  get('/registered-models/get', {}),
  post('/registered-models/create', {}),
  post('/registered-models/create', { name: '' }),
  post('/registered-models/create', { name: '  ' }),
  post('/registered-models/create', { name: 5 }),
  post('/registered-models/create', { name: 'a/b' }),
  post('/registered-models/create', { name: 'a:b' }),
  post('/registered-models/create', { name: '..' }),
  post('/registered-models/create', { name: '.' }),
  post('/registered-models/create', { name: 'bad tag', tags: [{ key: 'k*', value: 'v' }] }),
  post('/registered-models/create', { name: 'bad tag', tags: [{ key: '../k', value: 'v' }] }),
  post('/registered-models/create', { name: 'bad tag', tags: [{ key: 'k'.repeat(251), value: 'v' }] }),
  post('/registered-models/create', { name: 'bad tag', tags: [{ key: 'k', value: 'v'.repeat(100001) }] }),
  post('/registered-models/create', { name: 'bad tag', tags: 'k' }),
  post('/registered-models/create', { name: 'bad tag', description: 5 }),
  get('/registered-models/get', { name: 'bad tag' }),
]

/** Registered models: update, rename, tags, delete. */
export const changeModels: readonly MlflowRequest[] = [
  patch('/registered-models/update', { name: 'credit', description: 'Who pays back' }),
  patch('/registered-models/update', { name: 'nobody', description: 'x' }),
  patch('/registered-models/update', { description: 'x' }),
  patch('/registered-models/update', { name: 'credit' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'team', value: 'fraud' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'empty' }),
  post('/registered-models/set-tag', { name: 'credit', key: '', value: 'x' }),
  post('/registered-models/set-tag', { name: 'credit', value: 'x' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'k%', value: 'x' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'a//b', value: 'x' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'k', value: 5 }),
  post('/registered-models/set-tag', { name: 'credit', key: 'k'.repeat(251), value: 'x' }),
  post('/registered-models/set-tag', { name: 'credit', key: 'k', value: 'v'.repeat(100001) }),
  post('/registered-models/set-tag', { name: 'nobody', key: 'k', value: 'x' }),
  remove('/registered-models/delete-tag', { name: 'credit', key: 'a b' }),
  remove('/registered-models/delete-tag', { name: 'credit', key: 'never set' }),
  remove('/registered-models/delete-tag', { name: 'credit', key: 'k%' }),
  remove('/registered-models/delete-tag', { name: 'credit' }),
  remove('/registered-models/delete-tag', { name: 'nobody', key: 'k' }),
  get('/registered-models/get', { name: 'credit' }),
  post('/registered-models/rename', { name: 'twice', new_name: 'once' }),
  get('/registered-models/get', { name: 'twice' }),
  get('/registered-models/get', { name: 'once' }),
  post('/registered-models/rename', { name: 'once', new_name: '' }),
  post('/registered-models/rename', { name: 'once' }),
  post('/registered-models/rename', { name: 'once', new_name: '   ' }),
  post('/registered-models/rename', { name: 'once', new_name: 'a/b' }),
  post(
    '/registered-models/rename',
    { name: 'once', new_name: 'credit' },
    {
      differs: {
        because: "MLflow's message contains the statement of its database",
        status: 400,
        has: {
          error_code: 'RESOURCE_ALREADY_EXISTS',
          message: 'Registered Model (name=credit) already exists.',
        },
      },
    },
  ),
  post('/registered-models/rename', { name: 'nobody', new_name: 'x' }),
  remove('/registered-models/delete', { name: 'once' }),
  remove('/registered-models/delete', { name: 'once' }),
  remove('/registered-models/delete', {}),
]
