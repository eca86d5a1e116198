import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../../kit/test-server.ts'

type Request = readonly [method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, fields: Fields]
type Fields = Readonly<Record<string, unknown>>

interface Recorded {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))
const requests = (read('requests.json') as readonly (Request | { readonly about: string })[]).filter(
  (each) => 'length' in each,
)
/** What MLflow's server returned to the same requests. `record.py` writes it. */
const recorded = read('responses.json') as readonly Recorded[]

let server: TestServer
let headers: Readonly<Record<string, string>>
beforeAll(async () => {
  server = await testServer()
  headers = { 'x-api-key': await server.key('read', 'track', 'operate') }
})
afterAll(async () => await server.close())

describe('responds as the server of MLflow', () => {
  test.each(
    requests.map((request, i) => [`${i} ${nameOf(request)}`, request, recorded[i] as Recorded] as const),
  )('%s', async (_name, request, theirs) => {
    server.wait(1)
    expect(await send(request)).toEqual(expectedOf(request, comparable(theirs)))
  })
})

test('every difference belongs to a request', () => {
  const names = requests.map(nameOf)
  expect(Object.keys(differences).filter((name) => !names.includes(name))).toEqual([])
})

/** Returns what MLflow's server returned, or what we return instead. */
function expectedOf(request: Request, theirs: Recorded): unknown {
  const difference = differences[nameOf(request)]
  if (difference !== undefined) return difference
  const [, path, { page_token: token, max_results: limit }] = request
  const isSearchError = path.endsWith('/search') && theirs.status >= 400
  return isSearchError && token === undefined && limit === undefined ? searchError : theirs
}

const invalid = (message: unknown): Recorded => ({
  status: 400,
  body: { error_code: 'INVALID_PARAMETER_VALUE', message },
})

/** Our parser of filters says where the mistake is; MLflow's fails for some orders with 500. */
const searchError = invalid(
  expect.stringMatching(/^(The filter|Clause \d+ of the order) is not valid at character \d+: /),
)

const local =
  'To use a local path as a model version source, the run_id request parameter has to be specified'
const relative =
  'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri'
const badSource = (source: string, message: string): Recorded =>
  invalid(expect.stringContaining(`Invalid model version source: '${source}'. ${message}`))
const noHost = (scheme: string): Recorded =>
  invalid(
    `'source' cannot use the '${scheme}' scheme: it addresses a host, to which the server does not connect.`,
  )
const odd = (source: string) => ({ name: 'odd', source, run_id: 'run_id' })
const versionOf = (run_id: string): unknown =>
  expect.objectContaining({
    status: 200,
    body: { model_version: expect.objectContaining({ source: 'runs:/run_id/model', run_id }) },
  })
const fromSource = (source: string, more: Fields = {}): string =>
  nameOf(['POST', 'model-versions/create', { name: 'credit', source, ...more }])

/** Responses that differ from those of MLflow's server on purpose. */
const differences: Readonly<Record<string, unknown>> = {
  // MLflow's message contains the statement of its database.
  [nameOf(['POST', 'registered-models/rename', { name: 'once', new_name: 'credit' }])]: {
    status: 400,
    body: {
      error_code: 'RESOURCE_ALREADY_EXISTS',
      message: 'Registered Model (name=credit) already exists.',
    },
  },
  [nameOf(['GET', 'model-versions/get-download-uri', { name: 'credit' }])]: invalid(
    "Missing value for required parameter 'version'. See the API docs for more information about request parameters.",
  ),
  // MLflow first looks for the run, and resolves the path on its own disk.
  [fromSource('file:///etc/passwd', { run_id: 'run_id' })]: badSource('file:///etc/passwd', local),
  [fromSource('model', { run_id: 'run_id' })]: badSource('model', local),
  [fromSource('file://host/etc/passwd')]: badSource('file://host/etc/passwd', local),
  // MLflow fails with 500.
  [fromSource('models:/m-0123456789abcdef0123456789abcdef', {
    model_id: 'm-0123456789abcdef0123456789abcdef',
  })]: badSource(
    'models:/m-0123456789abcdef0123456789abcdef',
    'The model_id request parameter must identify the resource that contains the source.',
  ),
  [fromSource('models:/credit/Production')]: {
    status: 404,
    body: {
      error_code: 'RESOURCE_DOES_NOT_EXIST',
      message: "No versions of model with name 'credit' and stage 'Production' found",
    },
  },
  [nameOf([
    'POST',
    'model-versions/transition-stage',
    { name: 'credit', version: '2', stage: 'Archived', archive_existing_versions: true },
  ])]: invalid(
    "Model version transition cannot archive existing model versions because 'Archived' is not an Active stage. Valid stages are ['Staging', 'Production']",
  ),
  // MLflow's message names a setting of its server.
  [fromSource('mlflow-artifacts://host/0/x', { run_id: 'run_id' })]: noHost('mlflow-artifacts'),
  [fromSource('http://host/model')]: noHost('http'),
  [fromSource('https://host/model')]: noHost('https'),
  [fromSource('ftp://host/model')]: noHost('ftp'),
  [fromSource('hdfs://host/model')]: noHost('hdfs'),
  [fromSource('abfss://fs@account.host/model')]: noHost('abfss'),
  // MLflow before 3.17 stored these too.
  [nameOf(['POST', 'model-versions/create', { name: 'odd', source: 'runs:/run_id/model' }])]:
    versionOf('run_id'),
  [nameOf(['POST', 'model-versions/create', { ...odd('runs:/run_id/model'), run_id: 'other' }])]:
    versionOf('other'),
  // MLflow stores these, and resolves them to another path than they seem to have.
  ...Object.fromEntries(
    ['runs:/run_id/model#x', 'runs:/run_id/model?x', 'runs:/run_id/model;x', 'runs:/run_id/a\\b'].map(
      (source) => [nameOf(['POST', 'model-versions/create', odd(source)]), badSource(source, relative)],
    ),
  ),
  [nameOf([
    'POST',
    'model-versions/set-tag',
    { name: 'credit', version: '1', key: 'mlflow.prompt.text', value: '@v*100001' },
  ])]: invalid("'mlflow.prompt.text' exceeds the maximum length of 100000 characters"),
  [nameOf(['POST', 'registered-models/alias', { name: 'credit', alias: '@a*256', version: '1' }])]: invalid(
    "'alias' exceeds the maximum length of 255 characters",
  ),
  [nameOf(['POST', 'registered-models/alias', { name: 'nobody', alias: 'champion', version: '1' }])]: {
    status: 404,
    body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Registered Model with name=nobody not found' },
  },
  // MLflow returns an empty page whose token leads to itself.
  [nameOf(['GET', 'registered-models/search', { max_results: 0 }])]: { status: 200, body: {} },
  [nameOf(['GET', 'registered-models/search', { max_results: -1 }])]: invalid(
    expect.stringContaining('Invalid value "-1" for parameter \'max_results\' supplied'),
  ),
  [nameOf(['GET', 'model-versions/search', { max_results: 0 }])]: invalid(
    "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
  ),
}

function nameOf([method, path, fields]: Request): string {
  return `${method} ${path} ${JSON.stringify(fields)}`.slice(0, 200)
}

async function send([method, path, given]: Request): Promise<Recorded> {
  const fields = expand(given) as Record<string, string>
  const url = `/api/2.0/mlflow/${path}`
  const response = await server.app.inject(
    method === 'GET' ? { method, url, headers, query: fields } : { method, url, headers, payload: fields },
  )
  return comparable({ status: response.statusCode, body: response.json() })
}

/** As `record.py`: "@x*300" is 300 times "x". */
function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expand(item)]))
  const [, text, count] = typeof value === 'string' ? (/^@(.)\*(\d+)$/u.exec(value) ?? []) : []
  return text === undefined ? value : text.repeat(Number(count))
}

/**
 * Without what a server may choose: times, page tokens, and details of errors of later versions of
 * MLflow.
 */
function comparable({ status, body }: Recorded): Recorded {
  const { sqlstate: _state, error_class: _class, ...rest } = body
  return { status, body: normalize(rest) as Fields }
}

function normalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalize)
  if (typeof value !== 'object' || value === null) return value
  // MLflow's order of the newest versions depends on its database.
  if ('latest_versions' in value) (value.latest_versions as { version: string }[]).sort(byVersion)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (key === 'user_id') return []
      const isChosen = key.endsWith('_timestamp') || key === 'next_page_token'
      return [[key, isChosen ? 'CHOSEN' : normalize(item)]]
    }),
  )
}

function byVersion(a: { readonly version: string }, b: { readonly version: string }): number {
  return Number(a.version) - Number(b.version)
}
