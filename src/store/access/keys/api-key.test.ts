import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { checkApiKey, ensureApiKey } from './api-key.ts'

const none = { API_KEY: undefined }

test('makes a key for its owner only, and takes the same one next time', () => {
  const folder = join(tempFolder(), 'data')
  const made = ensureApiKey(none, folder, randomBytes)
  expect(made).toEqual({
    key: expect.stringMatching(/^lap_[\w-]{43}$/),
    from: 'created',
    path: join(folder, 'api-key'),
  })
  expect(statSync(made.path).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder)).toEqual(['api-key'])
  expect(readFileSync(made.path, 'utf8')).toBe(`${made.key}\n`)
  expect(ensureApiKey(none, folder, randomBytes)).toEqual({ ...made, from: 'file' })
  expect(checkApiKey(made.key, '0.0.0.0')).toBeNull()
})

test('takes the key of the environment first, and makes none then', () => {
  const folder = tempFolder()
  expect(ensureApiKey({ API_KEY: 'from outside' }, folder, randomBytes)).toMatchObject({
    key: 'from outside',
    from: 'environment',
  })
  expect(readdirSync(folder)).toEqual([])
})

test('makes a new key in place of an empty file', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'api-key'), '\n')
  expect(ensureApiKey(none, folder, randomBytes).from).toBe('created')
})

test('names a folder that it cannot write', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'file'), '')
  expect(() => ensureApiKey(none, join(folder, 'file'), randomBytes)).toThrow(
    `The path ${join(folder, 'file', 'api-key')} cannot be written (ENOTDIR)`,
  )
  mkdirSync(join(folder, 'data', 'api-key'), { recursive: true })
  expect(() => ensureApiKey(none, join(folder, 'data'), randomBytes)).toThrow('cannot be written')
})

test('refuses short and well-known keys where others can reach them, and only warns on loopback', () => {
  for (const key of [
    'short',
    'fifteen-letters',
    'change-me-change-me',
    'YOUR_SECRET_API_KEY',
    '1234567890123456',
    'super-secret-key-',
    'troque-esta-chave',
  ]) {
    expect(() => checkApiKey(key, '0.0.0.0'), key).toThrow(
      'The API key from API_KEY is weak (a well-known sample, or under 16 characters), and 0.0.0.0 is reachable from other machines.',
    )
    expect(checkApiKey(key, '127.0.0.1'), key).toMatchObject({ code: 'weak-api-key' })
  }
  expect(checkApiKey('s3nha-de-dezesseis', '0.0.0.0')).toBeNull()
})

test('never shows the key in the message', () => {
  expect(checkApiKey('hunter2', 'localhost')?.message).not.toContain('hunter2')
})

test('knows loopback', () => {
  for (const host of ['127.0.0.1', '127.8.9.10', 'localhost', '::1', '[::1]'])
    expect(isLoopback(host), host).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', ''])
    expect(isLoopback(host), host).toBe(false)
})
