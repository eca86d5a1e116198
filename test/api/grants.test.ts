import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import type { Role } from '../../src/base/roles.ts'
import type { GrantBody } from '../../src/http/api/grants/schema.ts'
import { play } from '../kit/scenario.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

const password = 'uma frase bem longa'
let server: TestServer
let admin: Record<string, string>

beforeEach(async () => {
  server = await testServer()
  onTestFinished(async () => await server.close())
  admin = { 'x-api-key': await server.key('admin') }
})

type Headers = Record<string, string>

async function person(username: string, role: Role): Promise<Headers> {
  await server.users.add({ username, password, fullName: null, role }, 'tests')
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

const mlflow = '/api/2.0/mlflow'
const send = (
  headers: Headers,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  payload?: object,
) => server.app.inject({ method, url, headers, ...(payload !== undefined && { payload }) })
const statusOf = async (...of: Parameters<typeof send>) => (await send(...of)).statusCode

async function give(grant: GrantBody, headers: Headers = admin): Promise<void> {
  const response = await send(headers, 'PUT', '/v1/grants', grant)
  expect(response.statusCode, response.body).toBe(200)
}

/** Creates models as admin, with two versions each. */
async function models(...names: string[]): Promise<void> {
  for (const name of names) {
    expect(await statusOf(admin, 'POST', `${mlflow}/registered-models/create`, { name })).toBe(200)
    for (const source of ['s3://models/a', 's3://models/b'])
      expect(await statusOf(admin, 'POST', `${mlflow}/model-versions/create`, { name, source })).toBe(200)
  }
}

const alias = (name: string, given: string, version = '1') =>
  ['POST', `${mlflow}/registered-models/alias`, { name, alias: given, version }] as const

describe('a grant on a model', () => {
  test('widens what a role allows, on that model only', async () => {
    await models('churn', 'credit')
    const ana = await person('ana', 'reader')
    const tag = (name: string) =>
      ['POST', `${mlflow}/registered-models/set-tag`, { name, key: 'k', value: 'v' }] as const
    expect(await statusOf(ana, ...tag('churn'))).toBe(403)
    await give({ subject: 'user:ana', model: 'churn', level: 'edit' })
    expect(await statusOf(ana, ...tag('churn'))).toBe(200)
    expect(await statusOf(ana, ...tag('credit'))).toBe(403)
    expect(await statusOf(ana, 'DELETE', `${mlflow}/registered-models/delete`, { name: 'churn' })).toBe(403)
    expect(await statusOf(ana, ...alias('churn', 'best'))).toBe(403)
    await give({ subject: 'user:ana', model: 'churn', level: 'manage' })
    expect(await statusOf(ana, ...alias('churn', 'best'))).toBe(200)
    expect(await statusOf(ana, 'DELETE', `${mlflow}/registered-models/delete`, { name: 'churn' })).toBe(200)
  })

  test('narrows it, also for who holds the scope, and not for admins', async () => {
    await models('churn', 'credit')
    const bia = await person('bia', 'operator')
    await give({ subject: 'role:operator', model: 'churn', level: 'none' })
    const get = (name: string) => `${mlflow}/registered-models/get?name=${name}`
    const refused = await send(bia, 'GET', get('churn'))
    expect([refused.statusCode, refused.json().error_code]).toEqual([403, 'PERMISSION_DENIED'])
    expect(refused.json().message).toContain('"none" on the model churn')
    expect(await statusOf(bia, 'GET', '/v1/models/churn/versions')).toBe(403)
    expect(await statusOf(bia, 'GET', get('credit'))).toBe(200)
    expect(await statusOf(admin, 'GET', get('churn'))).toBe(200)
    await give({ subject: 'user:bia', model: 'churn', level: 'read' })
    expect(await statusOf(bia, 'GET', get('churn')), 'her own grant goes before that of her role').toBe(200)
  })

  test('searches and lists are full pages of what the caller may read', async () => {
    const names = Array.from({ length: 6 }, (_, i) => `m${i}`)
    await models(...names)
    const ana = await person('ana', 'reader')
    const program = { 'x-api-key': await server.key('predict') }
    const id = (await server.access.list()).find(({ name }) => name === 'predict')?.id ?? ''
    for (const model of ['m0', 'm1', 'm3']) {
      await give({ subject: 'role:reader', model, level: 'none' })
      await give({ subject: `key:${id}`, model, level: 'read' })
    }
    const search = async (headers: Headers) => {
      const found: string[] = []
      for (let token = ''; ; ) {
        const url = `${mlflow}/registered-models/search?max_results=2&page_token=${token}`
        const page = (await send(headers, 'GET', url)).json()
        found.push(...(page.registered_models ?? []).map(({ name }: { name: string }) => name))
        if (page.next_page_token === undefined) return found
        expect(page.registered_models).toHaveLength(2)
        token = page.next_page_token
      }
    }
    expect(await search(ana)).toEqual(['m2', 'm4', 'm5'])
    expect(await search(program)).toEqual(['m0', 'm1', 'm3'])
    expect(await search(admin)).toEqual(names)
    const versions = (await send(ana, 'GET', `${mlflow}/model-versions/search`)).json().model_versions
    const named = new Set(versions.map(({ name }: { name: string }) => name))
    expect(named).toEqual(new Set(['m2', 'm4', 'm5']))
    const listed = (await send(program, 'GET', '/v1/models')).json().items
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(['m0', 'm1', 'm3'])
  })

  test('follows its name, and ends with it', async () => {
    await models('churn')
    const ana = await person('ana', 'operator')
    await give({ subject: 'user:ana', model: 'churn', level: 'none' })
    const rename = { name: 'churn', new_name: 'leave' }
    expect(await statusOf(admin, 'POST', `${mlflow}/registered-models/rename`, rename)).toBe(200)
    expect(await statusOf(ana, 'GET', '/v1/models/leave/versions')).toBe(403)
    expect(await statusOf(admin, 'DELETE', `${mlflow}/registered-models/delete`, { name: 'leave' })).toBe(200)
    await models('leave')
    expect(await statusOf(ana, 'GET', '/v1/models/leave/versions')).toBe(200)
  })
})

describe('a grant on aliases', () => {
  test('allows every alias but the champion', async () => {
    await models('churn')
    const ana = await person('ana', 'scientist')
    expect(await statusOf(ana, ...alias('churn', 'shadow'))).toBe(403)
    await give({ subject: 'user:ana', model: 'churn', alias: '*', level: 'edit' })
    await give({ subject: 'user:ana', model: 'churn', alias: 'champion', level: 'none' })
    expect(await statusOf(ana, ...alias('churn', 'shadow'))).toBe(200)
    expect(await statusOf(ana, ...alias('churn', 'champion'))).toBe(403)
    for (const [method, url, body] of [
      ['PUT', '/v1/models/churn/aliases/champion', { version: 1 }],
      ['POST', '/v1/models/churn/aliases/champion/rollback', {}],
      ['DELETE', `${mlflow}/registered-models/alias`, { name: 'churn', alias: 'champion' }],
    ] as const)
      expect(await statusOf(ana, method, url, body), url).toBe(403)
  })

  test('holds when a version or the model of the alias is deleted or renamed', async () => {
    await models('churn')
    const ana = await person('ana', 'operator')
    expect(await statusOf(admin, ...alias('churn', 'champion', '2'))).toBe(200)
    await give({ subject: 'user:ana', model: 'churn', alias: 'champion', level: 'none' })
    const version = (number: string) => ({ name: 'churn', version: number })
    expect(await statusOf(ana, 'DELETE', `${mlflow}/model-versions/delete`, version('2'))).toBe(403)
    expect(await statusOf(ana, 'DELETE', `${mlflow}/registered-models/delete`, { name: 'churn' })).toBe(403)
    const rename = { name: 'churn', new_name: 'leave' }
    expect(await statusOf(ana, 'POST', `${mlflow}/registered-models/rename`, rename)).toBe(403)
    expect(await statusOf(ana, 'DELETE', `${mlflow}/model-versions/delete`, version('1'))).toBe(200)
  })
})

describe('a grant on an experiment', () => {
  const experiment = async (name: string, headers = admin): Promise<string> =>
    (await send(headers, 'POST', `${mlflow}/experiments/create`, { name })).json().experiment_id
  const files = '/api/2.0/mlflow-artifacts/artifacts'

  /** Creates a run with a file. */
  const run = async (id: string): Promise<string> => {
    const created = (await send(admin, 'POST', `${mlflow}/runs/create`, { experiment_id: id })).json()
    const { run_id: runId, artifact_uri: uri } = created.run.info
    expect(uri).toBe(`mlflow-artifacts:/${id}/${runId}/artifacts`)
    expect(await statusOf(admin, 'PUT', `${files}/${id}/${runId}/artifacts/a.txt`, {})).toBe(200)
    return runId
  }

  /** Every request about a run, with the level that it needs. */
  const aboutRun = (id: string, of: string) =>
    [
      ['read', 'GET', `${files}/${of}/${id}/artifacts/a.txt`],
      ['read', 'GET', `${files}?path=${of}/${id}/artifacts`],
      ['read', 'GET', `${mlflow}/artifacts/list?run_id=${id}`],
      ['read', 'GET', `/get-artifact?run_id=${id}&path=a.txt`],
      ['edit', 'PUT', `${files}/${of}/${id}/artifacts/b.txt`, {}],
      ['edit', 'POST', `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${id}&path=c.txt`, {}],
      ['edit', 'DELETE', `${files}/${of}/${id}/artifacts/a.txt`],
      ['read', 'GET', `${mlflow}/runs/get?run_id=${id}`],
      ['read', 'GET', `${mlflow}/metrics/get-history?run_id=${id}&metric_key=m`],
      ['read', 'GET', `/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${id}&metric_key=m`],
      ['read', 'GET', `${mlflow}/metrics/get-history-bulk-interval?run_ids=${id}&metric_key=m&max_results=9`],
      ['read', 'GET', `/v1/runs/${id}`],
      ['edit', 'POST', `${mlflow}/runs/log-metric`, { run_id: id, key: 'm', value: 1, timestamp: 1 }],
      ['edit', 'POST', `${mlflow}/runs/log-parameter`, { run_id: id, key: 'p', value: '1' }],
      ['edit', 'POST', `${mlflow}/runs/log-batch`, { run_id: id }],
      ['edit', 'POST', `${mlflow}/runs/set-tag`, { run_id: id, key: 't', value: '1' }],
      ['edit', 'POST', `${mlflow}/runs/update`, { run_id: id, status: 'FINISHED' }],
      ['edit', 'POST', `${mlflow}/runs/delete`, { run_id: id }],
    ] as const

  test.each(['none', 'read', 'edit'] as const)('%s: its runs', async (level) => {
    const [mine, other] = [await experiment('mine'), await experiment('other')]
    const ana = await person('ana', level === 'edit' ? 'reader' : 'scientist')
    await give({ subject: 'user:ana', experiment_id: mine, level })
    for (const [needed, method, url, body] of aboutRun(await run(mine), mine)) {
      const isAllowed = level === 'edit' || level === needed
      expect(await statusOf(ana, method, url, body), `${method} ${url}`).toBe(isAllowed ? 200 : 403)
    }
    for (const [needed, method, url, body] of aboutRun(await run(other), other)) {
      const isAllowed = level !== 'edit' || needed === 'read'
      expect(await statusOf(ana, method, url, body), `${method} ${url}`).toBe(isAllowed ? 200 : 403)
    }
  })

  test.each(['none', 'read', 'edit'] as const)('%s: its logged models', async (level) => {
    const mine = await experiment('mine')
    const ana = await person('ana', level === 'edit' ? 'reader' : 'scientist')
    await give({ subject: 'user:ana', experiment_id: mine, level })
    const logged = `${mlflow}/logged-models`
    const created = (await send(admin, 'POST', logged, { experiment_id: mine })).json()
    const { model_id: id } = created.model.info
    for (const [needed, method, url, body] of [
      ['read', 'GET', `${logged}/${id}`],
      ['read', 'GET', `${logged}/${id}/artifacts/directories`],
      ['edit', 'PUT', `${files}/${mine}/models/${id}/artifacts/MLmodel`, {}],
      ['edit', 'PATCH', `${logged}/${id}/tags`, { tags: [{ key: 'k', value: 'v' }] }],
      ['edit', 'POST', `${logged}/${id}/params`, { params: [{ key: 'k', value: 'v' }] }],
      ['edit', 'PATCH', `${logged}/${id}`, { model_id: id, status: 'LOGGED_MODEL_READY' }],
      ['edit', 'POST', logged, { experiment_id: mine }],
      ['edit', 'DELETE', `${logged}/${id}`],
    ] as const) {
      const isAllowed = level === 'edit' || level === needed
      expect(await statusOf(ana, method, url, body), `${method} ${url}`).toBe(isAllowed ? 200 : 403)
    }
    const found = await send(ana, 'POST', `${logged}/search`, { experiment_ids: [mine] })
    expect(found.statusCode).toBe(200)
  })

  test('keeps who may not change it from places of no experiment', async () => {
    const mine = await experiment('mine')
    const ana = await person('ana', 'scientist')
    expect(await statusOf(ana, 'PUT', `${files}/shared/a.txt`, {})).toBe(200)
    await give({ subject: 'user:ana', experiment_id: mine, level: 'read' })
    expect(await statusOf(ana, 'GET', `${files}/shared/a.txt`)).toBe(200)
    expect(await statusOf(ana, 'PUT', `${files}/shared/b.txt`, {})).toBe(403)
    expect(await statusOf(ana, 'DELETE', `${files}/shared/a.txt`)).toBe(403)
  })

  test('hides it and its runs from every search', async () => {
    const [mine, other] = [await experiment('mine'), await experiment('other')]
    for (const id of [mine, other]) await run(id)
    const ana = await person('ana', 'reader')
    await give({ subject: 'user:ana', experiment_id: other, level: 'none' })
    const found = (await send(ana, 'GET', `${mlflow}/experiments/search?max_results=9`)).json().experiments
    expect(new Set(found.map(({ name }: { name: string }) => name))).toEqual(new Set(['Default', 'mine']))
    const experiment_ids = [mine, other]
    const { runs } = (await send(ana, 'POST', `${mlflow}/runs/search`, { experiment_ids })).json()
    expect(runs.map((each: { info: { experiment_id: string } }) => each.info.experiment_id)).toEqual([mine])
    const search = [
      'POST',
      '/ajax-api/2.0/mlflow/experiments/search-datasets',
      { experiment_ids: [other] },
    ] as const
    expect((await send(ana, ...search)).json()).toEqual({})
    for (const url of [
      `experiments/get?experiment_id=${other}`,
      'experiments/get-by-name?experiment_name=other',
    ])
      expect(await statusOf(ana, 'GET', `${mlflow}/${url}`), url).toBe(403)
  })

  test('is the only one that a caller without scopes finds, and its creator manages it', async () => {
    const program = { 'x-api-key': await server.key() }
    const id = (await server.access.list()).find(({ scopes }) => scopes.length === 0)?.id ?? ''
    const mine = await experiment('mine')
    await experiment('other')
    expect(await statusOf(program, 'GET', `${mlflow}/experiments/search?max_results=9`)).toBe(403)
    await give({ subject: `key:${id}`, experiment_id: mine, level: 'read' })
    const found = (await send(program, 'GET', `${mlflow}/experiments/search?max_results=9`)).json()
    expect(found.experiments).toMatchObject([{ name: 'mine' }])
    expect(await statusOf(program, 'GET', '/v1/keys')).toBe(403)
    const unknown = `${mlflow}/experiments/get-by-name?experiment_name=none`
    expect(await statusOf(program, 'GET', unknown), 'does not say that it does not exist').toBe(403)
    const ana = await person('ana', 'scientist')
    const hers = await experiment('hers', ana)
    await give({ subject: 'role:reader', experiment_id: hers, level: 'none' }, ana)
  })

  test('decides whether its runs are sources of versions', async () => {
    await models('churn')
    const mine = await experiment('mine')
    const id = await run(mine)
    const ana = await person('ana', 'scientist')
    const create = (source: object) =>
      statusOf(ana, 'POST', `${mlflow}/model-versions/create`, { name: 'churn', ...source })
    expect(await create({ source: `runs:/${id}/model` })).toBe(200)
    await give({ subject: 'user:ana', experiment_id: mine, level: 'none' })
    expect(await create({ source: `runs:/${id}/model` })).toBe(403)
    expect(await create({ source: 's3://models/a', run_id: id })).toBe(403)
    await models('secret')
    await give({ subject: 'user:ana', model: 'secret', level: 'none' })
    expect(await create({ source: 'models:/secret/1' })).toBe(403)
    expect(await create({ source: 's3://models/a' })).toBe(200)
  })
})

describe('who manages an object', () => {
  test('is who created it, and gives grants on it', async () => {
    const ana = await person('ana', 'scientist')
    await person('bia', 'reader')
    expect(await statusOf(ana, 'POST', `${mlflow}/registered-models/create`, { name: 'hers' })).toBe(200)
    await models('other')
    await give({ subject: 'user:bia', model: 'hers', level: 'edit' }, ana)
    const grants = (await send(ana, 'GET', '/v1/grants?model=hers')).json().items
    expect(grants).toMatchObject([
      { subject: 'user:ana', model: 'hers', level: 'manage', by: 'user:ana' },
      { subject: 'user:bia', model: 'hers', level: 'edit', by: 'user:ana' },
    ])
    expect(await statusOf(ana, 'DELETE', '/v1/grants?subject=user%3Abia&model=hers')).toBe(204)
    expect(await statusOf(ana, 'DELETE', '/v1/grants?subject=user%3Abia&model=hers')).toBe(404)
    for (const query of ['', '?model=other', '?subject=user%3Aana'])
      expect(await statusOf(ana, 'GET', `/v1/grants${query}`), query).toBe(403)
    const grab = { subject: 'user:ana', model: 'other', level: 'manage' }
    expect(await statusOf(ana, 'PUT', '/v1/grants', grab)).toBe(403)
  })

  test('every change is in the audit log', async () => {
    await models('churn')
    await person('ana', 'reader')
    await give({ subject: 'user:ana', model: 'churn', alias: '*', level: 'edit' })
    await send(admin, 'DELETE', '/v1/grants?subject=user%3Aana&model=churn&alias=*')
    const { items } = (await send(admin, 'GET', '/v1/audit')).json()
    expect(items.slice(0, 2)).toMatchObject([
      { action: 'grant.remove', subject: 'user:ana alias churn@*' },
      { action: 'grant.give', subject: 'user:ana edit alias churn@*' },
    ])
  })
})

test('grants of what does not exist are refused', async () => {
  await models('churn')
  const grant = { subject: 'role:reader', model: 'churn', level: 'read' }
  const put = (payload: object) => ({ method: 'PUT' as const, url: '/v1/grants', headers: admin, payload })
  for (const [name, change, status, has] of [
    ['an unknown user', { subject: 'user:nobody' }, 404, 'user-not-found'],
    ['an unknown key', { subject: 'key:0123' }, 404, 'key-not-found'],
    ['an unknown role', { subject: 'role:boss' }, 404, 'role-not-found'],
    ['a subject without a kind', { subject: 'ana' }, 422, 'subject'],
    ['an unknown model', { model: 'none' }, 404, 'model-not-found'],
    ['an unknown level', { level: 'owner' }, 422, 'manage'],
    ['two objects', { experiment_id: '0' }, 422, 'bad-grant-object'],
  ] as const)
    await play(server.app, { name, request: put({ ...grant, ...change }), status, has: [has] })
  const unknown = { subject: 'role:reader', experiment_id: '999', level: 'read' }
  await play(server.app, { name: 'an unknown experiment', request: put(unknown), status: 404 })
  const none = { subject: 'role:reader', alias: 'a', level: 'read' }
  await play(server.app, {
    name: 'an alias of no model',
    request: put(none),
    status: 422,
    has: ['bad-grant-object'],
  })
})

test('the typed client lists, gives and removes', async () => {
  await models('churn')
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const address = server.app.server.address()
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const client = createClient({ baseUrl, apiKey: admin['x-api-key'] ?? '' })
  const grant = { subject: 'role:reader', model: 'churn', level: 'none' } as const
  expect(await client.giveGrant(grant)).toMatchObject(grant)
  expect((await client.grants({ subject: 'role:reader' })).items).toMatchObject([grant])
  await client.removeGrant({ subject: 'role:reader', model: 'churn' })
  expect((await client.grants()).items).toEqual([])
})

test('a change in another replica applies within a second', async () => {
  await models('churn')
  const ana = await person('ana', 'reader')
  const { SqlGrantStore } = await import('../../src/store/access/drivers/sql-grants.ts')
  const { openDatabase } = await import('../../src/store/sql/open-database.ts')
  const { accessMigrations } = await import('../../src/store/access/drivers/sql.ts')
  const database = openDatabase(`${server.folder}/lapidary.db`, [accessMigrations])
  onTestFinished(() => database.close())
  const other = new SqlGrantStore(database)
  const at = new Date().toISOString()
  expect(await statusOf(ana, 'GET', '/v1/models/churn/versions')).toBe(200)
  await other.put([
    { subject: 'user:ana', object: { kind: 'model', name: 'churn' }, level: 'none', at, by: 'tests' },
  ])
  await expect.poll(() => statusOf(ana, 'GET', '/v1/models/churn/versions')).toBe(403)
})

test('no request queries grants, whether the caller has some or not', async () => {
  let queries = 0
  const counted = await testServer({ onQuery: () => void queries++ })
  onTestFinished(async () => await counted.close())
  await counted.registry.register({ model: 'm', runId: 'r', description: '', tags: {}, by: 'tests' })
  const { key, record } = await counted.access.create({ name: 'k', scopes: ['read'], expiresAt: null })
  // The fewest of several requests, as pollers query the database meanwhile.
  const cost = async (): Promise<number> => {
    const costs: number[] = []
    for (let i = 0; i < 6; i++) {
      const before = queries
      const headers = { 'x-api-key': key }
      const response = await counted.app.inject({ url: '/v1/models/m/versions/1', headers })
      expect(response.statusCode).toBe(200)
      costs.push(queries - before)
    }
    return Math.min(...costs)
  }
  const without = await cost()
  const by = 'tests'
  for (const object of [
    { kind: 'model', name: 'm' },
    { kind: 'experiment', id: '0' },
  ] as const)
    await counted.services.grants.give({ subject: `key:${record.id}`, object, level: 'edit', by })
  expect(await cost()).toBe(without)
})
