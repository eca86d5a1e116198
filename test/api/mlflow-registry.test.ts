import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { LapidaryError } from '../../src/base/errors/lapidary-error.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

let server: TestServer
/** Queries of the stores since the last request began. */
let queries = 0
/** Versions that do not load. */
const unloadable = new Set<number>()

beforeEach(async () => {
  unloadable.clear()
  server = await testServer({
    onQuery: () => void queries++,
    tryLoad: async ({ version }) => {
      if (unloadable.has(version)) throw new LapidaryError('artifact-missing', { path: 'model.bin' })
    },
  })
  onTestFinished(async () => await server.close())
  key = await server.key('admin')
})
let key: string

interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly prefix?: string
  readonly as?: string
}

async function send({ method, path, fields = {}, prefix = '/api', as = key }: Sent) {
  const url = path.startsWith('/v1') ? path : `${prefix}/2.0/mlflow/${path}`
  const headers = { 'x-api-key': as }
  queries = 0
  const response = await server.app.inject(
    method === 'GET'
      ? { method, url, headers, query: fields as Record<string, string> }
      : { method, url, headers, payload: fields },
  )
  return { status: response.statusCode, body: response.json(), queries }
}

const post = async (path: string, fields: Sent['fields'], more: Partial<Sent> = {}) =>
  await send({ method: 'POST', path, ...(fields && { fields }), ...more })
const setAlias = async (name: string, alias: string, version: number) =>
  await post('registered-models/alias', { name, alias, version: String(version) })

/** Registers a version as `lapidary train` does, without promoting it. */
async function train(): Promise<void> {
  const { id } = await server.tracking.start({ experiment: 'tiny', name: 'run' })
  const version = { model: 'TinyModel', runId: id, description: '', tags: {}, by: 'lapidary train' }
  await server.registry.register(version)
}

async function createPythonModel(name: string, versions = 1): Promise<void> {
  await post('registered-models/create', { name })
  for (let i = 0; i < versions; i++)
    await post('model-versions/create', { name, source: 'runs:/r/model', run_id: 'r' })
}

async function audited(): Promise<readonly string[]> {
  const { body } = await send({ method: 'GET', path: '/v1/audit', fields: { limit: 100 } })
  const items = body.items as readonly { by: string; action: string; subject: string }[]
  return items.toReversed().flatMap(({ by, action, subject }) => {
    return /^(model|version|alias)\./.test(action) ? [`${by}: ${action} ${subject}`] : []
  })
}

describe('the model of the project', () => {
  test('shows its versions to clients of MLflow as to its own API', async () => {
    await train()
    expect((await setAlias('TinyModel', 'champion', 1)).status).toBe(200)
    const { body } = await send({
      method: 'GET',
      path: 'registered-models/alias',
      fields: { name: 'TinyModel', alias: 'champion' },
    })
    const run = body.model_version.run_id
    expect(body.model_version).toMatchObject({
      version: '1',
      source: `runs:/${run}/model`,
      user_id: 'lapidary train',
      aliases: ['champion'],
    })
    const created = await post('model-versions/create', {
      name: 'TinyModel',
      source: 'runs:/r/model',
      run_id: 'r',
    })
    expect(created.body.model_version.version).toBe('2')
    const versions = await send({ method: 'GET', path: '/v1/models/TinyModel/versions' })
    expect(versions.body.items.map(({ version }: { version: number }) => version)).toEqual([2, 1])
  })

  test('passes the gate whatever door the alias comes in by, and the refusal says why', async () => {
    await train()
    await train()
    await setAlias('TinyModel', 'champion', 1)
    const refused = await setAlias('TinyModel', 'champion', 2)
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error_code: 'RESOURCE_CONFLICT',
        message: expect.stringMatching(/^The evaluation of version 2 of TinyModel cannot be read/),
      },
    })
    const byApi = await send({
      method: 'PUT',
      path: '/v1/models/TinyModel/aliases/champion',
      fields: { version: 2 },
    })
    expect([byApi.status, byApi.body.code]).toEqual([409, 'gate-no-evaluation'])
    const names = { name: 'TinyModel', alias: 'champion' }
    await send({ method: 'DELETE', path: 'registered-models/alias', fields: names })
    expect((await setAlias('TinyModel', 'champion', 2)).status).toBe(409)
    const history = await send({ method: 'GET', path: '/v1/models/TinyModel/aliases/champion/history' })
    expect(history.body.items).toMatchObject([
      { version: null, previous: 1, reason: 'removed' },
      { version: 1, previous: null, reason: 'first' },
    ])
    const by = (await audited())[2]?.split(': ')[0]
    expect((await audited()).slice(2)).toEqual([
      `${by}: alias.move TinyModel@champion 1`,
      `${by}: alias.refuse TinyModel@champion 2 gate-no-evaluation`,
      `${by}: alias.refuse TinyModel@champion 2 gate-no-evaluation`,
      `${by}: alias.remove TinyModel@champion`,
      `${by}: alias.refuse TinyModel@champion 2 gate-no-evaluation`,
    ])
  })

  test('gives no alias to a version that does not load', async () => {
    await createPythonModel('TinyModel')
    unloadable.add(1)
    expect(await setAlias('TinyModel', 'champion', 1)).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('Version 1 of TinyModel cannot be served') },
    })
  })

  test('is neither deleted nor renamed while its champion is served', async () => {
    await train()
    await train()
    await setAlias('TinyModel', 'champion', 1)
    const refused = {
      status: 409,
      body: { message: expect.stringMatching(/^Version 1 of TinyModel is the champion/) },
    }
    const remove = async (path: string, fields: Sent['fields']) =>
      await send({ method: 'DELETE', path, ...(fields && { fields }) })
    expect(await remove('registered-models/delete', { name: 'TinyModel' })).toMatchObject(refused)
    expect(await remove('model-versions/delete', { name: 'TinyModel', version: '1' })).toMatchObject(refused)
    expect(await post('registered-models/rename', { name: 'TinyModel', new_name: 'x' })).toMatchObject(
      refused,
    )
    expect((await remove('model-versions/delete', { name: 'TinyModel', version: '2' })).status).toBe(200)
    await remove('registered-models/alias', { name: 'TinyModel', alias: 'champion' })
    await createPythonModel('Other')
    await setAlias('Other', 'champion', 1)
    expect((await remove('registered-models/delete', { name: 'TinyModel' })).status).toBe(200)
    const takeover = await post('registered-models/rename', { name: 'Other', new_name: 'TinyModel' })
    expect([takeover.status, takeover.body.error_code]).toEqual([409, 'RESOURCE_CONFLICT'])
    expect((await audited()).at(-1)).toMatch(/: model\.delete TinyModel$/)
  })
})

describe('models of clients', () => {
  test('have aliases without a gate, with their history', async () => {
    await createPythonModel('Python', 3)
    for (const version of [1, 2, 3, 1])
      expect((await setAlias('Python', 'champion', version)).status).toBe(200)
    const { body } = await send({ method: 'GET', path: '/v1/models/Python/aliases/champion/history' })
    expect(body.items).toMatchObject([
      { version: 1, previous: 3 },
      { version: 3, previous: 2 },
      { version: 2, previous: 1 },
      { version: 1, previous: null },
    ])
  })

  test('are in the list of models, and prompts are not', async () => {
    await createPythonModel('Python')
    await post('registered-models/create', {
      name: 'greet',
      tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
    })
    const { body } = await send({ method: 'GET', path: '/v1/models' })
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['Python'])
  })

  test('have each change in the audit log', async () => {
    await createPythonModel('A')
    await send({ method: 'PATCH', path: 'registered-models/update', fields: { name: 'A', description: 'x' } })
    await post('registered-models/set-tag', { name: 'A', key: 'k', value: 'secret' })
    await send({ method: 'DELETE', path: 'registered-models/delete-tag', fields: { name: 'A', key: 'k' } })
    const version = { name: 'A', version: '1' }
    await send({ method: 'PATCH', path: 'model-versions/update', fields: { ...version, description: 'x' } })
    await post('model-versions/set-tag', { ...version, key: 'k', value: 'secret' })
    await send({ method: 'DELETE', path: 'model-versions/delete-tag', fields: { ...version, key: 'k' } })
    await post('model-versions/transition-stage', { ...version, stage: 'staging' })
    await post('registered-models/rename', { name: 'A', new_name: 'B' })
    await send({ method: 'DELETE', path: 'model-versions/delete', fields: { ...version, name: 'B' } })
    await send({ method: 'DELETE', path: 'registered-models/delete', fields: { name: 'B' } })
    await post('registered-models/create', { name: 'a/b' })
    const lines = await audited()
    expect(lines.map((line) => line.replace(/^[^:]+: /, ''))).toEqual([
      'model.create A',
      'version.create A 1',
      'model.describe A',
      'model.tag A k',
      'model.untag A k',
      'version.describe A 1',
      'version.tag A 1 k',
      'version.untag A 1 k',
      'version.stage A 1 Staging',
      'model.rename A B',
      'version.delete B 1',
      'model.delete B',
    ])
    expect(lines.join()).not.toContain('secret')
  })

  test('have the same routes for pages as for programs', async () => {
    await createPythonModel('A')
    const page = await send({
      method: 'GET',
      path: 'registered-models/get',
      fields: { name: 'A' },
      prefix: '/ajax-api',
    })
    expect(page.body.registered_model).toMatchObject({ name: 'A', latest_versions: [{ version: '1' }] })
  })

  test('are searched with as many queries for a long page as for a short one', async () => {
    const search = async () => [
      await send({ method: 'GET', path: 'registered-models/search', fields: { max_results: 1000 } }),
      await send({ method: 'GET', path: 'model-versions/search', fields: {} }),
    ]
    await createPythonModel('A')
    const [few] = [await search()]
    for (let i = 0; i < 20; i++) await createPythonModel(`Model ${i}`, 2)
    const many = await search()
    expect(many.map(({ queries: count }) => count)).toEqual(few.map(({ queries: count }) => count))
    expect(many[0]?.body.registered_models).toHaveLength(21)
    expect(many[1]?.body.model_versions).toHaveLength(41)
  })
})

describe('the source of a version', () => {
  test('is artifacts of the run that the request names, or of its logged model', async () => {
    const { runs, loggedModels } = server.services
    const { id: run, artifactUri } = await runs.create({ experimentId: '0' })
    const { id: other, artifactUri: elsewhere } = await runs.create({ experimentId: '0' })
    const logged = await loggedModels.create({ experimentId: '0', sourceRunId: run })
    await post('registered-models/create', { name: 'A' })
    const register = async (fields: Sent['fields']) => {
      const { status, body } = await post('model-versions/create', { name: 'A', ...fields })
      return status === 200 ? body.model_version.run_id : [status, body.message]
    }
    const refused = (source: string, parameter: string) => [
      400,
      `Invalid model version source: '${source}'. The ${parameter} request parameter must identify the resource that contains the source.`,
    ]
    const source = `${artifactUri}/model`
    expect(await register({ source, run_id: run })).toBe(run)
    expect(await register({ source, run_id: other })).toEqual(refused(source, 'run_id'))
    expect(await register({ source })).toEqual(refused(source, 'run_id'))
    expect(await register({ source: elsewhere, run_id: run })).toEqual(refused(elsewhere, 'run_id'))
    const uri = `models:/${logged.id}`
    expect(await register({ source: uri, model_id: logged.id })).toBe(run)
    expect(await register({ source: uri })).toEqual(refused(uri, 'model_id'))
    expect(await register({ source: 'models:/m-x', model_id: 'm-x' })).toEqual(
      refused('models:/m-x', 'model_id'),
    )
    const download = async (version: string) =>
      (await send({ method: 'GET', path: 'model-versions/get-download-uri', fields: { name: 'A', version } }))
        .body
    expect(await download('1')).toEqual({ artifact_uri: source })
    expect(await download('2')).toEqual({ artifact_uri: logged.artifactLocation })
  })

  test('leaves the version in the tag of its logged model', async () => {
    const { loggedModels } = server.services
    const { id } = await loggedModels.create({ experimentId: '0' })
    await post('registered-models/create', { name: 'A' })
    const register = async () =>
      await post('model-versions/create', { name: 'A', source: `models:/${id}`, model_id: id })
    const listed = async () => (await loggedModels.get(id)).tags['mlflow.modelVersions']
    await register()
    await register()
    expect(await listed()).toBe('[{"name": "A", "version": 1}, {"name": "A", "version": 2}]')
    await loggedModels.setTags(id, [{ key: 'mlflow.modelVersions', value: 'no list' }])
    expect((await register()).status).toBe(200)
    expect(JSON.parse((await listed()) ?? '')).toEqual([{ name: 'A', version: 3 }])
  })
})

test('registering needs the scope track, and moving an alias or a stage the scope operate', async () => {
  await createPythonModel('A')
  const as = { reader: await server.key('read'), tracker: await server.key('read', 'track') }
  const version = { name: 'A', version: '1' }
  const writes = [
    ['POST', 'registered-models/create', { name: 'B' }],
    ['POST', 'model-versions/create', { name: 'A', source: 's3://b/x' }],
    ['PATCH', 'registered-models/update', { name: 'A', description: 'x' }],
    ['PATCH', 'model-versions/update', { ...version, description: 'x' }],
    ['POST', 'registered-models/set-tag', { name: 'A', key: 'k', value: 'v' }],
    ['POST', 'model-versions/set-tag', { ...version, key: 'k', value: 'v' }],
    ['DELETE', 'registered-models/delete-tag', { name: 'A', key: 'k' }],
    ['DELETE', 'model-versions/delete-tag', { ...version, key: 'k' }],
  ] as const
  const operations = [
    ['POST', 'registered-models/alias', { ...version, alias: 'a' }],
    ['DELETE', 'registered-models/alias', { name: 'A', alias: 'a' }],
    ['POST', 'model-versions/transition-stage', { ...version, stage: 'Staging' }],
    ['POST', 'registered-models/rename', { name: 'A', new_name: 'C' }],
    ['DELETE', 'model-versions/delete', version],
    ['DELETE', 'registered-models/delete', { name: 'A' }],
  ] as const
  for (const [method, path, fields] of [...writes, ...operations])
    expect((await send({ method, path, fields, as: as.reader })).body.error_code).toBe('PERMISSION_DENIED')
  for (const [method, path, fields] of operations)
    expect((await send({ method, path, fields, as: as.tracker })).status).toBe(403)
  for (const [method, path, fields] of writes)
    expect((await send({ method, path, fields, as: as.tracker })).status, path).toBe(200)
})
