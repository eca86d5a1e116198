import { expect, test } from 'vitest'
import { checkPassword, checkUsername } from './account-rules.ts'
import { readFileSync } from 'node:fs'
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
  ['mariasilva', 'common-password'],
  ['Silva2026!', 'common-password'],
  ['M4r14s1lv4', 'common-password'],
  ['mariaS1lvaAdmin', 'common-password'],
  ['P@$$w0rd2026!', 'common-password'],
  ['!!Dr4gon!!', 'common-password'],
  ['Senha#2026', 'common-password'],
  ['mudar@1234', 'common-password'],
  ['flamengo1981', 'common-password'],
  ['23456789', 'common-password'],
  ['9876543210', 'common-password'],
  ['Gabriel12345678', 'common-password'],
  ['girassolgirassol', 'common-password'],
  ['        ', 'common-password'],
  ['\u3000\u3000 ab \u00a0\t\t', 'common-password'],
  ['ｐａｓｓｗｏｒｄ', 'common-password'],
  ['ℙ𝕒𝕤𝕤𝕨𝕠𝕣𝕕1', 'common-password'],
  ['LAPIDARY-2026', 'common-password'],
  ['l4p1d4ry', 'common-password'],
  ['Magic_Steps1', 'common-password'],
  ['passosmágicos22', 'common-password'],
  ['magicstepsadmin', 'common-password'],
  ['maria gosta de bolo', null],
  ['dragon flies at dusk', null],
  ['lapidary stones shine', null],
  ['k9#Lx27!', null],
  ['maria8302741955', null],
])('the password %j: %s', (password, code) => {
  expect(
    codeOf(() => checkPassword(password, ['maria.silva', null, 'Lapidary', 'magic-steps', 'Passos Mágicos'])),
  ).toBe(code)
})

test.each(['maria', 'Zoé', 'ana@escola.example', '7', 'joão.p+1', 'a'.repeat(64)])(
  'the username %j is taken',
  (name) => {
    expect(checkUsername(name)).toBe(name)
  },
)

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

test('the list holds more than the 3,000 commonest, its source and its licence', () => {
  const lines = readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const [about, words] = [
    lines.filter((line) => line.startsWith('# ')),
    lines.filter((line) => !line.startsWith('# ')),
  ]
  expect(about.join('\n')).toMatch(/@zxcvbn-ts\/language-common 4\.1\.3[^]*Permission is hereby granted/)
  expect(words.length).toBeGreaterThan(10_000)
  for (const word of words) expect(commonPasswords.includes(word), word).toBe(true)
})
