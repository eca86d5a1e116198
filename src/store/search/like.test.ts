import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLikeMatcher, toGlob } from './like.ts'

test.each([
  ['a%', 'abc', true],
  ['a%', 'Abc', false],
  ['%b%', 'abc', true],
  ['_', '😀', true],
  ['_', 'ab', false],
  ['a_c', 'abc', true],
  ['', '', true],
  ['%', '', true],
  ['a', '', false],
  ['a%b%c', 'a-b-b-c', true],
  ['a%b%c', 'a-c-b', false],
  ['100[%]', '100[x]', true],
  ['a*b?', 'a*b?', true],
  ['a*b?', 'aXXbY', false],
])('LIKE %j of %j: %s', (pattern, text, expected) => {
  expect(createLikeMatcher(pattern, false)(text)).toBe(expected)
})

test('ILIKE ignores the case of A to Z only', () => {
  expect(createLikeMatcher('AbC%', true)('aBcd')).toBe(true)
  expect(createLikeMatcher('É', true)('é')).toBe(false)
})

test('matches as a regular expression does', () => {
  const unit = fc.constantFrom('a', 'b', '%', '_')
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
      (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`).test(text)
        expect(createLikeMatcher(pattern, false)(text)).toBe(expected)
      },
    ),
    { numRuns: 1000 },
  )
})

test('does not backtrack through earlier wildcards', () => {
  const started = performance.now()
  expect(createLikeMatcher(`${'%a'.repeat(500)}%b`, false)('a'.repeat(5000))).toBe(false)
  expect(performance.now() - started).toBeLessThan(500)
})

test('writes patterns of GLOB', () => {
  expect(toGlob('a%%b_*?[x]')).toBe('a*b?[*][?][[]x]')
})
