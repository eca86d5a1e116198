import { createHmac, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { accessMigrations } from '../../src/store/access/drivers/sql.ts'
import { SqlTokenKeyStore } from '../../src/store/access/drivers/sql-token-keys.ts'
import { TokenKeyRing } from '../../src/store/access/tokens/token-key-ring.ts'
import { openDatabase } from '../../src/store/sql/open-database.ts'
import { createClient } from '../../src/client/client.ts'
import { play, type Scenario } from '../kit/scenario.ts'
import {
  environmentKey,
  secretKey,
  type TestServer,
  type TestServerOptions,
  testServer,
} from '../kit/test-server.ts'
import { tinyProject, tinyRow } from '../kit/tiny-project.ts'

const password = 'uma frase bem longa'
const person = (username: string, more: object = {}) => ({ username, password, ...more })
const score = { method: 'POST', url: '/grade', payload: tinyRow } as const

async function open(
  environment: Record<string, string> = {},
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await testServer({ environment: { REGISTRATION: 'open', ...environment }, ...options })
  onTestFinished(async () => await server.close())
  return server
}

const post = (server: TestServer, url: string, payload: object, more: InjectOptions = {}) =>
  server.app.inject({ method: 'POST', url, payload, ...more })
const register = (server: TestServer, payload: object, more: InjectOptions = {}) =>
  post(server, '/v1/registrations', payload, more)
const signIn = (server: TestServer, payload: object, more: InjectOptions = {}) =>
  post(server, '/v1/session', payload, more)

/** A token, as a project's own route gives it. */
async function tokenOf(server: TestServer, username: string, secret = password): Promise<string> {
  const { token } = await server.accounts.signIn({ username, password: secret }, { address: '10.9.9.9' })
  return token
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Signed in as this user: the cookie, and that the request comes from our page. */
async function cookieOf(
  server: TestServer,
  username: string,
  secret = password,
): Promise<Record<string, string>> {
  const response = await signIn(server, { username, password: secret })
  expect(response.statusCode, response.body).toBe(200)
  return {
    cookie: String(response.headers['set-cookie']).split(';')[0] ?? '',
    'sec-fetch-site': 'same-origin',
  }
}

const statusOf = async (server: TestServer, request: InjectOptions) =>
  (await server.app.inject(request)).statusCode

describe('registering', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({ environment: { REGISTRATION: 'open' } })
    await register(server, person('maria', { full_name: 'Maria Silva' }))
  })
  afterAll(() => server.close())

  const at = (payload: object): InjectOptions => ({ method: 'POST', url: '/v1/registrations', payload })
  const scenarios: Scenario[] = [
    {
      name: 'open to everybody',
      request: at(person('joao')),
      status: 201,
      has: ['"username":"joao"', '"role":"predictor"'],
      lacks: [password],
    },
    {
      name: 'a name that is taken',
      request: at(person('maria')),
      status: 400,
      has: ['username-taken', '"field":"username"'],
      lacks: [password],
    },
    {
      name: 'a short password',
      request: at({ username: 'ana', password: '7 chars' }),
      status: 422,
      has: ['"field":"password"', 'bad-password'],
      lacks: ['7 chars'],
    },
    {
      name: 'a common password',
      request: at({ username: 'ana', password: 'senha123' }),
      status: 422,
      has: ['common-password'],
      lacks: ['senha123'],
    },
    {
      name: 'the name as password',
      request: at({ username: 'ana.souza', password: 'Ana.Souza' }),
      status: 422,
      has: ['common-password'],
    },
    {
      name: 'a password of 257 characters',
      request: at({ username: 'ana', password: 'ab'.repeat(128) + 'c' }),
      status: 422,
      has: ['bad-password'],
    },
    {
      name: 'a password of 256 characters',
      request: at({ username: 'ana256', password: 'ab'.repeat(127) + 'cd' }),
      status: 201,
    },
    {
      name: 'a password that is a number',
      request: at({ username: 'ana', password: 1234567890 }),
      status: 422,
      has: ['"field":"password"'],
      lacks: ['1234567890'],
    },
    {
      name: 'a misspelt password',
      request: at({ username: 'ana', password, pasword: 'hidden words' }),
      status: 422,
      has: ['pasword'],
      lacks: ['hidden words'],
    },
    {
      name: 'a name with blanks',
      request: at(person('ana souza')),
      status: 422,
      has: ['bad-username', '"field":"username"'],
    },
    { name: 'the name of a key', request: at(person('environment')), status: 422, has: ['bad-username'] },
    { name: 'no password', request: at({ username: 'ana' }), status: 422, has: ['"field":"password"'] },
    {
      name: 'a role of their own choice',
      request: at(person('ana', { role: 'admin' })),
      status: 422,
      has: ['"field":"role"'],
    },
    {
      name: 'a made-up invitation',
      request: at(person('ana', { invitation: 'inv_x' })),
      status: 422,
      has: ['bad-invitation'],
      lacks: ['inv_x'],
    },
    {
      name: 'in Portuguese',
      request: { ...at(person('maria')), headers: { 'accept-language': 'pt-BR' } },
      status: 400,
      has: ['já está em uso'],
    },
  ]
  test.each(scenarios)('$name', async (scenario) => void (await play(server.app, scenario)))

  test('one of two who ask for a name at once gets it', async () => {
    const answers = await Promise.all([register(server, person('zoe')), register(server, person('zoe'))])
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([201, 400])
  })

  test('who registered has the role of the project, and of the setting before it', async () => {
    const project = { ...tinyProject, accounts: { registration: 'open', role: 'operator' } } as const
    const byProject = await open({ REGISTRATION: 'project' }, { project })
    expect((await register(byProject, person('ana'))).json()).toEqual({ username: 'ana', role: 'operator' })
    const bySetting = await open({ REGISTRATION: 'project', REGISTERED_ROLE: 'reader' }, { project })
    expect((await register(bySetting, person('ana'))).json()).toEqual({ username: 'ana', role: 'reader' })
  })

  test('is closed unless someone opens it', async () => {
    const closed = await open({ REGISTRATION: 'project' })
    await play(closed.app, {
      name: '',
      request: at(person('ana')),
      status: 403,
      has: ['registration-closed'],
    })
    expect((await closed.app.inject('/v1/sign-in')).json()).toEqual({
      users: false,
      registration: 'closed',
      oidc: false,
      title: expect.any(Object),
      project: true,
    })
    await closed.users.add({ ...person('ana'), fullName: null, role: 'reader' }, 'test')
    expect((await closed.app.inject('/v1/sign-in')).json()).toEqual({
      users: true,
      registration: 'closed',
      oidc: false,
      title: expect.any(Object),
      project: true,
    })
  })

  test('thirty times a minute from one address, then 429', async () => {
    const busy = await open()
    const statuses: number[] = []
    for (let i = 0; i < 31; i++)
      statuses.push((await register(busy, { username: `u${i}`, password: 'short' })).statusCode)
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([422]))
    expect(statuses[30]).toBe(429)
    const refused = await register(busy, person('ana'))
    expect([refused.json().code, refused.headers['retry-after']]).toEqual(['too-many-registrations', '2'])
    expect((await register(busy, person('ana'), { remoteAddress: '10.0.0.7' })).statusCode).toBe(201)
    busy.wait(2000)
    expect((await register(busy, person('bia'))).statusCode).toBe(201)
  })
})

describe('invitations', () => {
  test('the invited user sets the password once, within a week', async () => {
    const server = await open({ REGISTRATION: 'invite' })
    const admin = { 'x-api-key': await server.key('admin') }
    expect((await register(server, person('ana'))).json().code).toBe('invitation-needed')
    const added = await post(server, '/v1/users', { username: 'ana', role: 'operator' }, { headers: admin })
    expect(added.statusCode).toBe(201)
    const { invitation, invitation_expires_at: until } = added.json()
    expect(until).toBe('2026-11-28T12:00:00.000Z')
    expect((await server.app.inject({ url: '/v1/users', headers: admin })).body).not.toContain(invitation)
    expect((await signIn(server, person('ana'))).statusCode).toBe(401)
    expect((await register(server, person('bia', { invitation }))).json().code).toBe('bad-invitation')
    expect((await register(server, { username: 'ana', password: 'short', invitation })).statusCode).toBe(422)
    const redeemed = await register(server, person('ana', { invitation, full_name: 'Ana Souza' }))
    expect([redeemed.statusCode, redeemed.json()]).toEqual([201, { username: 'ana', role: 'operator' }])
    expect(
      (await register(server, { ...person('ana'), password: 'another long phrase', invitation })).statusCode,
    ).toBe(422)
    expect((await signIn(server, person('ana'))).statusCode).toBe(200)
    const late = (
      await post(server, '/v1/users', { username: 'rui', role: 'reader' }, { headers: admin })
    ).json().invitation
    server.wait(7 * 86_400_000)
    expect((await register(server, person('rui', { invitation: late }))).json().code).toBe('bad-invitation')
  })

  test('there are none while the registration is closed', async () => {
    const server = await open({ REGISTRATION: 'closed' })
    const admin = { 'x-api-key': await server.key('admin') }
    const request = {
      method: 'POST',
      url: '/v1/users',
      payload: { username: 'ana', role: 'reader' },
      headers: admin,
    } as const
    await play(server.app, { name: '', request, status: 409, has: ['no-invitations'] })
    expect(await statusOf(server, { ...request, payload: person('ana', { role: 'reader' }) })).toBe(201)
  })
})

describe('signing in', () => {
  test('says the same to a wrong password, an unknown name, a disabled and an invited user', async () => {
    const server = await open()
    await register(server, person('maria'))
    await register(server, person('rui'))
    await server.users.change('rui', { disabled: true }, 'test')
    await server.users.add({ username: 'ana', password: null, fullName: null, role: 'reader' }, 'test')
    const bodies = new Set<string>()
    for (const [name, secret] of [
      ['maria', 'wrong words here'],
      ['nobody', password],
      ['rui', password],
      ['ana', password],
      ['../..', 'x'],
    ]) {
      const request = {
        method: 'POST',
        url: '/v1/session',
        payload: { username: name, password: secret },
      } as const
      const headers = { 'www-authenticate': /^Bearer$/ }
      const { body } = await play(server.app, {
        name: '',
        request,
        status: 401,
        has: ['wrong-password'],
        lacks: [password],
        headers,
      })
      bodies.add(body)
    }
    expect(bodies.size).toBe(1)
    expect((await signIn(server, person('maria'))).json()).toEqual({
      name: 'maria',
      scopes: ['predict'],
      kind: 'user',
    })
  })

  test.each([
    [{}, 'key'],
    [{ username: 'maria' }, 'password'],
    [{ password }, 'username'],
  ])('names the field that is missing in %j', async (payload, field) => {
    const server = await open()
    const request = { method: 'POST', url: '/v1/session', payload } as const
    await play(server.app, { name: '', request, status: 422, has: [`"field":"${field}"`], lacks: [password] })
  })

  test('is slowed down for an account, whoever asks, and known or not', async () => {
    const server = await open()
    await register(server, person('maria'))
    for (const name of ['maria', 'nobody']) {
      for (let i = 0; i < 10; i++) {
        const wrong = { username: name, password: `wrong words ${i}` }
        expect((await signIn(server, wrong, { remoteAddress: `10.0.0.${i}` })).statusCode).toBe(401)
      }
      const refused = await signIn(server, person(name), { remoteAddress: '10.0.1.1' })
      expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
        429,
        'sign-in-backoff',
        '1',
      ])
    }
    server.wait(1000)
    expect((await signIn(server, person('maria'))).statusCode).toBe(200)
    expect((await signIn(server, person('maria'))).statusCode).toBe(200)
  })

  test('guesses that come all at once are no cheaper', async () => {
    const server = await open()
    await register(server, person('maria'))
    const guesses = Array.from({ length: 30 }, (_, i) =>
      signIn(server, { username: 'maria', password: `wrong words ${i}` }),
    )
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode)
    expect(statuses.filter((status) => status === 401)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  })

  test('the session is that of the user, and is signed out like any other', async () => {
    const server = await open({ REGISTERED_ROLE: 'operator' })
    await register(server, person('maria'))
    const headers = await cookieOf(server, 'maria')
    expect((await server.app.inject({ url: '/v1/session', headers })).json()).toMatchObject({
      name: 'maria',
      kind: 'user',
    })
    expect(await statusOf(server, { ...score, headers })).toBe(200)
    expect(await statusOf(server, { ...score, headers: { cookie: headers['cookie'] ?? '' } })).toBe(403) // from nowhere
    expect(await statusOf(server, { url: '/v1/users', headers })).toBe(403)
    expect(await statusOf(server, { method: 'DELETE', url: '/v1/session', headers })).toBe(204)
    expect(await statusOf(server, { ...score, headers })).toBe(401)
    const [row] = (await server.predictionLog.list({ limit: 1 })).items
    expect(row?.caller).toBe('user:maria')
  })
})

describe('tokens', () => {
  let server: TestServer
  let token: string
  beforeAll(async () => {
    server = await testServer({ environment: { REGISTRATION: 'open' } })
    await register(server, person('maria'))
    token = await tokenOf(server, 'maria')
  })
  afterAll(() => server.close())

  /** A token of the server's own secret with other claims or another header. */
  const forged = (change: object, header: object = {}, key: string = secretKey): string => {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object
    const parts = [
      { alg: 'HS256', typ: 'at+jwt', ...header },
      { ...claims, ...change },
    ]
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  }

  test('speak for their user', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect(await statusOf(server, { ...score, headers: { authorization: `${scheme} ${token}` } })).toBe(200)
    }
    expect((await server.app.inject({ url: '/v1/session', headers: bearer(token) })).json()).toMatchObject({
      kind: 'user',
    })
    await play(server.app, {
      name: '',
      request: { url: '/v1/runs', headers: bearer(token) },
      status: 403,
      has: ['missing-scope'],
    })
    expect(await statusOf(server, { ...score, headers: bearer(forged({})) })).toBe(200)
  })

  test.each([
    ['expired', () => forged({ exp: 1 })],
    ['not yet good', () => forged({ nbf: 4_000_000_000 })],
    ['without an end', () => forged({ exp: undefined })],
    ['of another project', () => forged({ aud: 'magic-steps' })],
    [
      'of another user, unsigned',
      () => `${forged({ sub: 'admin' }).split('.').slice(0, 2).join('.')}.${token.split('.')[2]}`,
    ],
    ['of nobody', () => forged({ sub: 'nobody' })],
    ['of another version', () => forged({ ver: 7 })],
    ['alg: none', () => `${forged({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
    ['alg: none, signed', () => forged({}, { alg: 'none' })],
    ['alg: HS512', () => forged({}, { alg: 'HS512' })],
    ['an identity token', () => forged({}, { typ: 'JWT' })],
    ['another secret', () => forged({}, {}, 'your-secret-key-change-in-production')],
    ['a key that does not exist', () => `lap_${'x'.repeat(43)}`],
    ['empty', () => ''],
    ['of 10,000 characters', () => 'e'.repeat(10_000)],
  ])('refuses one that is %s', async (_name, make) => {
    const request = {
      ...score,
      payload: '{"broken',
      headers: { 'content-type': 'application/json', ...bearer(make()) },
    }
    const headers = { 'www-authenticate': /^(Bearer error="invalid_token"|ApiKey.*)$/ }
    await play(server.app, { name: '', request, status: 401, headers })
  })

  test('a token is no key and no cookie', async () => {
    expect(await statusOf(server, { ...score, headers: { 'x-api-key': token } })).toBe(401)
    expect(await statusOf(server, { ...score, headers: { 'x-api-key': `token ${token}` } })).toBe(401)
    expect(await statusOf(server, { ...score, headers: { cookie: `lapidary_session=${token}` } })).toBe(401)
  })

  test('end with their time', async () => {
    const other = await open({ ACCESS_TOKEN_EXPIRE_MINUTES: '5' })
    await register(other, person('maria'))
    const headers = bearer(await tokenOf(other, 'maria'))
    other.wait(299_999)
    expect(await statusOf(other, { ...score, headers })).toBe(200)
    other.wait(1)
    expect(await statusOf(other, { ...score, headers })).toBe(401)
  })

  test('end at once when the user is disabled, and stay ended when the user is enabled again', async () => {
    const other = await open()
    await register(other, person('maria'))
    const headers = bearer(await tokenOf(other, 'maria'))
    const cookie = await cookieOf(other, 'maria')
    expect([
      await statusOf(other, { ...score, headers }),
      await statusOf(other, { ...score, headers: cookie }),
    ]).toEqual([200, 200])
    const admin = { 'x-api-key': await other.key('admin') }
    const change = (payload: object) =>
      other.app.inject({ method: 'PATCH', url: '/v1/users/maria', payload, headers: admin })
    expect((await change({ disabled: true })).json()).toMatchObject({ username: 'maria', disabled: true })
    expect([
      await statusOf(other, { ...score, headers }),
      await statusOf(other, { ...score, headers: cookie }),
    ]).toEqual([401, 401])
    expect((await signIn(other, person('maria'))).statusCode).toBe(401)
    await change({ disabled: false })
    expect([
      await statusOf(other, { ...score, headers }),
      await statusOf(other, { ...score, headers: cookie }),
    ]).toEqual([401, 401])
    expect((await signIn(other, person('maria'))).statusCode).toBe(200)
  })

  test('end within a second when another process disables the user', async () => {
    const other = await open()
    await register(other, person('maria'))
    const headers = bearer(await tokenOf(other, 'maria'))
    expect(await statusOf(other, { ...score, headers })).toBe(200)
    await other.userStore.updateUser('maria', { disabled: true, endTokens: true })
    other.wait(1000)
    expect(await statusOf(other, { ...score, headers })).toBe(401)
  })

  test('end within a second when another process ends the keys that signed them', async () => {
    const other = await open({ TOKEN_ALGORITHM: 'EdDSA' })
    await register(other, person('maria'))
    const headers = bearer(await tokenOf(other, 'maria'))
    expect(await statusOf(other, { ...score, headers })).toBe(200)
    const database = openDatabase(join(other.folder, 'lapidary.db'), [accessMigrations])
    onTestFinished(() => database.close())
    const now = (): Date => new Date('2026-11-21T12:00:01Z')
    await new TokenKeyRing(new SqlTokenKeyStore(database), 30, { now, random: randomBytes }).rotate(true)
    other.wait(1100)
    expect(await statusOf(other, { ...score, headers })).toBe(401)
  })

  test('are signed by keys of the store with EdDSA, whose public part is open', async () => {
    expect(await statusOf(server, { url: '/.well-known/jwks.json' })).toBe(404)
    const other = await open({ TOKEN_ALGORITHM: 'EdDSA' })
    await register(other, person('maria'))
    expect(await statusOf(other, { ...score, headers: bearer(await tokenOf(other, 'maria')) })).toBe(200)
    const keys = await other.app.inject('/.well-known/jwks.json')
    expect(keys.json()).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] })
    expect(keys.json().keys[0]).not.toHaveProperty('d')
    const claims = { sub: 'maria', aud: 'tiny', iat: 1, nbf: 1, exp: 4_000_000_000, ver: 0 }
    expect(
      await statusOf(other, { ...score, headers: bearer(forged(claims, { kid: keys.json().keys[0].kid })) }),
    ).toBe(401)
  })
})

describe('the own password', () => {
  const change = (old: string, fresh: string) => ({
    method: 'POST' as const,
    url: '/v1/session/password',
    payload: { old_password: old, new_password: fresh },
  })

  test('is changed by who knows it, and ends tokens and other sessions', async () => {
    const server = await open()
    await register(server, person('maria'))
    const token = bearer(await tokenOf(server, 'maria'))
    const [here, elsewhere] = [await cookieOf(server, 'maria'), await cookieOf(server, 'maria')]
    const fresh = 'outra frase bem longa'
    const request = { ...change('not this one', fresh), headers: here }
    await play(server.app, { name: '', request, status: 401, has: ['wrong-password'], lacks: [fresh] })
    await play(server.app, {
      name: '',
      request: { ...change(password, 'senha123'), headers: here },
      status: 422,
      has: ['"field":"new_password"'],
    })
    const changed = await server.app.inject({ ...change(password, fresh), headers: here })
    expect(changed.statusCode, changed.body).toBe(204)
    for (const headers of [token, here, elsewhere])
      expect(await statusOf(server, { ...score, headers })).toBe(401)
    const cookie = String(changed.headers['set-cookie']).split(';')[0] ?? ''
    expect(await statusOf(server, { ...score, headers: { ...here, cookie } })).toBe(200)
    expect((await signIn(server, person('maria'))).statusCode).toBe(401)
    expect((await signIn(server, { username: 'maria', password: fresh })).statusCode).toBe(200)
    const byToken = { ...change(fresh, password), headers: bearer(await tokenOf(server, 'maria', fresh)) }
    const answer = await server.app.inject(byToken)
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([204, undefined])
  })

  test('asks who it is before it looks at the body, and a key has none', async () => {
    const server = await open()
    await play(server.app, {
      name: '',
      request: { ...change('', ''), payload: {} },
      status: 401,
      has: ['no-key'],
    })
    const headers = { 'x-api-key': environmentKey }
    await play(server.app, {
      name: '',
      request: { ...change(password, password), headers },
      status: 409,
      has: ['not-a-user'],
    })
  })

  test('cannot be guessed with a stolen session', async () => {
    const server = await open()
    await register(server, person('maria'))
    const headers = await cookieOf(server, 'maria')
    const codes: string[] = []
    for (let i = 0; i < 11; i++)
      codes.push((await server.app.inject({ ...change(`guess ${i}`, password), headers })).json().code)
    expect(codes.slice(-2)).toEqual(['wrong-password', 'sign-in-backoff'])
  })
})

describe('users', () => {
  test('are for admins alone', async () => {
    const server = await open({ REGISTERED_ROLE: 'operator' })
    await register(server, person('maria'))
    const headers = await cookieOf(server, 'maria')
    for (const [method, url] of [
      ['GET', '/v1/users'],
      ['POST', '/v1/users'],
      ['PATCH', '/v1/users/maria'],
      ['GET', '/v1/audit'],
    ] as const) {
      await play(server.app, {
        name: '',
        request: { method, url, headers, ...(method !== 'GET' && { payload: {} }) },
        status: 403,
        has: ['missing-scope'],
      })
    }
  })

  test('are listed without their secrets, given roles and passwords; each change is in the audit log', async () => {
    const server = await open()
    await register(server, person('zoe', { full_name: 'Zoé' }))
    await server.users.add({ ...person('chefe'), fullName: null, role: 'admin' }, 'command line')
    const headers = await cookieOf(server, 'chefe')
    const token = bearer(await tokenOf(server, 'zoe'))
    const patch = (name: string, payload: object) => ({
      method: 'PATCH' as const,
      url: `/v1/users/${name}`,
      payload,
      headers,
    })
    expect((await server.app.inject(patch('zoe', { role: 'operator' }))).json()).toMatchObject({
      role: 'operator',
    })
    expect(await statusOf(server, { ...score, headers: token })).toBe(401)
    expect(await statusOf(server, patch('zoe', { password: 'frase dada pelo chefe' }))).toBe(200)
    expect((await signIn(server, { username: 'zoe', password: 'frase dada pelo chefe' })).statusCode).toBe(
      200,
    )
    expect(await statusOf(server, patch('zoe', { disabled: true }))).toBe(200)
    expect(await statusOf(server, patch('zoe', { disabled: true }))).toBe(200) // changes nothing
    await play(server.app, {
      name: '',
      request: patch('nobody', { disabled: true }),
      status: 404,
      has: ['user-not-found'],
    })
    await play(server.app, { name: '', request: patch('zoe', {}), status: 422 })
    await play(server.app, {
      name: '',
      request: patch('zoe', { role: 'king' }),
      status: 422,
      has: ['"field":"role"', 'predictor'],
    })
    await play(server.app, {
      name: '',
      request: patch('zoe', { password: 'senha123' }),
      status: 422,
      has: ['common-password'],
    })
    const listed = await play(server.app, {
      name: '',
      request: { url: '/v1/users', headers },
      status: 200,
      lacks: ['argon2', 'hash', 'token_version'],
    })
    expect(listed.json()).toEqual({
      items: [
        expect.objectContaining({ username: 'chefe', role: 'admin', full_name: null }),
        {
          username: 'zoe',
          full_name: 'Zoé',
          role: 'operator',
          disabled: true,
          created_at: '2026-11-21T12:00:00.000Z',
          last_sign_in_at: '2026-11-21T12:00:00.000Z',
        },
      ],
    })
    const audit = async (query: string) =>
      (await server.app.inject({ url: `/v1/audit?limit=3${query}`, headers })).json()
    const first = await audit('')
    const second = await audit(`&cursor=${first.next_cursor}`)
    const third = await audit(`&cursor=${second.next_cursor}`)
    const items = [...first.items, ...second.items, ...third.items]
    const changes = items.filter(({ action }: { action: string }) => action.startsWith('user.'))
    const brief = changes.map(({ by, action, subject }) => `${by}: ${action} ${subject}`)
    expect(brief).toEqual([
      'user:chefe: user.disable zoe',
      'user:chefe: user.password zoe',
      'user:chefe: user.role zoe operator',
      'command line: user.add chefe admin',
      'user:zoe: user.add zoe predictor',
    ])
    expect([first.items[0].at, third.next_cursor]).toEqual(['2026-11-21T12:00:00.000Z', null])
    await play(server.app, {
      name: '',
      request: { url: '/v1/audit?cursor=bad', headers },
      status: 400,
      has: ['bad-cursor'],
    })
  })
})

test('who signs in, and who fails to, is in the audit log with the address; what was typed is not', async () => {
  const server = await open({ REGISTERED_ROLE: 'operator' })
  await register(server, person('maria'))
  const at = (remoteAddress: string) => ({ remoteAddress })
  await signIn(server, { username: 'maria', password: 'wrong words here' }, at('10.0.0.1'))
  await signIn(server, { username: 'my secret sentence', password }, at('10.0.0.1'))
  for (let i = 0; i < 20; i++)
    await signIn(server, { username: 'maria', password: `guess number ${i}` }, at('10.0.0.1'))
  await signIn(server, { key: 'no key at all' }, at('10.0.0.2'))
  server.wait(600_000)
  const session = await signIn(server, person('maria'), at('10.0.0.3'))
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? ''
  await server.accounts.signIn(person('maria'), { address: '10.0.0.4' })
  await signIn(server, { key: environmentKey }, at('10.0.0.5'))
  const leave = { method: 'DELETE', url: '/v1/session', remoteAddress: '10.0.0.3' } as const
  await server.app.inject({ ...leave, headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const headers = { 'x-api-key': await server.key('admin') }
  const { items } = (await server.app.inject({ url: '/v1/audit?limit=50', headers })).json()
  expect(JSON.stringify(items)).not.toMatch(/my secret|guess|wrong words/)
  const brief = items.map((item: Record<string, unknown>) =>
    ['action', 'by', 'subject', 'address', 'count'].map((name) => item[name]),
  )
  expect(brief.toReversed().slice(1)).toEqual([
    ['sign-in.fail', 'unknown', 'maria', '10.0.0.1', 1],
    ['sign-in.fail', 'unknown', 'unknown', '10.0.0.1', 1],
    ['sign-in.fail', 'unknown', 'unknown', '10.0.0.2', 1],
    ['sign-in.fail', 'unknown', 'maria', '10.0.0.1', 20],
    ['session.open', 'user:maria', 'maria', '10.0.0.3', 1],
    ['token.issue', 'user:maria', 'maria', '10.0.0.4', 1],
    ['session.open', 'environment', 'API_KEY', '10.0.0.5', 1],
    ['session.close', 'user:maria', 'maria', '10.0.0.3', 1],
  ])
})

test('the last admin stays one, whoever asks', async () => {
  const server = await open()
  for (const name of ['ana', 'bia'])
    await server.users.add({ ...person(name), fullName: null, role: 'admin' }, 'test')
  const headers = await cookieOf(server, 'ana')
  const key = { 'x-api-key': await server.key('admin') }
  const patch = (name: string, payload: object, as: Record<string, string> = headers) =>
    server.app.inject({ method: 'PATCH', url: `/v1/users/${name}`, payload, headers: as })
  expect((await patch('bia', { disabled: true })).statusCode).toBe(200)
  for (const change of [{ disabled: true }, { role: 'operator' }, { role: 'reader', disabled: false }]) {
    for (const as of [headers, key]) {
      const refused = await patch('ana', change, as)
      expect([refused.statusCode, refused.json().code, refused.json().detail]).toEqual([
        409,
        'last-admin',
        expect.stringMatching(
          /^The role and the account of "ana" cannot change: .* Give the role admin to another enabled user first/,
        ),
      ])
    }
  }
  expect((await server.app.inject({ url: '/v1/session', headers })).statusCode).toBe(200)
  expect((await patch('bia', { disabled: false })).statusCode).toBe(200)
  expect((await patch('ana', { role: 'operator' })).statusCode).toBe(200)
})

test('the client speaks of all of it', async () => {
  const server = await open({ REGISTRATION: 'invite' })
  const baseUrl = await server.app.listen({ port: 0, host: '127.0.0.1' })
  const admin = createClient({ baseUrl, apiKey: await server.key('admin') })
  const nobody = createClient({ baseUrl, language: () => 'pt-BR' })
  expect(await nobody.signInInfo()).toEqual({
    users: true,
    registration: 'invite',
    oidc: false,
    title: expect.any(Object),
    project: true,
  })
  const { invitation = '' } = await admin.addUser({ username: 'ana', role: 'operator', full_name: 'Ana' })
  expect(await nobody.register({ ...person('ana'), invitation })).toEqual({
    username: 'ana',
    role: 'operator',
  })
  expect(await nobody.signIn(person('ana'))).toMatchObject({ name: 'ana', kind: 'user' })
  expect(await admin.users()).toMatchObject([{ username: 'ana', full_name: 'Ana', role: 'operator' }])
  expect(await admin.changeUser('ana', { disabled: true })).toMatchObject({ disabled: true })
  await expect(nobody.signIn(person('ana'))).rejects.toThrow('O nome de usuário ou a senha está incorreto')
  await expect(
    nobody.changePassword({ old_password: password, new_password: `${password}!` }),
  ).rejects.toThrow('chave de API')
  const actions = (await admin.audit({ limit: 4 })).items.map(({ action }) => action)
  expect(actions).toEqual(['sign-in.fail', 'user.disable', 'session.open', 'user.redeem'])
})
