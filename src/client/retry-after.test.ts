import { expect, test } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = (): number => Date.parse('1994-11-06T08:49:00Z')

test.each([
  ['0', 0],
  ['30', 30],
  [' 120 ', 120],
  ['Sun, 06 Nov 1994 08:49:37 GMT', 37],
  ['Sunday, 06-Nov-94 08:49:37 GMT', 37],
  ['Sun Nov  6 08:49:37 1994', 37],
  ['Sun, 06 Nov 1994 08:48:37 GMT', 0],
  ['', null],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['1e3', null],
  ['Infinity', null],
  ['2026-11-06', null],
  ['May 5', null],
  ['Sun, 06 Nov 1994 08:49:37', null],
  ['Sun, 06 Nov 1994 88:49:37 GMT', null],
])('"%s" is %s', (text, seconds) => expect(parseRetryAfter(text, null, now)).toBe(seconds))

test('without the header there is nothing to wait for', () => expect(parseRetryAfter(null, null)).toBeNull())

test("a date counts by the server's clock where it says what time it is there", () => {
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
  expect(parseRetryAfter(date, 'Sun, 06 Nov 1994 08:49:30 GMT', now)).toBe(7)
  expect(parseRetryAfter(date, 'nonsense', now)).toBe(37)
})
