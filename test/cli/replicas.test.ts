import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { magicStepsApi } from '../contract/magic-steps-api.ts'
import { student } from '../kit/magic-steps-student.ts'
import { type MongoServer, mongoServerRuns, startMongoServer } from '../kit/mongo-server.ts'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'
import { type CliResult, type RunningCli, runCli, startCli } from '../kit/run-cli.ts'

const project = fileURLToPath(new URL('../../examples/magic-steps', import.meta.url))
const password = 'três pedras de âmbar'
/** For what travels by polling. */
const soon = { interval: 100 }

const postgres = await postgresServer()
const all = hasRedis() && mongoServerRuns() && postgres !== null
const redis = all ? await startRedis() : null
const mongo = all ? await startMongoServer() : null
afterAll(async () => {
  await Promise.all([postgres?.close(), redis?.stop(), mongo?.stop()])
})

/** One process of the server, with a folder of its own for predictions on their way. */
interface Replica {
  readonly dataDir: string
  readonly running: RunningCli
  readonly url: string
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

describe.skipIf(!all)('on PostgreSQL, Redis and MongoDB', () => {
  const stores = {
    postgres: postgres as PostgresServer,
    redis: redis as RedisServer,
    mongo: mongo as MongoServer,
  }
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  let environment: Readonly<Record<string, string>>
  let one: Replica
  let two: Replica
  let admin: Record<string, string>

  magicStepsApi('PostgreSQL, Redis and MongoDB', async () => ({
    DATABASE_URL: await stores.postgres.url(),
    REDIS_URL: stores.redis.url,
    MONGO_URI: stores.mongo.uri,
    MONGO_DB: 'one_server',
  }))

  async function lapidary(...args: string[]): Promise<CliResult> {
    const result = await runCli(args, { ...environment, DATA_DIR: join(folder, 'commands') })
    expect(result.code, result.stderr).toBe(0)
    return result
  }

  async function serve(name: string): Promise<Replica> {
    const dataDir = join(folder, name)
    const running = startCli(['serve', project], { ...environment, DATA_DIR: dataDir })
    const url = (await running.line('  Page')).trim().split(/\s+/)[1] as string
    return { dataDir, running, url }
  }

  async function ask(
    replica: Replica,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
    method = 'POST',
  ) {
    const init =
      body === undefined
        ? { headers }
        : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
    const response = await fetch(replica.url + path, init)
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) } satisfies Answer
  }

  /** A header for who has just signed in at `replica`. */
  async function signIn(replica: Replica, username: string): Promise<Record<string, string>> {
    const response = await fetch(`${replica.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ username, password }),
    })
    expect(response.status).toBe(200)
    return { authorization: `Bearer ${((await response.json()) as { access_token: string }).access_token}` }
  }

  const predict = async (
    replica: Replica,
    headers: Record<string, string>,
    studentId: string,
  ): Promise<Answer> => {
    return await ask(replica, '/predict', headers, { student_id: studentId, features: student })
  }

  beforeAll(async () => {
    environment = {
      DATABASE_URL: await stores.postgres.url('replicas'),
      REDIS_URL: stores.redis.url,
      MONGO_URI: stores.mongo.uri,
      MONGO_DB: 'replicas',
      SECRET_KEY: 'a-secret-of-the-tests-that-both-replicas-know',
      RATE_LIMIT: '0',
      LOG_LEVEL: 'error',
      PORT: '0',
    }
    const trained = await lapidary('train', project, '--learner', 'logistic-regression', '--json')
    expect(trained.json()).toMatchObject({ version: 1, promoted: true })
    const key = (
      await lapidary('keys', project, 'create', '--name', 'tests', '--scopes', 'admin', '--json')
    ).json()
    admin = { 'x-api-key': key['key'] as string }
    ;[one, two] = await Promise.all([serve('one'), serve('two')])
  })
  afterAll(async () => {
    for (const { running } of [one, two].filter((each) => each !== undefined)) {
      running.child.kill('SIGTERM')
      await running.done
    }
    rmSync(folder, { recursive: true, force: true })
  })

  test('a model that another process trained answers the same in both', async () => {
    const [here, there] = [await predict(one, admin, 's1'), await predict(two, admin, 's1')]
    expect(here).toMatchObject({ status: 200, body: { student_id: 's1', prediction: expect.any(Number) } })
    const { probability } = here.body as { probability: number }
    expect(there).toMatchObject({ status: 200, body: { probability } })
  })

  test('doctor finds the database and the model in it', async () => {
    const { stdout } = await lapidary('doctor', project)
    expect(stdout).toContain('ok    database  PostgreSQL is reachable')
    expect(stdout).toContain('MagicStepsNet version 1 loads and reproduces its examples')
    const away = {
      ...environment,
      DATABASE_URL: 'postgres://ana:very-secret@127.0.0.1:1/steps',
      DATA_DIR: join(folder, 'commands'),
    }
    const result = await runCli(['doctor', project], away)
    expect(result.stdout).toContain(
      'FAIL  database  PostgreSQL at 127.0.0.1:1/steps is unavailable (connect ECONNREFUSED',
    )
    expect(result.code).toBe(1)
    expect(result.stdout + result.stderr).not.toContain('very-secret')
  })

  test('who registers at one signs in and predicts at the other, and both list all predictions', async () => {
    expect(await ask(one, '/register', {}, { username: 'ana', password })).toMatchObject({ status: 201 })
    expect(await ask(two, '/register', {}, { username: 'ana', password })).toMatchObject({ status: 400 })
    const ana = await signIn(two, 'ana')
    const made: string[] = []
    for (const replica of [one, two, one, two]) {
      const { status, body } = await predict(replica, ana, 's2')
      expect(status).toBe(200)
      made.push((body as { prediction_id: string }).prediction_id)
    }
    for (const replica of [one, two]) {
      const ids = async () =>
        ((await ask(replica, '/monitor/logs?student_id=s2', ana)).body as { prediction_id: string }[]).map(
          (each) => each.prediction_id,
        )
      await expect.poll(async () => (await ids()).toSorted(), soon).toEqual(made.toSorted())
      expect(await ids()).toHaveLength(made.length)
    }
  })

  test('a threshold set at one holds at the other', async () => {
    const outcome = async (replica: Replica): Promise<unknown> =>
      ((await predict(replica, admin, 's3')).body as { prediction: number }).prediction
    for (const [threshold, prediction] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const set = await ask(one, '/thresholds', admin, { threshold }, 'PUT')
      expect(set).toMatchObject({ status: 200, body: { threshold } })
      expect(await outcome(one)).toBe(prediction)
      await expect.poll(async () => (await ask(two, '/thresholds', admin)).body, soon).toEqual(set.body)
      expect(await outcome(two)).toBe(prediction)
    }
  })

  test('features pushed at one complete a request at the other', async () => {
    const asked = Object.entries(student).filter(([name]) => !['score_inde', 'score_ida'].includes(name))
    const shortened = { student_id: 's7', features: Object.fromEntries(asked) }
    expect((await ask(two, '/predict', admin, shortened)).status).toBe(422)
    const scores = Object.entries(student).filter(([name]) => /^(score_|nota_|pedra_)/.test(name))
    const df = {
      student_id: ['s7'],
      event_timestamp: [new Date().toISOString()],
      ...Object.fromEntries(scores.map(([name, value]) => [name, [value]])),
    }
    expect(
      (await ask(one, '/push', admin, { push_source_name: 'student_performance_features', df })).status,
    ).toBe(200)
    const { body: whole } = await ask(two, '/predict', admin, { student_id: 's7', features: student })
    const completed = await ask(two, '/predict', admin, shortened)
    expect(completed).toMatchObject({
      status: 200,
      body: { probability: (whole as { probability: number }).probability },
    })
    expect(await ask(two, '/monitor/features', admin)).toMatchObject({ status: 200, body: expect.any(Array) })
  })

  test('a champion promoted at one answers at the other', async () => {
    const again = (
      await lapidary(
        'train',
        project,
        '--learner',
        'logistic-regression',
        '--seed',
        '5',
        '--no-promote',
        '--json',
      )
    ).json()
    expect(again).toMatchObject({ version: 2 })
    const promoted = await ask(
      one,
      '/v1/models/MagicStepsNet/aliases/champion',
      admin,
      { version: 2, force: true },
      'PUT',
    )
    expect(promoted).toMatchObject({ status: 200, body: { version: 2, previous: 1 } })
    for (const replica of [one, two]) {
      await expect
        .poll(async () => (await ask(replica, '/health/ready')).body, soon)
        .toMatchObject({ model_version: 2 })
    }
  })

  test('who is disabled at one is out at the other', async () => {
    await ask(one, '/register', {}, { username: 'rui', password })
    const rui = await signIn(two, 'rui')
    expect((await predict(two, rui, 's4')).status).toBe(200)
    await lapidary('users', project, 'disable', 'rui')
    for (const replica of [one, two])
      await expect.poll(async () => (await predict(replica, rui, 's4')).status, soon).toBe(401)
  })

  test('a replica that is killed loses nothing: its predictions are in the list once it is back', async () => {
    stores.mongo.pause()
    const made: string[] = []
    try {
      for (let i = 0; i < 5; i++)
        made.push(((await predict(one, admin, 's5')).body as { prediction_id: string }).prediction_id)
    } finally {
      one.running.child.kill('SIGKILL')
      await one.running.done
      stores.mongo.resume()
    }
    one = await serve('one')
    const ids = async () =>
      ((await ask(two, '/monitor/logs?student_id=s5', admin)).body as { prediction_id: string }[]).map(
        (each) => each.prediction_id,
      )
    await expect.poll(async () => (await ids()).toSorted(), soon).toEqual(made.toSorted())
  })

  test('a PostgreSQL that stands still keeps nobody waiting who is known', async () => {
    const ana = await signIn(one, 'ana')
    expect((await predict(one, ana, 's8')).status).toBe(200)
    stores.postgres.pause()
    try {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const answers = await Promise.all([
        predict(one, ana, 's8'),
        predict(one, ana, 's8'),
        predict(two, admin, 's8'),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    } finally {
      stores.postgres.resume()
    }
    await expect
      .poll(async () => (await ask(one, '/v1/models/MagicStepsNet/versions', admin)).status, soon)
      .toBe(200)
  })

  test('without PostgreSQL predictions go on for who was known, what needs it is 503, and all is back with it', async () => {
    const ana = await signIn(one, 'ana')
    const before = (await predict(one, ana, 's6')).body as { probability: number }
    await stores.postgres.kill()
    try {
      await new Promise((resolve) => setTimeout(resolve, 1500)) // past the second for which nobody is asked again
      for (let i = 0; i < 3; i++) {
        expect(await predict(one, ana, 's6')).toMatchObject({
          status: 200,
          body: { probability: before.probability },
        })
      }
      for (const [path, body] of [
        ['/register', { username: 'eva', password }],
        ['/v1/models/MagicStepsNet/versions', undefined],
      ] as const) {
        const refused = await ask(one, path, ana, body)
        expect(refused).toMatchObject({ status: 503, body: { code: 'database-unavailable' } })
        expect(JSON.stringify(refused.body)).not.toMatch(/127\.0\.0\.1|password|postgres:/)
      }
      expect((await ask(one, '/health/ready')).status).toBe(200)
      expect(
        (await predict(one, { 'x-api-key': 'lap_0000000000000000000000000000000000000000000' }, 's6')).status,
      ).toBe(503)
    } finally {
      await stores.postgres.start()
    }
    for (const replica of [one, two]) {
      await expect
        .poll(async () => (await ask(replica, '/v1/models/MagicStepsNet/versions', admin)).status, soon)
        .toBe(200)
    }
    expect((await ask(one, '/register', {}, { username: 'eva', password })).status).toBe(201)
    await signIn(two, 'eva')
  })
})
