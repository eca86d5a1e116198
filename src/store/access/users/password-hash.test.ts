import crypto, { randomBytes } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { PasswordHasher } from './password-hash.ts'

afterEach(() => void vi.restoreAllMocks())

test('knows its own hashes, each with a salt of its own, in the PHC string format', async () => {
  const hasher = new PasswordHasher(randomBytes)
  const [one, two] = [await hasher.hash('uma frase longa'), await hasher.hash('uma frase longa')]
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(one).not.toBe(two)
  expect(await hasher.verify('uma frase longa', one)).toBe(true)
  expect(await hasher.verify('uma frase longa', two)).toBe(true)
  expect(await hasher.verify('uma frase long', one)).toBe(false)
  expect(await hasher.verify('', one)).toBe(false)
  expect(hasher.isOutdated(one)).toBe(false)
})

test('agrees with the reference implementation (its test vector: password "password", salt "somesalt")', async () => {
  const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  const hasher = new PasswordHasher(randomBytes)
  expect(await hasher.verify('password', reference)).toBe(true)
  expect(await hasher.verify('Password', reference)).toBe(false)
  expect(hasher.isOutdated(reference)).toBe(true)
})

test('takes the same letters for the same, whatever their code points', async () => {
  const hasher = new PasswordHasher(randomBytes)
  expect(
    await hasher.verify(
      'cora\u00e7\u00e3o de le\u00e3o',
      await hasher.hash('corac\u0327a\u0303o de lea\u0303o'),
    ),
  ).toBe(true)
})

test('works as much for nobody as for somebody', async () => {
  const hasher = new PasswordHasher(randomBytes)
  const hash = await hasher.hash('uma frase longa')
  const argon2 = vi.spyOn(crypto, 'argon2')
  expect(await hasher.verify('another', hash)).toBe(false)
  expect(await hasher.verify('another', null)).toBe(false)
  const [wrong, nobody] = argon2.mock.calls.map(
    ([algorithm, { memory, passes, parallelism, tagLength, nonce }]) => {
      return { algorithm, memory, passes, parallelism, tagLength, salt: (nonce as Uint8Array).length }
    },
  )
  expect(nobody).toEqual(wrong)
})

test('hashes two at a time, lets a hundred wait and refuses more', async () => {
  let running = 0
  let most = 0
  const ends: (() => void)[] = []
  vi.spyOn(crypto, 'argon2').mockImplementation(((
    _: string,
    __: object,
    done: (error: null, tag: Buffer) => void,
  ) => {
    running += 1
    most = Math.max(most, running)
    ends.push(() => {
      running -= 1
      done(null, Buffer.alloc(32))
    })
  }) as never)
  const hasher = new PasswordHasher(randomBytes)
  const settled = Promise.allSettled(Array.from({ length: 105 }, () => hasher.hash('uma frase longa')))
  for (let i = 0; i < 102; i++) {
    await vi.waitUntil(() => ends.length > 0, { interval: 1 })
    ends.shift()?.()
  }
  const outcomes = await settled
  expect(most).toBe(2)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(102)
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual([
    'sign-in-busy',
    'sign-in-busy',
    'sign-in-busy',
  ])
})
