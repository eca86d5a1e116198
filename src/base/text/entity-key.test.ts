import { expect, test } from 'vitest'
import { LapidaryError } from '../errors/lapidary-error.ts'
import { checkKey, checkLength, checkPathName } from './entity-key.ts'

function codeOf(work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof LapidaryError) return error.code
    throw error
  }
}

test.each([
  ['a', null],
  ['mlflow.source.name', null],
  ['a b/c:d-e_f.g', null],
  ['acurácia 2', null],
  ['', 'value-empty'],
  ['k*', 'name-characters'],
  ['a\nb', 'name-characters'],
  ['a\\b', 'name-characters'],
  ['.', 'name-path'],
  ['..', 'name-path'],
  ['../a', 'name-path'],
  ['..a', 'name-path'],
  ['/a', 'name-path'],
  ['a//b', 'name-path'],
  ['a/./b', 'name-path'],
  ['a/', 'name-path'],
  ['a/b/..', 'name-path'],
  ['k'.repeat(250), null],
  ['k'.repeat(251), 'value-too-long'],
])('checks the key %j', (key, code) => {
  expect(codeOf(() => checkKey('key', key, 250))).toBe(code)
})

test('shows the name that a path would be', () => {
  expect(() => checkPathName('name', 'a//b')).toThrow(
    '"name" is "a//b", which as a path is another name: "a/b"',
  )
})

test('counts characters, not their halves', () => {
  expect(codeOf(() => checkLength('value', '😀'.repeat(5), 5))).toBeNull()
  expect(() => checkLength('value', '😀'.repeat(6), 5)).toThrow(
    '"value" has 6 characters. At most 5 are allowed',
  )
})
