import type { MlflowRequest } from '../../replay.ts'
import { get, ownMessage, post, remove } from './request.ts'

/** Aliases. */
export const aliases: readonly MlflowRequest[] = [
  post('/registered-models/alias', { name: 'credit', alias: 'champion', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'Também-2', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'champion', version: '2' }),
  post('/registered-models/alias', { name: 'credit', alias: 'champion', version: '2' }),
  get('/registered-models/alias', { name: 'credit', alias: 'champion' }),
  get('/registered-models/alias', { name: 'credit', alias: 'nothing' }),
  get('/registered-models/alias', { name: 'credit', alias: 'a b' }),
  get('/registered-models/alias', { name: 'credit', alias: '' }),
  get('/registered-models/alias', { name: 'nobody', alias: 'champion' }),
  get('/registered-models/alias', { name: 'copies of credit', alias: 'Latest' }),
  post('/registered-models/alias', { name: 'credit', alias: 'latest', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'LATEST', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'v12', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'V1', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'v1a', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'a b', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'a.b', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: '', version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'a'.repeat(255), version: '1' }),
  post('/registered-models/alias', { name: 'credit', alias: 'a'.repeat(256), version: '1' }, ownMessage),
  post('/registered-models/alias', { name: 'credit', alias: 'champion', version: '99' }),
  post('/registered-models/alias', { name: 'credit', alias: 'champion', version: 'x' }),
  post('/registered-models/alias', { name: 'credit', alias: 'champion' }),
  post('/registered-models/alias', { name: 'nobody', alias: 'champion', version: '1' }, ownMessage),
  remove('/registered-models/alias', { name: 'credit', alias: 'a'.repeat(255) }),
  remove('/registered-models/alias', { name: 'credit', alias: 'v1a' }),
  remove('/registered-models/alias', { name: 'credit', alias: 'never set' }),
  remove('/registered-models/alias', { name: 'credit', alias: 'nothing' }),
  remove('/registered-models/alias', { name: 'nobody', alias: 'nothing' }),
  get('/registered-models/get', { name: 'credit' }),
  get('/model-versions/get', { name: 'credit', version: '1' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/credit@champion' }),
]

/** Stages. */
export const stages: readonly MlflowRequest[] = [
  post('/model-versions/transition-stage', { name: 'credit', version: '1', stage: 'Production' }),
  post('/model-versions/transition-stage', {
    name: 'credit',
    version: '2',
    stage: 'production',
    archive_existing_versions: true,
  }),
  post(
    '/model-versions/transition-stage',
    { name: 'credit', version: '2', stage: 'Archived', archive_existing_versions: true },
    {
      differs: {
        because: 'MLflow fails with 500, which makes its client repeat the request',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Model version transition cannot archive existing model versions because 'Archived' is not an Active stage. Valid stages are ['Staging', 'Production']",
        },
      },
    },
  ),
  post('/model-versions/transition-stage', { name: 'credit', version: '2', stage: 'Live' }),
  post('/model-versions/transition-stage', { name: 'credit', version: '99', stage: 'Staging' }),
  post('/model-versions/transition-stage', { name: 'credit', version: '2' }),
  post('/model-versions/transition-stage', { name: 'credit', version: '2', stage: '' }),
  post('/registered-models/get-latest-versions', { name: 'credit' }),
  post('/registered-models/get-latest-versions', { name: 'credit', stages: ['production'] }),
  get('/registered-models/get-latest-versions', { name: 'credit', stages: ['Archived', 'None'] }),
  get('/registered-models/get-latest-versions', { name: 'credit', stages: ['Live'] }),
  post('/registered-models/get-latest-versions', { name: 'credit', stages: ['Staging'] }),
  post('/registered-models/get-latest-versions', { name: 'credit', stages: 'Production' }),
  post('/registered-models/get-latest-versions', { name: 'nobody' }),
  post('/registered-models/get-latest-versions', {}),
]

/** Versions: delete. */
export const deleteVersions: readonly MlflowRequest[] = [
  remove('/model-versions/delete', { name: 'copies of credit', version: '3' }),
  remove('/model-versions/delete', { name: 'copies of credit', version: '3' }),
  get('/model-versions/get', { name: 'copies of credit', version: '3' }),
  post('/registered-models/alias', { name: 'copies of credit', alias: 'gone', version: '3' }),
  post('/registered-models/alias', { name: 'copies of credit', alias: 'goes', version: '2' }),
  remove('/model-versions/delete', { name: 'copies of credit', version: '2' }),
  get('/registered-models/get', { name: 'copies of credit' }),
  post('/model-versions/create', { name: 'copies of credit', source: 'models:/credit/1' }),
  remove('/model-versions/delete', { name: 'copies of credit', version: 'x' }),
  remove('/model-versions/delete', { name: 'copies of credit' }),
]
