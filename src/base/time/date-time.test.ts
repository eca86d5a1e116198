import { describe, expect, test } from 'vitest'
import { endUntil, parseDateTime, parseTime } from './date-time.ts'

const newYear = 1_767_225_600_000

describe('parseTime', () => {
  test.each([
    ['2026-01-01T00:00:00Z', newYear],
    ['2026-01-01', newYear],
    ['2026-01-01T00:00', newYear],
    ['2026-01-01 00:00:00.5', newYear + 500],
    ['2026-01-01T00:00:00.123456', newYear + 123.456],
    ['2026-01-01T00:00:00.000001999Z', newYear + 0.001],
    ['2025-12-31T21:00:00-03:00', newYear],
    ['2025-12-31 21:00:00-0300', newYear],
    ['2026-01-01 00:00:00+00:00', newYear],
    [' 2026-01-01 00:00:00 Z ', newYear],
    ['1969-12-31T23:59:59.5Z', -500],
  ])('%s is %d', (text, time) => expect(parseTime(text)).toBe(time))
})

describe('parseDateTime', () => {
  test.each([
    ['2026-01-01T00:00Z', newYear],
    ['2026-01-01T00:00:00.123456Z', newYear + 123],
    ['2026-01-01T14:00:00+14:00', newYear],
    ['2025-12-31T10:00:00-14:00', newYear],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s is one moment', (text, time) => expect(parseDateTime(text)).toEqual({ start: time, end: time }))

  test('a bare date is the whole day', () => {
    expect(parseDateTime('2026-01-01')).toEqual({ start: newYear, end: newYear + 86_399_999 })
    expect(parseDateTime('2026-12-31')?.end).toBe(Date.parse('2026-12-31T23:59:59.999Z'))
  })

  test.each([
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00-0300',
    '2026-01-01Z',
    ' 2026-01-01',
  ])('"%s" needs the form of RFC 3339', (text) => expect(parseDateTime(text)).toBeNull())
})

const impossible = [
  '',
  'yesterday',
  '01/02/2026',
  '1767225600',
  '2026-1-1',
  '2026-02-30',
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '2026-01-32',
  '0000-01-01',
  '+010000-01-01',
  '2026-01-01T',
  '2026-01-01T24:00:00Z',
  '2026-01-01T24:00Z',
  '2026-01-01T25:00Z',
  '2026-01-01T12:60:00Z',
  '2026-01-01T23:59:60Z',
  '2026-01-01T00:00:00.Z',
  '2026-01-01T00:00:00+14:01',
  '2026-01-01T00:00:00-15:00',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00+01:60',
  '2026-02-30T12:00:00Z',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:59:59-01:00',
  '２０２６-01-01',
  '2026-01-01T00:00:00Z\n',
]

test.each(impossible)('%j is no time', (text) => {
  expect(parseDateTime(text)).toBeNull()
  if (text.trim() === text) expect(parseTime(text)).toBeNull()
})

test('a day that is not over ends now', () => {
  const day = { start: newYear, end: newYear + 86_399_999 }
  expect(endUntil(day, newYear + 5)).toBe(newYear + 5)
  expect(endUntil(day, newYear - 5)).toBe(day.end)
  expect(endUntil(day, day.end + 5)).toBe(day.end)
  expect(endUntil({ start: newYear, end: newYear }, newYear + 5)).toBe(newYear)
})
