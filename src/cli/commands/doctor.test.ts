import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { commandContext } from '../../../test/kit/command-context.ts'
import { freePort } from '../../../test/kit/free-port.ts'
import { mongoServerRuns, startMongoServer } from '../../../test/kit/mongo-server.ts'
import { startOidcServer } from '../../../test/kit/oidc-server.ts'
import { hasRedis, startRedis } from '../../../test/kit/redis-server.ts'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { loadProject } from '../../project/load-project.ts'
import { withPlatform } from '../with-platform.ts'
import { doctorCommand } from './doctor.ts'

const folder = fileURLToPath(new URL('../../../examples/magic-steps', import.meta.url))
const strong = '3f9c1b7e5a2d48860c9e7f1a6b3d5e02'

const contextOf = (environment: Readonly<Record<string, string>>) =>
  commandContext({
    cwd: folder,
    environment: { DATA_DIR: join(tempFolder(), 'data'), PORT: '0', ...environment },
  })

/** The lines that doctor prints, and the looks that failed. */
async function doctor(
  environment: Readonly<Record<string, string>>,
): Promise<{ text: string; failed: string }> {
  const { context, printed } = contextOf(environment)
  const failed = await doctorCommand.run({ positionals: [folder], options: {} }, context).then(
    () => '',
    (error: unknown) =>
      error instanceof LapidaryError ? String(error.values['failed']) : Promise.reject(error),
  )
  return { text: printed.join('\n'), failed }
}

test('finds nothing wrong before the first training, and makes nothing', async () => {
  const DATA_DIR = join(tempFolder(), 'data')
  const { text, failed } = await doctor({ DATA_DIR })
  expect(failed).toBe('')
  expect(text).toContain('ok    api key   none yet: the first start creates one')
  expect(text).toContain('ok    token key none yet: the first start creates one')
  expect(text).toContain('ok    features  none stored yet')
  expect(text).not.toMatch(/sign-in|mongodb/)
  expect(existsSync(DATA_DIR)).toBe(false)
  mkdirSync(DATA_DIR)
  expect((await doctor({ DATA_DIR })).failed).toBe('')
  expect(readdirSync(DATA_DIR)).toEqual([])
})

describe('keys', () => {
  test('that are weak fail where others reach the server, and are said to be elsewhere', async () => {
    const keys = { API_KEY: 'guessable', SECRET_KEY: 'too-short-a-secret' }
    const open = await doctor({ ...keys, HOST: '0.0.0.0' })
    expect(open.failed).toBe('api key, token key')
    expect(open.text).toContain('FAIL  api key   The API key from API_KEY is weak')
    expect(open.text).toContain('FAIL  token key The token signing key from SECRET_KEY is weak')
    const here = await doctor(keys)
    expect(here.failed).toBe('')
    expect(here.text).toContain(
      'ok    api key   API_KEY: weak, and accepted only while HOST is a loopback address',
    )
    expect(open.text + here.text).not.toMatch(/guessable|too-short/)
  })

  test('that are kept in the data folder are looked at there', async () => {
    const DATA_DIR = tempFolder()
    writeFileSync(join(DATA_DIR, 'api-key'), `${strong}\n`)
    writeFileSync(join(DATA_DIR, 'secret-key'), 'short\n')
    const { text, failed } = await doctor({ DATA_DIR, HOST: '0.0.0.0' })
    expect(failed).toBe('token key')
    expect(text).toContain(`ok    api key   ${join(DATA_DIR, 'api-key')}\n`)
    expect(text).toContain(`FAIL  token key The token signing key from ${join(DATA_DIR, 'secret-key')}`)
    expect(text).not.toContain(strong)
  })
})

describe('the sign-in provider', () => {
  const client = { OIDC_CLIENT_ID: 'lapidary' }

  test('has no TLS, or does not respond', async () => {
    const wrong = await doctor({ OIDC_ISSUER: 'http://id.example.org', ...client })
    expect(wrong.failed).toBe('sign-in')
    expect(wrong.text).toContain(
      'FAIL  sign-in   The setting OIDC_ISSUER is "http://id.example.org". It must be an https address',
    )
    const away = await doctor({ OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`, ...client })
    expect(away.failed).toBe('sign-in')
    expect(away.text).toContain('FAIL  sign-in   The sign-in provider is unavailable')
  })

  test('answers', async () => {
    const { issuer } = await startOidcServer({ redirectUri: 'http://localhost/v1/session/oidc/callback' })
    const { text, failed } = await doctor({ OIDC_ISSUER: issuer, ...client })
    expect(failed).toBe('')
    expect(text).toContain(`ok    sign-in   ${issuer} is reachable`)
  })
})

describe('the online feature store', () => {
  test('is away', async () => {
    const { text, failed } = await doctor({ REDIS_URL: `redis://:s3cret@127.0.0.1:${await freePort()}` })
    expect(failed).toBe('features')
    expect(text).toContain('FAIL  features  The online feature store (Redis) does not respond')
    expect(text).not.toContain('s3cret')
  })

  test.runIf(hasRedis())('answers', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const { text, failed } = await doctor({ REDIS_URL: redis.url })
    expect(failed).toBe('')
    expect(text).toContain('ok    features  Redis is reachable')
  })
})

describe('MongoDB', () => {
  test('is away', async () => {
    const { text, failed } = await doctor({
      MONGO_URI: `mongodb://ana:s3cret@127.0.0.1:${await freePort()}/`,
    })
    expect(failed).toBe('mongodb')
    expect(text).toContain('FAIL  mongodb   MongoDB at 127.0.0.1:')
    expect(text).not.toContain('s3cret')
  })

  test.runIf(mongoServerRuns())('answers', async () => {
    const mongo = await startMongoServer()
    onTestFinished(() => mongo.stop())
    const { text, failed } = await doctor({ MONGO_URI: mongo.uri })
    expect(failed).toBe('')
    expect(text).toContain(`ok    mongodb   MongoDB at 127.0.0.1:${mongo.port} is reachable`)
  })
})

test('an open registration of admins fails where others reach the server', async () => {
  const DATA_DIR = tempFolder()
  const open = { DATA_DIR, REGISTRATION: 'open', REGISTERED_ROLE: 'admin' }
  await withPlatform(await loadProject(folder), contextOf(open).context, async () => undefined)
  const { text, failed } = await doctor({ ...open, HOST: '0.0.0.0' })
  expect(failed).toBe('accounts, champion')
  expect(text).toContain('FAIL  accounts  ')
  expect((await doctor(open)).text).toContain('ok    accounts  REGISTRATION IS OPEN')
})
