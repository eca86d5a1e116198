import type { MlflowRequest } from '../../replay.ts'
import { get, ownMessage, post, remove } from './request.ts'

/** Search of registered models. */
export const searchModels: readonly MlflowRequest[] = [
  post('/registered-models/create', { name: 'Alpha', tags: [{ key: 'team', value: 'Risk' }] }),
  post('/registered-models/create', {
    name: 'beta 100%',
    tags: [
      { key: 'team', value: 'fraud' },
      { key: 'x.y', value: '1' },
    ],
  }),
  get('/registered-models/search', {}),
  get('/registered-models/search', { max_results: '1' }),
  get(
    '/registered-models/search',
    { max_results: '0' },
    { differs: { because: 'the token of the empty page of MLflow leads to itself', status: 200, has: {} } },
  ),
  get(
    '/registered-models/search',
    { max_results: '-1' },
    {
      differs: {
        because: 'MLflow returns an empty page whose token fails',
        status: 400,
        has: { error_code: 'INVALID_PARAMETER_VALUE' },
      },
    },
  ),
  get('/registered-models/search', { max_results: '1001' }),
  get('/registered-models/search', { max_results: 'x' }),
  get('/registered-models/search', { page_token: 'x' }),
  get('/registered-models/search', { filter: "name LIKE 'A%'" }),
  get('/registered-models/search', { filter: "name ILIKE 'a%'" }),
  get('/registered-models/search', { filter: "name LIKE '%100%'" }),
  get('/registered-models/search', { filter: "name != 'Alpha'" }),
  get('/registered-models/search', { filter: "name IN ('Alpha', 'credit')" }),
  get('/registered-models/search', { filter: "name NOT IN ('Alpha', 'credit')" }),
  get('/registered-models/search', { filter: "tags.team = 'fraud'" }),
  get('/registered-models/search', { filter: "tag.team != 'fraud'" }),
  get('/registered-models/search', { filter: "tags.team ILIKE 'r%' AND name = 'Alpha'" }),
  get('/registered-models/search', { filter: "tags.`x.y` = '1'" }),
  get('/registered-models/search', { filter: "tags.team LIKE 'f%' AND tags.team LIKE '%d'" }),
  get('/registered-models/search', { filter: "tags.team IN ('fraud')" }, ownMessage),
  get('/registered-models/search', { filter: 'name = Alpha' }, ownMessage),
  get('/registered-models/search', { filter: "name > 'Alpha'" }, ownMessage),
  get('/registered-models/search', { filter: "description = 'x'" }, ownMessage),
  get('/registered-models/search', { filter: "metrics.x = 'x'" }, ownMessage),
  get('/registered-models/search', { filter: "name = 'a' OR name = 'b'" }, ownMessage),
  get('/registered-models/search', { filter: 'name' }, ownMessage),
  get('/registered-models/search', { order_by: ['name DESC'] }),
  get('/registered-models/search', { order_by: ['last_updated_timestamp'], max_results: '2' }),
  get('/registered-models/search', { order_by: ['timestamp DESC'], max_results: '1' }),
  get('/registered-models/search', { order_by: ['creation_timestamp'] }, ownMessage),
  get('/registered-models/search', { order_by: ['description'] }, ownMessage),
  get(
    '/registered-models/search',
    { order_by: ['name ASC', 'name DESC'] },
    {
      differs: {
        because: 'MLflow fails with 500, which makes its client repeat the request',
        status: 400,
        has: { error_code: 'INVALID_PARAMETER_VALUE' },
      },
    },
  ),
  get('/registered-models/search', { order_by: ['name SIDEWAYS'] }, ownMessage),
]

/** Search of versions. */
export const searchVersions: readonly MlflowRequest[] = [
  get('/model-versions/search', {}),
  get('/model-versions/search', { filter: "name = 'credit'", max_results: '2' }),
  get('/model-versions/search', { max_results: '0' }, ownMessage),
  get('/model-versions/search', { max_results: '200001' }),
  get('/model-versions/search', { max_results: 'x' }),
  get('/model-versions/search', { page_token: 'x' }),
  get('/model-versions/search', { filter: "run_id = 'run_id'", order_by: ['version_number ASC', 'name'] }),
  get('/model-versions/search', {
    filter: "run_id IN ('run_id', 'x')",
    order_by: ['name', 'version_number'],
  }),
  get('/model-versions/search', { filter: "source_path LIKE 's3://%'" }),
  get('/model-versions/search', { filter: "source_path = 'runs:/run_id/model'" }),
  get('/model-versions/search', { filter: "version_number = 1 AND name = 'credit'" }),
  get('/model-versions/search', { filter: "version_number >= 2 AND name = 'credit'" }),
  get('/model-versions/search', { filter: "version_number = '1' AND name = 'credit'" }),
  get('/model-versions/search', { filter: 'version_number = 1.5' }, ownMessage),
  get('/model-versions/search', { filter: "version_number LIKE '1'" }, ownMessage),
  get('/model-versions/search', { filter: "tags.new = ''" }),
  get('/model-versions/search', { filter: "tags.`é` = 'ç'" }),
  get('/model-versions/search', { filter: "source_path IN ('x')" }, ownMessage),
  get('/model-versions/search', { filter: "name > 'x'" }, ownMessage),
  get('/model-versions/search', { filter: 'name = 5' }, ownMessage),
  get('/model-versions/search', { filter: "stage = 'Production'" }, ownMessage),
  get('/model-versions/search', { order_by: ['creation_timestamp ASC'], filter: "name = 'credit'" }),
  get('/model-versions/search', { order_by: ['last_updated_timestamp DESC'], filter: "name = 'credit'" }),
  get('/model-versions/search', { order_by: ['version'] }, ownMessage),
  get(
    '/model-versions/search',
    { order_by: ['name', 'name'] },
    {
      differs: {
        because: 'MLflow fails with 500, which makes its client repeat the request',
        status: 400,
        has: { error_code: 'INVALID_PARAMETER_VALUE' },
      },
    },
  ),
]

/** A renamed model keeps versions, aliases and tags. */
export const renamedModel: readonly MlflowRequest[] = [
  post('/registered-models/rename', { name: 'credit', new_name: 'credit 2' }),
  get('/model-versions/get', { name: 'credit 2', version: '1' }),
  get('/registered-models/alias', { name: 'credit 2', alias: 'champion' }),
  get('/model-versions/get', { name: 'credit', version: '1' }),
  get('/model-versions/get-download-uri', { name: 'copies of credit', version: '1' }),
]

/** A deleted model loses versions and aliases. */
export const deletedModel: readonly MlflowRequest[] = [
  remove('/registered-models/delete', { name: 'copies of credit' }),
  get('/model-versions/search', { filter: "name = 'copies of credit'" }),
  post('/registered-models/create', { name: 'copies of credit' }),
  get('/registered-models/alias', { name: 'copies of credit', alias: 'goes' }),
  get('/model-versions/get', { name: 'copies of credit', version: '1' }),
  post('/model-versions/create', { name: 'copies of credit', source: 's3://bucket/path' }),
]
