import type { MlflowRequest } from '../../replay.ts'
import { get, ownMessage, post, remove } from './request.ts'

/** Sources of versions that need no run: local, relative, of other hosts, other versions. */
export const sources: readonly MlflowRequest[] = [
  post('/model-versions/create', { name: 'credit', source: '/etc/passwd' }),
  post(
    '/model-versions/create',
    { name: 'credit', source: 'file:///etc/passwd', run_id: 'run_id' },
    ownMessage,
  ),
  post('/model-versions/create', { name: 'credit', source: 'model', run_id: 'run_id' }, ownMessage),
  post(
    '/model-versions/create',
    { name: 'credit', source: 'file://host/etc/passwd' },
    {
      differs: {
        because: 'MLflow fails',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'file://host/etc/passwd'. To use a local path as a model version source, the run_id request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the run_id.",
        },
      },
    },
  ),
  post('/model-versions/create', { name: 'credit', source: 'runs://profile/run_id/model', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'runs:/run_id/../x', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'runs:/run_id/%2e%2e/x', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'runs:/run_id/%252e%252e/x', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'runs:/run_id/a%00b', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'runs:/', run_id: 'run_id' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/m-0123456789abcdef0123456789abcdef' }),
  post(
    '/model-versions/create',
    {
      name: 'credit',
      source: 'models:/m-0123456789abcdef0123456789abcdef',
      model_id: 'm-0123456789abcdef0123456789abcdef',
    },
    {
      differs: {
        because: 'MLflow fails',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'models:/m-0123456789abcdef0123456789abcdef'. The model_id request parameter must identify the resource that contains the source.",
        },
      },
    },
  ),
  post('/model-versions/create', { name: 'credit', source: 'models://profile/credit/1' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/credit/9' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/nobody/1' }),
  post(
    '/model-versions/create',
    { name: 'credit', source: 'models:/credit/Production' },
    {
      differs: {
        because: 'MLflow fails',
        status: 404,
        has: {
          error_code: 'RESOURCE_DOES_NOT_EXIST',
          message: "No versions of model with name 'credit' and stage 'Production' found",
        },
      },
    },
  ),
  post('/model-versions/create', { name: 'credit', source: 'models:/credit@nothing' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/credit/1/2' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/' }),
  post('/model-versions/create', { name: 'credit', source: 'models:/credit/1', run_id: 'other' }),
  post('/model-versions/create', { name: 'copies of credit', source: 'models:/credit/1' }),
  post('/registered-models/create', { name: 'copies of credit' }),
  post('/model-versions/create', { name: 'copies of credit', source: 'models:/credit/1' }),
  post('/model-versions/create', { name: 'copies of credit', source: 'models:/credit/latest', run_id: '' }),
  post('/model-versions/create', {
    name: 'copies of credit',
    source: 'models:/copies of credit/1',
    description: 'copy of a copy',
  }),
  get('/model-versions/get-download-uri', { name: 'copies of credit', version: '1' }),
  get('/model-versions/get-download-uri', { name: 'copies of credit', version: '3' }),
  post('/model-versions/create', { name: 'credit', source: 'mlflow-artifacts:/0/run/artifacts/model' }),
  post('/model-versions/create', {
    name: 'credit',
    source: 'mlflow-artifacts:/0/run/artifacts/model',
    run_id: 'nobody',
  }),
  post('/model-versions/create', { name: 'credit', source: 'mlflow-artifacts:/0/../x', run_id: 'run_id' }),
  post(
    '/model-versions/create',
    { name: 'credit', source: 'mlflow-artifacts://host/0/x', run_id: 'run_id' },
    ownMessage,
  ),
  post('/model-versions/create', { name: 'credit', source: 'http://host/model' }, ownMessage),
  post('/model-versions/create', { name: 'credit', source: 'https://host/model' }, ownMessage),
  post('/model-versions/create', { name: 'credit', source: 'ftp://host/model' }, ownMessage),
  post('/model-versions/create', { name: 'credit', source: 'hdfs://host/model' }, ownMessage),
  post('/model-versions/create', { name: 'credit', source: 'abfss://fs@account.host/model' }, ownMessage),
  post('/model-versions/create', { name: 'credit', source: 's3://bucket/../x' }),
  post('/model-versions/create', { name: 'credit', source: 's3://bucket/a//b' }),
  post('/model-versions/create', { name: 'credit', source: 'gs://bucket/a/./b' }),
  post('/model-versions/create', {
    name: 'credit',
    source: 'gs://bucket/a',
    run_link: 'javascript:alert(1)',
  }),
  post('/model-versions/create', { name: 'credit', source: 'dbfs:/a/b', description: 'é'.repeat(300) }),
]

/** Sources that MLflow resolves otherwise than they look. */
export const oddSources: readonly MlflowRequest[] = [
  post('/registered-models/create', { name: 'odd' }),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/model' },
    {
      differs: {
        because: 'MLflow before 3.17 stored it too',
        status: 200,
        has: { model_version: { run_id: 'run_id' } },
      },
    },
  ),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/model', run_id: 'other' },
    {
      differs: {
        because: 'MLflow before 3.17 stored it too',
        status: 200,
        has: { model_version: { run_id: 'other' } },
      },
    },
  ),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/model#x', run_id: 'run_id' },
    {
      differs: {
        because: 'MLflow stores an address that it resolves to another path',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'runs:/run_id/model#x'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.",
        },
      },
    },
  ),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/model?x', run_id: 'run_id' },
    {
      differs: {
        because: 'MLflow stores an address that it resolves to another path',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'runs:/run_id/model?x'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.",
        },
      },
    },
  ),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/model;x', run_id: 'run_id' },
    {
      differs: {
        because: 'MLflow stores an address that it resolves to another path',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'runs:/run_id/model;x'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.",
        },
      },
    },
  ),
  post(
    '/model-versions/create',
    { name: 'odd', source: 'runs:/run_id/a\\b', run_id: 'run_id' },
    {
      differs: {
        because: 'MLflow stores an address that it resolves to another path',
        status: 400,
        has: {
          error_code: 'INVALID_PARAMETER_VALUE',
          message:
            "Invalid model version source: 'runs:/run_id/a\\b'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.",
        },
      },
    },
  ),
  remove('/registered-models/delete', { name: 'odd' }),
]

/** Sources that are artifacts of a run. */
export const runSources: readonly MlflowRequest[] = [
  post('/registered-models/create', { name: 'produced' }),
  post(
    '/runs/create',
    { experiment_id: '0', user_id: 'ana', run_name: 'source', start_time: 1_795_277_543_624 },
    { save: { run: 'run.info.run_id', root: 'run.info.artifact_uri' } },
  ),
  post('/model-versions/create', { name: 'produced', source: '{root}/model', run_id: '{run}' }),
  post('/model-versions/create', { name: 'produced', source: '{root}', run_id: '{run}' }),
  post('/model-versions/create', { name: 'produced', source: 'runs:/{run}/a model', run_id: '{run}' }),
  post('/model-versions/create', { name: 'produced', source: '{root}/model' }),
  post('/model-versions/create', { name: 'produced', source: '{root}/model', run_id: 'nobody' }),
  post('/model-versions/create', { name: 'produced', source: '{root}x/model', run_id: '{run}' }),
  post('/model-versions/create', { name: 'produced', source: '{root}/../model', run_id: '{run}' }),
  post('/model-versions/create', { name: 'produced', source: '{root}/%2e%2e/model', run_id: '{run}' }),
  post('/model-versions/create', {
    name: 'produced',
    source: 'mlflow-artifacts:/0/another/artifacts/model',
    run_id: '{run}',
  }),
  get('/model-versions/get-download-uri', { name: 'produced', version: '1' }),
  remove('/registered-models/delete', { name: 'produced' }),
]
