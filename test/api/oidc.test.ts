import { expect, onTestFinished, test } from 'vitest'
import { readSettings } from '../../src/base/settings/settings.ts'
import { openOidc } from '../../src/store/access/oidc/oidc.ts'
import { type OidcPerson, type OidcServer, startOidcServer } from '../kit/oidc-server.ts'
import { forgingOidcServer } from '../kit/forging-oidc-server.ts'
import { play } from '../kit/scenario.ts'
import { type TestServer, testServer } from '../kit/test-server.ts'

const callback = '/v1/session/oidc/callback'
const maria: OidcPerson = {
  sub: '42',
  preferred_username: 'maria',
  name: 'Maria Silva',
  groups: ['data-team', 'others'],
}

interface World {
  readonly provider: OidcServer
  readonly server: TestServer
  /** Clicks "sign in", goes to the provider as this person, and comes back. */
  signIn(
    person: OidcPerson | null,
    change?: (back: string) => string,
  ): Promise<Awaited<ReturnType<TestServer['app']['inject']>>>
}

async function open(
  more: { publicUrl?: string; claimsInToken?: boolean; issuer?: string } = {},
): Promise<World> {
  const { publicUrl, claimsInToken = false } = more
  const provider = await startOidcServer({
    redirectUri: `${publicUrl ?? 'http://localhost'}${callback}`,
    claimsInToken,
  })
  const environment = {
    OIDC_ISSUER: more.issuer ?? provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_ROLES: 'data-team=operator, heads = admin,readers=reader',
    ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl, TRUST_PROXY: 'true' }),
  }
  const server = await testServer({ environment })
  onTestFinished(async () => await server.close())
  return {
    provider,
    server,
    async signIn(person, change = (back) => back) {
      const started = await server.app.inject('/v1/session/oidc')
      expect(started.statusCode, started.body).toBe(302)
      const back = change(await provider.visit(String(started.headers.location), person))
      const cookie = String(started.headers['set-cookie']).split(';')[0] ?? ''
      const { pathname, search } = new URL(back)
      return await server.app.inject({ url: pathname + search, headers: { cookie } })
    },
  }
}

const sessionOf = ({ headers }: { headers: Record<string, unknown> }): string =>
  [headers['set-cookie']]
    .flat()
    .map(String)
    .find((line) => line.startsWith('lapidary_session='))
    ?.split(';')[0] ?? ''

test('a person of the provider signs in, and groups give the role', async () => {
  const { server, signIn } = await open()
  expect((await server.app.inject('/v1/sign-in')).json()).toEqual({
    users: false,
    registration: 'closed',
    oidc: true,
    project: true,
    title: expect.any(Object),
  })
  const response = await signIn(maria)
  expect([response.statusCode, response.headers.location], response.body).toEqual([302, '/'])
  const cookie = sessionOf(response)
  expect((await server.app.inject({ url: '/v1/session', headers: { cookie } })).json()).toEqual({
    name: 'maria',
    scopes: ['predict', 'read', 'track', 'operate'],
    kind: 'user',
  })
  expect(await server.userStore.findUser('maria')).toMatchObject({
    fullName: 'Maria Silva',
    role: 'operator',
    passwordHash: null,
  })
  expect(
    (await server.audit.list({ limit: 9 })).items.map(({ action, subject }) => [action, subject]),
  ).toEqual([
    ['session.open', 'maria'],
    ['user.add', 'maria operator'],
  ])
})

test('what starts a sign-in is bound to the browser, and uses PKCE, state and nonce', async () => {
  const { server } = await open()
  const started = await server.app.inject('/v1/session/oidc')
  const cookie = String(started.headers['set-cookie'])
  expect(cookie).toMatch(/^lapidary_oidc=[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/)
  const query = Object.fromEntries(new URL(String(started.headers.location)).searchParams)
  expect(query).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    scope: 'openid profile email groups',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(query[name]).toMatch(/^[\w-]{43}$/)
  expect(String(started.headers.location)).not.toContain('client-secret')
})

test.each([
  ['another state', (back: string) => back.replace(/state=[^&]+/, 'state=another')],
  ['another code', (back: string) => back.replace(/code=[^&]+/, 'code=another')],
  ['another issuer', (back: string) => back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example')],
  ['no answer at all', (back: string) => back.replace(/\?.*/, '')],
])('%s is refused', async (_name, change) => {
  const { server, signIn } = await open()
  const response = await signIn(maria, change)
  expect([response.statusCode, response.json().code]).toEqual([401, 'oidc-failed'])
  expect(sessionOf(response)).toBe('')
  expect((await server.audit.list({ limit: 9 })).items).toMatchObject([
    { action: 'sign-in.fail', by: 'unknown', subject: 'unknown', address: '127.0.0.1' },
  ])
  expect(await server.userStore.listUsers()).toEqual([])
})

test('an answer without the start of this browser is refused, and a code is good once', async () => {
  const { server, provider } = await open()
  const started = await server.app.inject('/v1/session/oidc')
  const back = new URL(await provider.visit(String(started.headers.location), maria))
  const url = back.pathname + back.search
  await play(server.app, {
    name: '',
    request: { url },
    status: 401,
    has: ['oidc-failed', 'not started here'],
  })
  await play(server.app, {
    name: '',
    request: { url, headers: { cookie: 'lapidary_oidc=made-up' } },
    status: 401,
    has: ['oidc-failed'],
  })
  const cookie = String(started.headers['set-cookie']).split(';')[0] ?? ''
  expect((await server.app.inject({ url, headers: { cookie } })).statusCode).toBe(302)
  await play(server.app, {
    name: '',
    request: { url, headers: { cookie } },
    status: 401,
    has: ['oidc-failed', 'invalid_grant'],
  })
})

test('who says no, or is in no group, gets no session', async () => {
  const { server, signIn } = await open()
  const denied = await signIn(null)
  expect([denied.statusCode, denied.json().detail]).toEqual([401, expect.stringContaining('access_denied')])
  for (const groups of [undefined, [], ['strangers'], 'Data-Team', [['data-team']]]) {
    const refused = await signIn({ ...maria, groups })
    expect([refused.statusCode, refused.json().code, sessionOf(refused)]).toEqual([403, 'oidc-no-role', ''])
  }
  expect(await server.userStore.listUsers()).toEqual([])
})

test('the role follows the groups: a new one ends what the old one opened, none ends all', async () => {
  const { server, signIn } = await open({ claimsInToken: true })
  const first = { cookie: sessionOf(await signIn(maria)) }
  const second = { cookie: sessionOf(await signIn({ ...maria, groups: ['readers', 'heads'] })) }
  const scopes = async (headers: { cookie: string }) =>
    (await server.app.inject({ url: '/v1/session', headers })).json().scopes
  expect([await scopes(first), await scopes(second)]).toEqual([undefined, ['admin']])
  expect((await signIn({ ...maria, groups: [] })).statusCode).toBe(403)
  expect(await scopes(second)).toBeUndefined()
})

test('nobody becomes someone else by a name', async () => {
  const { server, signIn } = await open()
  await server.users.add(
    { username: 'maria', password: 'uma frase bem longa', fullName: null, role: 'admin' },
    'test',
  )
  const taken = await signIn(maria)
  expect([taken.statusCode, taken.json().code]).toEqual([409, 'oidc-name-taken'])
  await signIn({ ...maria, preferred_username: 'ana' })
  expect((await signIn({ ...maria, sub: '43', preferred_username: 'ana' })).json().code).toBe(
    'oidc-name-taken',
  )
  await signIn({
    ...maria,
    sub: '44',
    preferred_username: 'não serve',
    email: 'rui@escola.example',
    email_verified: true,
  })
  await signIn({
    ...maria,
    sub: '45',
    preferred_username: undefined,
    email: 'fake@escola.example',
    email_verified: false,
  })
  const names = (await server.userStore.listUsers()).map(({ username, subject }) => [
    username,
    subject?.split(' ')[1],
  ])
  expect(names).toEqual([
    ['45', '45'],
    ['ana', '42'],
    ['maria', undefined],
    ['rui@escola.example', '44'],
  ])
})

test('another name at the provider makes no other user, and lets nobody in who was disabled', async () => {
  const { server, signIn } = await open()
  await signIn(maria)
  await server.users.change('maria', { disabled: true }, 'test')
  const renamed = await signIn({ ...maria, preferred_username: 'maria2' })
  expect([renamed.statusCode, renamed.json().code, sessionOf(renamed)]).toEqual([401, 'oidc-failed', ''])
  expect((await server.userStore.listUsers()).map(({ username }) => username)).toEqual(['maria'])
})

test('a user of the provider has no password here, and can be disabled', async () => {
  const { server, signIn } = await open()
  const headers = { cookie: sessionOf(await signIn(maria)), 'sec-fetch-site': 'same-origin' }
  const password = 'uma frase bem longa'
  await expect(server.users.change('maria', { password }, 'test')).rejects.toMatchObject({
    code: 'user-of-provider',
  })
  await expect(
    server.accounts.signIn({ username: 'maria', password }, { address: '::1' }),
  ).rejects.toMatchObject({
    code: 'wrong-password',
  })
  const payload = { old_password: password, new_password: `${password}!` }
  const request = { method: 'POST', url: '/v1/session/password', payload, headers } as const
  expect((await server.app.inject(request)).statusCode).toBe(401)
  await server.users.change('maria', { disabled: true }, 'test')
  expect((await server.app.inject({ url: '/v1/session', headers })).statusCode).toBe(401)
  expect((await signIn(maria)).json()).toMatchObject({
    code: 'oidc-failed',
    detail: expect.stringContaining('user disabled'),
  })
})

test('behind a proxy the provider leads back to PUBLIC_URL, and the cookies are secure', async () => {
  const { server, provider } = await open({ publicUrl: 'https://steps.example' })
  const headers = { host: 'localhost', 'x-forwarded-proto': 'https' }
  const started = await server.app.inject({ url: '/v1/session/oidc', headers })
  expect(String(started.headers['set-cookie'])).toContain('; Secure')
  const back = new URL(await provider.visit(String(started.headers.location), maria))
  expect(back.origin + back.pathname).toBe(`https://steps.example${callback}`)
  const cookie = String(started.headers['set-cookie']).split(';')[0] ?? ''
  const response = await server.app.inject({
    url: back.pathname + back.search,
    headers: { ...headers, cookie },
  })
  expect(response.statusCode, response.body).toBe(302)
  expect(String(response.headers['set-cookie'])).toContain('; Secure')
})

test('a provider that is away is said to be, and a person at a browser reads it', async () => {
  const { server } = await open({ issuer: 'http://127.0.0.1:9' })
  const scenario = { name: '', request: { url: '/v1/session/oidc' }, status: 503, has: ['oidc-unavailable'] }
  await play(server.app, { ...scenario, headers: { 'retry-after': /^1$/ } })
  const headers = { accept: 'text/html,*/*', 'accept-language': 'pt-BR' }
  const page = await server.app.inject({ url: `${callback}?error=%3Cscript%3E`, headers })
  expect([page.statusCode, page.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
  expect(page.body).toContain('A entrada pelo provedor falhou')
  expect(page.body).not.toContain('<script')
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
})

test('without OIDC_ISSUER there is none', async () => {
  const server = await testServer()
  onTestFinished(async () => await server.close())
  for (const url of ['/v1/session/oidc', callback])
    await play(server.app, { name: '', request: { url }, status: 404, has: ['oidc-off'] })
})

test.each([
  [{ OIDC_ISSUER: 'id.example' }, 'OIDC_ISSUER'],
  [{ OIDC_ISSUER: 'http://id.example', OIDC_CLIENT_ID: 'x' }, 'OIDC_ISSUER'],
  [{ OIDC_ISSUER: 'https://id.example' }, 'OIDC_CLIENT_ID'],
  [{ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'x', PUBLIC_URL: 'steps.example' }, 'PUBLIC_URL'],
  [{ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'x', OIDC_ROLES: 'team=king' }, 'OIDC_ROLES'],
  [{ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'x', OIDC_ROLES: 'team' }, 'OIDC_ROLES'],
])('the settings %j do not start', (environment, name) => {
  const parts = {} as Parameters<typeof openOidc>[1]
  expect(() => openOidc(readSettings(environment), parts, () => new Date())).toThrow(name)
})

test.each([
  ['nothing wrong', {}, 302],
  ['an end of 10^30', { exp: 1e30 }, 401],
  ['a fraction of a second', { exp: Math.floor(Date.now() / 1000) + 60.5 }, 302],
  ['a negative end', { exp: -1 }, 401],
  ['an end that is text', { exp: '1e30' }, 401],
  ['no end', { exp: undefined }, 401],
  ['an end that is null', { exp: null }, 401],
  ['made at 10^30', { iat: 1e30 }, 401],
  ['made before 1970', { iat: -1 }, 401],
  ['made at a time that is text', { iat: 'now' }, 401],
  ['a beginning of 10^30', { nbf: 1e30 }, 401],
  ['a beginning that is text', { nbf: 'now' }, 401],
  ['a subject that is a number', { sub: 5 }, 401],
  ['no subject', { sub: undefined }, 401],
  ['an empty subject', { sub: '' }, 401],
  ['a subject of half a surrogate pair', { sub: '\ud800' }, 401],
  ['a subject of control characters', { sub: 'a\0b', preferred_username: undefined }, 401],
  ['groups that are an object', { groups: { a: 1 } }, 403],
  ['a name that is a list', { name: ['x'], preferred_username: ['x'] }, 302],
])('an ID token with %s', async (_name, change, status) => {
  const forging = await forgingOidcServer((claims) => ({ ...claims, ...change }))
  const { server, signIn } = await open({ issuer: forging.issuer })
  const response = await signIn(null, forging.back)
  expect(response.statusCode, response.body).toBe(status)
  expect(server.logged.filter((line) => line.includes('"level":50'))).toEqual([])
})
