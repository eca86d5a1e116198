import { expect, test } from 'vitest'
import { checkPassword, checkUsername } from './account-rules.ts'
import { commonPasswords } from './common-passwords.ts'

const codeOf = (work: () => unknown): string | null => {
  try {
    work()
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

test.each([
  ['uma frase bem longa', null],
  ['a'.repeat(7) + 'é', null],
  ['x7 y9 z1', null],
  ['só letras', null],
  ['😀😁😂😃😄😅😆', 'bad-password'], // seven characters, however many bytes
  ['😀😁😂😃😄😅😆😇', null],
  ['1234567', 'bad-password'],
  ['', 'bad-password'],
  [`${'ab'.repeat(127)}cd`, null],
  [`${'ab'.repeat(128)}c`, 'bad-password'],
  ['password', 'common-password'],
  ['PassWord123', 'common-password'],
  ['Flamengo10', 'common-password'],
  ['aaaaaaaaaaaa', 'common-password'],
  ['abcabcabcabc', 'common-password'],
  ['Maria.Silva', 'common-password'], // the name itself
])('the password %j: %s', (password, code) => {
  expect(codeOf(() => checkPassword(password, 'maria.silva'))).toBe(code)
})

test.each(['maria', 'Zoé', 'ana@escola.example', '7', 'joão.p+1', 'a'.repeat(64)])('the username %j is taken', (name) => {
  expect(checkUsername(name)).toBe(name)
})

test.each([
  '',
  ' maria',
  'maria silva',
  '.maria',
  'a'.repeat(65),
  'ma\nria',
  '../etc',
  '<b>',
  'environment',
  '0123456789ab',
  'user:x',
  '\u202emaria',
  'ｍaria',
  'ﬁlipe',
  'Environment',
  '0123456789AB',
])('the username %j is refused', (name) => expect(codeOf(() => checkUsername(name))).toBe('bad-username'))

test('one name has one spelling', () => {
  expect(checkUsername('zoe\u0301')).toBe('zoé')
})

test('the list of common passwords holds only what the length lets through, in small letters', () => {
  for (const password of commonPasswords) expect(password).toMatch(/^[^A-Z]{8,}$/)
  expect(commonPasswords.size).toBeGreaterThan(500)
})
