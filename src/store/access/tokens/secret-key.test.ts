import { randomBytes } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { checkSecretKey, ensureSecretKey } from './secret-key.ts'

test('that of the environment goes before that of the folder, which is made once and readable by its owner alone', () => {
  const folder = join(tempFolder(), 'new')
  expect(ensureSecretKey({ SECRET_KEY: 'given' }, folder, randomBytes)).toEqual({
    key: 'given',
    source: 'SECRET_KEY',
  })
  const path = join(folder, 'secret-key')
  const made = ensureSecretKey({ SECRET_KEY: undefined }, folder, randomBytes)
  expect(made).toEqual({ key: expect.stringMatching(/^[\w-]{64}$/), source: path })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(ensureSecretKey({ SECRET_KEY: undefined }, folder, randomBytes)).toEqual(made)
  writeFileSync(path, '')
  expect(ensureSecretKey({ SECRET_KEY: undefined }, folder, randomBytes).key).not.toBe(made.key)
})

test.each([
  ['09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7', true], // of a famous tutorial
  ['09D25E094FAA6CA2556C818166B7A9563B93F7099F6F0F4CAA6CF63B88E8D3E7', true],
  ['your-secret-key-change-in-production', true],
  ['change-this-to-a-secure-key', true],
  ['a'.repeat(64), true],
  ['x'.repeat(31), true],
  ['secret', true],
  ['3f9c1b7e5a2d48860c9e7f1a6b3d5e02', false],
  ['uma frase que ninguém adivinharia', false],
])('the secret %j is weak: %s', (key, weak) => {
  const found = { key, source: 'SECRET_KEY' }
  expect(checkSecretKey(found, '127.0.0.1')?.code ?? null).toBe(weak ? 'weak-secret-key' : null)
  if (weak)
    expect(() => checkSecretKey(found, '0.0.0.0')).toThrow('The token signing key from SECRET_KEY is weak')
  else expect(checkSecretKey(found, '0.0.0.0')).toBeNull()
  expect(checkSecretKey(found, '127.0.0.1')?.message ?? '').not.toContain(key)
})
