import type { MlflowRequest } from '../replay.ts'

const invalid = { error_code: 'INVALID_PARAMETER_VALUE' }
const create = '/experiments/create'
const setTag = '/experiments/set-experiment-tag'
const search = '/experiments/search'

const creating: readonly MlflowRequest[] = [
  {
    name: 'the experiment that always exists',
    path: '/experiments/get',
    query: { experiment_id: '0' },
  },
  {
    name: 'create',
    path: create,
    body: { name: 'first', tags: [{ key: 'team', value: 'risk' }, { key: 'empty' }] },
    save: { first: 'experiment_id' },
  },
  { name: 'get', path: '/experiments/get', query: { experiment_id: '{first}' } },
  { name: 'get by name', path: '/experiments/get-by-name', query: { experiment_name: 'first' } },
  {
    name: 'the other address',
    path: '/ajax-api/2.0/mlflow/experiments/get',
    query: { experiment_id: '{first}' },
  },
  { name: 'a name that exists', path: create, body: { name: 'first' }, ownMessage: true },
  {
    name: 'a location of its own',
    path: create,
    body: { name: 'elsewhere', artifact_location: 'mlflow-artifacts:/elsewhere' },
    save: { elsewhere: 'experiment_id' },
  },
  { name: 'get the location', path: '/experiments/get', query: { experiment_id: '{elsewhere}' } },
  {
    name: 'a location with a fragment',
    path: create,
    body: { name: 'x', artifact_location: 's3://a#b' },
    ownMessage: true,
  },
  { name: 'no name', path: create, body: {} },
  { name: 'null as a name', path: create, body: { name: null } },
  { name: 'an empty name', path: create, body: { name: '' } },
  { name: 'a number as a name', path: create, body: { name: 1 } },
  { name: 'a long name', path: create, body: { name: 'n'.repeat(501) } },
  { name: 'a text as tags', path: create, body: { name: 'x', tags: 'x' } },
  { name: 'a long key', path: create, body: { name: 'x', tags: [{ key: 'k'.repeat(251), value: '' }] } },
  {
    name: 'an unknown field',
    path: create,
    body: { name: 'with-unknown', other: { a: [1] } },
    save: { unknown: 'experiment_id' },
  },
  { name: 'encoded twice', path: create, body: '{"name": "twice"}', save: { twice: 'experiment_id' } },
  { name: 'a form', path: create, text: 'name=x', contentType: 'application/x-www-form-urlencoded' },
  { name: 'nothing', path: create, text: '', contentType: 'application/json' },
  {
    name: 'no JSON',
    path: create,
    text: '{"name"',
    differs: { because: 'A body that is no JSON is refused as such.', status: 400, has: invalid },
  },
  {
    name: 'a list',
    path: create,
    text: '[1]',
    differs: {
      because: 'A body that is no object is not a failure of the server.',
      status: 400,
      has: invalid,
    },
  },
  {
    name: 'a tag without a key',
    path: create,
    body: { name: 'x', tags: [{ value: 'x' }] },
    differs: {
      because: 'The message says which field is missing.',
      status: 400,
      has: { ...invalid, message: expectMissing('tags[0].key') },
    },
  },
]

function expectMissing(parameter: string): string {
  return `Missing value for required parameter '${parameter}'. See the API docs for more information about request parameters.`
}

const reading: readonly MlflowRequest[] = [
  { name: 'no id', path: '/experiments/get' },
  { name: 'an unknown id', path: '/experiments/get', query: { experiment_id: '999' } },
  { name: 'an id with letters', path: '/experiments/get', query: { experiment_id: 'abc' } },
  {
    name: 'an id that is too long for the store',
    path: '/experiments/get',
    query: { experiment_id: '9'.repeat(40) },
    differs: {
      because: 'Such an experiment does not exist; that is not a failure of the server.',
      status: 404,
      has: { error_code: 'RESOURCE_DOES_NOT_EXIST' },
    },
  },
  { name: 'an unknown name', path: '/experiments/get-by-name', query: { experiment_name: 'nothing' } },
  { name: 'no name to get', path: '/experiments/get-by-name' },
  { name: 'search', path: search, body: { max_results: 100 } },
  { name: 'search by GET', path: search, query: { max_results: '100', view_type: 'ALL' } },
  {
    name: 'search, first page',
    path: search,
    body: { max_results: 2, order_by: ['name ASC'] },
    save: { page: 'next_page_token' },
  },
  {
    name: 'search, second page',
    path: search,
    body: { max_results: 2, order_by: ['name ASC'], page_token: '{page}' },
  },
  { name: 'search by a tag', path: search, body: { max_results: 9, filter: "tags.team = 'risk'" } },
  { name: 'search by name', path: search, body: { max_results: 9, filter: "name LIKE 'f%'" } },
  { name: 'search without matches', path: search, body: { max_results: 9, filter: "name = 'nothing'" } },
  { name: 'search with no results', path: search, body: { max_results: 0 } },
  { name: 'search with a negative number of results', path: search, body: { max_results: -1 } },
  { name: 'search with a wrong number', path: search, query: { max_results: 'ten' } },
  {
    name: 'search with a wrong filter',
    path: search,
    body: { max_results: 2, filter: 'nonsense =' },
    ownMessage: true,
  },
  {
    name: 'search with a wrong order',
    path: search,
    body: { max_results: 2, order_by: ['nonsense'] },
    ownMessage: true,
  },
  {
    name: 'search with a wrong page',
    path: search,
    body: { max_results: 2, page_token: 'x' },
    ownMessage: true,
  },
  {
    name: 'search with an unknown view',
    path: search,
    body: { max_results: 2, view_type: 'NEW' },
    differs: { because: 'A name that is misspelt is refused, not ignored.', status: 400, has: invalid },
  },
  {
    name: 'search without a number of results',
    path: search,
    body: {},
    differs: {
      because: 'The protocol lets the server choose it.',
      status: 200,
      has: { experiments: [{}, {}, {}, {}, {}] },
    },
  },
]

const changing: readonly MlflowRequest[] = [
  { name: 'rename without a name', path: '/experiments/update', body: { experiment_id: '{first}' } },
  { name: 'rename', path: '/experiments/update', body: { experiment_id: '{first}', new_name: 'renamed' } },
  {
    name: 'rename to a name that exists',
    path: '/experiments/update',
    body: { experiment_id: '{first}', new_name: 'elsewhere' },
    differs: {
      because: 'It is the same error as at the creation.',
      status: 400,
      has: { error_code: 'RESOURCE_ALREADY_EXISTS' },
    },
  },
  {
    name: 'rename an unknown one',
    path: '/experiments/update',
    body: { experiment_id: '999', new_name: 'x' },
  },
  { name: 'set a tag', path: setTag, body: { experiment_id: '{first}', key: 'a', value: '1' } },
  { name: 'replace a tag', path: setTag, body: { experiment_id: '{first}', key: 'a', value: '2' } },
  { name: 'set a tag without a value', path: setTag, body: { experiment_id: '{first}', key: 'b' } },
  { name: 'set a tag without a key', path: setTag, body: { experiment_id: '{first}', value: 'b' } },
  {
    name: 'set a tag with a long key',
    path: setTag,
    body: { experiment_id: '{first}', key: 'k'.repeat(251), value: '' },
  },
  {
    name: 'set a tag with a long value',
    path: setTag,
    body: { experiment_id: '{first}', key: 'k', value: 'v'.repeat(20_001) },
  },
  {
    name: 'set a tag whose key is no name',
    path: setTag,
    body: { experiment_id: '{first}', key: 'a/../b', value: '' },
  },
  {
    name: 'set a tag whose key has other characters',
    path: setTag,
    body: { experiment_id: '{first}', key: 'a$', value: '' },
  },
  { name: 'set a tag of an unknown one', path: setTag, body: { experiment_id: '999', key: 'a', value: '' } },
  {
    name: 'delete a tag',
    path: '/experiments/delete-experiment-tag',
    body: { experiment_id: '{first}', key: 'b' },
  },
  {
    name: 'delete an unknown tag',
    path: '/experiments/delete-experiment-tag',
    body: { experiment_id: '{first}', key: 'b' },
    ownMessage: true,
  },
  { name: 'after the changes', path: '/experiments/get', query: { experiment_id: '{first}' } },
]

const deleting: readonly MlflowRequest[] = [
  { name: 'delete', path: '/experiments/delete', body: { experiment_id: '{first}' } },
  { name: 'delete again', path: '/experiments/delete', body: { experiment_id: '{first}' } },
  { name: 'delete an unknown one', path: '/experiments/delete', body: { experiment_id: '999' } },
  { name: 'get a deleted one', path: '/experiments/get', query: { experiment_id: '{first}' } },
  {
    name: 'get a deleted one by name',
    path: '/experiments/get-by-name',
    query: { experiment_name: 'renamed' },
  },
  { name: 'search deleted ones', path: search, body: { max_results: 9, view_type: 'DELETED_ONLY' } },
  {
    name: 'set a tag of a deleted one',
    path: setTag,
    body: { experiment_id: '{first}', key: 'a', value: '' },
    ownMessage: true,
  },
  {
    name: 'rename a deleted one',
    path: '/experiments/update',
    body: { experiment_id: '{first}', new_name: 'x' },
    differs: { because: 'A client would repeat a request that failed with 500.', status: 400, has: invalid },
  },
  {
    name: 'create one with the name of a deleted one',
    path: create,
    body: { name: 'renamed' },
    ownMessage: true,
  },
  { name: 'restore', path: '/experiments/restore', body: { experiment_id: '{first}' } },
  { name: 'restore an active one', path: '/experiments/restore', body: { experiment_id: '{first}' } },
  { name: 'after it was restored', path: '/experiments/get', query: { experiment_id: '{first}' } },
]

/** Experiments: creation, search, changes, deletion. */
export const experimentRequests = [...creating, ...reading, ...changing, ...deleting]
