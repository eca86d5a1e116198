import { expect, test } from 'vitest'
import { readDuration, readMilliseconds, readTimestamp, writeDuration, writeTimestamp } from './times.ts'

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123Z'],
  ['2026-01-02T03:04:05.5+02:00', '2026-01-02T01:04:05.500Z'],
])('the time %s is %s', (text, time) => {
  expect(readTimestamp(text, 'request_time')).toBe(time)
})

test.each(['', '2026-01-02', '2026-13-02T03:04:05Z', '2026-01-02T03:04:05', '1', '2026-01-02T03:04:05.Z'])(
  'the time %s is refused',
  (text) => {
    expect(() => readTimestamp(text, 'request_time')).toThrow(expect.objectContaining({ code: 'bad-trace' }))
  },
)

test.each([
  ['0s', 0, '0s'],
  ['1.5s', 1500, '1.500s'],
  ['0.001s', 1, '0.001s'],
  ['1.005s', 1005, '1.005s'],
  ['0.0009s', 0, '0s'],
  ['100s', 100_000, '100s'],
])('the duration %s is %d ms', (text, ms, written) => {
  expect(readDuration(text, 'd')).toBe(ms)
  expect(writeDuration(ms)).toBe(written)
})

test.each(['', '5', 's', '-1s', '1e3s', '1.5', '1.s', '9999999999999s'])(
  'the duration %s is refused',
  (text) => {
    expect(() => readDuration(text, 'd')).toThrow(expect.objectContaining({ code: 'bad-trace' }))
  },
)

test('milliseconds are times until the year 9999', () => {
  expect(readMilliseconds(0, 'timestamp_ms')).toBe('1970-01-01T00:00:00.000Z')
  expect(readMilliseconds(253_402_300_799_999, 'timestamp_ms')).toBe('9999-12-31T23:59:59.999Z')
  for (const ms of [-1, 253_402_300_800_000])
    expect(() => readMilliseconds(ms, 'timestamp_ms')).toThrow(expect.objectContaining({ code: 'bad-trace' }))
})

test('a time with whole seconds has no fraction', () => {
  expect(writeTimestamp('2026-01-02T03:04:05.000Z')).toBe('2026-01-02T03:04:05Z')
  expect(writeTimestamp('2026-01-02T03:04:05.010Z')).toBe('2026-01-02T03:04:05.010Z')
})
