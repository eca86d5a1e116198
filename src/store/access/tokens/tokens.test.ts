import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { openDatabase } from '../../sql/open-database.ts'
import { accessMigrations } from '../drivers/sql.ts'
import { SqlTokenKeyStore } from '../drivers/sql-token-keys.ts'
import { TokenKeyRing } from './token-key-ring.ts'
import { secretTokenKeys, Tokens } from './tokens.ts'

const secret = 'a secret of more than 32 characters'
const start = Date.parse('2026-01-02T03:04:05.000Z')
const seconds = start / 1000

function clock() {
  let time = start
  return { now: () => new Date(time), pass: (by: number) => void (time += by * 1000) }
}

function hs256() {
  const { now, pass } = clock()
  return { tokens: new Tokens(secretTokenKeys(secret), 'magic-steps', 30, now), now, pass }
}

const sign = async (claims: object, header: object = {}, key = secret) =>
  await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
    .sign(new TextEncoder().encode(key))

const claims = { sub: 'maria', aud: 'magic-steps', iat: seconds, nbf: seconds, exp: seconds + 60, ver: 0 }

test('a token names its user, its project and its time, and no more', async () => {
  const { tokens } = hs256()
  const token = await tokens.issue('maria', 3)
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'at+jwt' })
  const expected = {
    sub: 'maria',
    aud: 'magic-steps',
    iat: seconds,
    nbf: seconds - 5,
    exp: seconds + 1800,
    ver: 3,
  }
  expect(decodeJwt(token)).toEqual(expected)
  expect(await tokens.verify(token)).toEqual({
    username: 'maria',
    version: 3,
    expiresAt: '2026-01-02T03:34:05.000Z',
  })
})

test('a token is good from a little before it was made until its last second', async () => {
  const { tokens, pass } = hs256()
  const token = await tokens.issue('maria', 0)
  pass(1799)
  expect(await tokens.verify(token)).not.toBeNull()
  pass(1)
  expect(await tokens.verify(token)).toBeNull()
  pass(-1805)
  expect(await tokens.verify(token)).not.toBeNull() // the clock of another replica
  pass(-1)
  expect(await tokens.verify(token)).toBeNull()
})

/** Tokens that are signed by us, with claims that are not ours. */
async function malformedClaims(): Promise<Record<string, string>> {
  const numbers = [
    1e30,
    9e15,
    -1,
    seconds + 59.5,
    String(seconds + 60),
    '1e30',
    'NaN',
    'Infinity',
    null,
    true,
    [],
    {},
  ]
  const tokens: Record<string, string> = {}
  for (const name of ['exp', 'nbf', 'iat']) {
    for (const value of numbers)
      tokens[`${name}: ${JSON.stringify(value)}`] = await sign({ ...claims, [name]: value })
  }
  for (const ver of [1.5, 1e30, '0', null, true, [0], {}])
    tokens[`ver: ${JSON.stringify(ver)}`] = await sign({ ...claims, ver })
  for (const sub of ['', 5, null, true, ['maria'], {}, 'a\0b', 'x'.repeat(257), '\ud800']) {
    tokens[`sub: ${JSON.stringify(sub)}`.slice(0, 40)] = await sign({ ...claims, sub })
  }
  for (const kid of [5, null, {}, 'unknown'])
    tokens[`kid: ${JSON.stringify(kid)}`] = await sign({ ...claims, ver: '0' }, { kid })
  return tokens
}

test('nothing else is a token', async () => {
  const { tokens } = hs256()
  const good = await sign(claims)
  expect(await tokens.verify(good)).not.toBeNull()
  const [header = '', payload = '', signature = ''] = good.split('.')
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url')
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
  const wrong: Record<string, string> = {
    'tampered claims': `${header}.${other}.${signature}`,
    'tampered signature': `${header}.${payload}.${signature.slice(0, -2)}AA`,
    'no signature': `${header}.${payload}.`,
    'alg: none': `${none}.${payload}.`,
    'alg: none, as a library makes it': new UnsecuredJWT(claims).encode(),
    HS512: await sign(claims, { alg: 'HS512' }),
    'another secret': await sign(claims, {}, 'another secret of more than 32 characters'),
    'another project': await sign({ ...claims, aud: 'credit-score' }),
    'another type': await sign(claims, { typ: 'JWT' }),
    expired: await sign({ ...claims, exp: seconds }),
    'not yet': await sign({ ...claims, nbf: seconds + 1 }),
    'without an end': await sign({ ...claims, exp: undefined }),
    'without a user': await sign({ ...claims, sub: undefined }),
    'without a version': await sign({ ...claims, ver: undefined }),
    'a version that is text': await sign({ ...claims, ver: '0' }),
    ...(await malformedClaims()),
    text: 'token',
    empty: '',
    dots: '..',
  }
  for (const [name, token] of Object.entries(wrong)) expect.soft(await tokens.verify(token), name).toBeNull()
})

function eddsa() {
  const database = openDatabase(join(tempFolder(), 'lapidary.db'), [accessMigrations])
  onTestFinished(() => database.close())
  const { now, pass } = clock()
  const store = new SqlTokenKeyStore(database)
  const process = () => {
    const ring = new TokenKeyRing(store, 30, { now, random: randomBytes })
    return { ring, tokens: new Tokens(ring, 'magic-steps', 30, now) }
  }
  return { ...process(), another: process(), store, pass }
}

test('EdDSA: another process verifies, the public key set holds no private part', async () => {
  const { tokens, another, ring, store } = eddsa()
  const token = await tokens.issue('maria', 1)
  const [key] = await store.listTokenKeys()
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: key?.kid })
  expect(await another.tokens.verify(token)).toMatchObject({ username: 'maria', version: 1 })
  expect(await ring.publicKeys()).toEqual({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: key?.kid, alg: 'EdDSA', use: 'sig' }],
  })
  expect(await tokens.verify(await sign(claims, { kid: key?.kid }))).toBeNull()
  expect(
    await tokens.verify(
      await sign(claims, { kid: key?.kid }, JSON.parse(key?.publicKey ?? '{}').x as string),
    ),
  ).toBeNull()
})

test('EdDSA: a rotated key verifies until its last token has ended, and signs no more', async () => {
  const { tokens, another, ring, store, pass } = eddsa()
  const old = await another.tokens.issue('maria', 0)
  await ring.rotate()
  expect((await store.listTokenKeys()).map(({ privateKey }) => privateKey !== null)).toEqual([true, false])
  const fresh = await tokens.issue('maria', 0)
  expect(decodeProtectedHeader(fresh).kid).not.toBe(decodeProtectedHeader(old).kid)
  pass(1)
  expect(await another.tokens.verify(fresh)).not.toBeNull()
  expect(await another.tokens.verify(old)).not.toBeNull()
  pass(1798)
  expect(await tokens.verify(old)).not.toBeNull()
  pass(3)
  expect(await tokens.verify(old)).toBeNull()
  expect((await ring.publicKeys()).keys).toHaveLength(1)
})

test('EdDSA: the old keys can be ended at once, and a key signs for ninety days', async () => {
  const { tokens, another, ring, pass } = eddsa()
  const old = await tokens.issue('maria', 0)
  await ring.rotate(true)
  expect(await tokens.verify(old)).toBeNull()
  pass(1)
  expect(await another.tokens.verify(old)).toBeNull()
  const { kid } = decodeProtectedHeader(await tokens.issue('maria', 0))
  pass(90 * 86_400 - 1)
  expect(decodeProtectedHeader(await tokens.issue('maria', 0)).kid).toBe(kid)
  pass(1)
  expect(decodeProtectedHeader(await another.tokens.issue('maria', 0)).kid).not.toBe(kid)
})
