import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkArtifactFolder, checkArtifactPath } from './path.ts'

test.each([
  'a',
  'a.txt',
  'model/MLmodel',
  'with space/and  two.txt',
  'a#b.txt',
  '100%.txt',
  'dog%step%100%timestamp%100.png',
  'a%20b',
  'maçã/日本語/😀.txt',
  'a;b=c&d?e',
  '.hidden',
  '...',
  'a..b/..c',
  'quo\'te"s',
  'C:',
  'key=value:1/x',
  'a'.repeat(255),
])('%j is a name', (path) => {
  expect(checkArtifactPath(path)).toBe(path)
  expect(checkArtifactFolder(`${path}/`)).toBe(path)
})

test.each([
  ['', ''],
  ['.', ''],
  ['./', ''],
  ['a/', 'a'],
  ['./a/./b/.', 'a/b'],
])('the folder %j is %j', (path, folder) => expect(checkArtifactFolder(path)).toBe(folder))

test.each(['/', '//', '/a', 'a//', 'a//b', '..', './..', 'a/./..', './/a'])('%j is no folder', (path) => {
  expect(() => checkArtifactFolder(path)).toThrow('is not a valid artifact path')
})

const hostile = [
  '',
  '.',
  '..',
  '../a',
  'a/..',
  'a/../b',
  'a/./b',
  './a',
  '/a',
  '/',
  '//proc/self/environ',
  'a//b',
  'a/',
  'a\\b',
  '..\\a',
  '\\\\host\\share',
  'C:\\a',
  'C:/a',
  'file:///etc/passwd',
  's3://bucket/key',
  'a\0b',
  'a\nb',
  'a\u007fb',
  'a\u0085b',
  'a\u2028b',
  'a\ud800',
  'a'.repeat(256),
  'é'.repeat(128),
  Array.from({ length: 300 }, () => 'abc').join('/'),
]

test.each(hostile)('%j is rejected', (path) => {
  expect(() => checkArtifactPath(path)).toThrow('is not a valid artifact path')
})

const encodeAll = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

test.each(hostile.filter((path) => path !== '' && path.isWellFormed() && path.length < 20))(
  '%j is rejected when it was encoded once more, or twice',
  (path) => {
    const once = encodeAll(path)
    for (const encoded of [once, once.toUpperCase(), once.replaceAll('%', '%25'), encodeAll(once)])
      expect(() => checkArtifactPath(`x${encoded}`.slice(1))).toThrow('is not a valid artifact path')
  },
)

test('no name leaves its folder, however often a server decodes it', () => {
  const piece = fc.constantFrom('.', '..', '/', '%', '2e', '2f', '25', '5c', '00', 'a', '%2e', '%2F', '%252e')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const path = pieces.join('')
      try {
        checkArtifactPath(path)
      } catch {
        return
      }
      for (let seen = path; ; ) {
        expect(seen.split('/').some((segment) => ['', '.', '..'].includes(segment))).toBe(false)
        expect(seen).not.toMatch(/[\0\\]/)
        const decoded = seen.replace(/%[\da-f]{2}/gi, (code) =>
          String.fromCharCode(Number.parseInt(code.slice(1), 16)),
        )
        if (decoded === seen) break
        seen = decoded
      }
    }),
    { numRuns: 2000 },
  )
})
