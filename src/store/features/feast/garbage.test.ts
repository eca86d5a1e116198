import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeatureValueType } from '../../../project/feature-view.ts'
import type { FeatureValue } from '../store.ts'
import { ByteWriter } from './byte-writer.ts'
import { parseRedisKey, buildRedisKey } from './entity-key.ts'
import { decodeTimestamp, decodeValue, encodeTimestamp, encodeValue, GarbageBytes } from './value.ts'

const types: readonly FeatureValueType[] = [
  'int32',
  'int64',
  'float',
  'double',
  'string',
  'bool',
  'unix_timestamp',
]
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))

function written(type: FeatureValueType, value: FeatureValue): Buffer {
  const writer = new ByteWriter()
  encodeValue(writer, type, value)
  return writer.finish()
}

/** What it read, or that it was garbage; any other error fails the test. */
function tried<T>(read: () => T): T | 'garbage' {
  try {
    return read()
  } catch (error) {
    if (error instanceof GarbageBytes) return 'garbage'
    throw error
  }
}

test('any bytes are a value of the type or garbage', () => {
  fc.assert(
    fc.property(bytes, fc.constantFrom(...types), (buffer, type) => {
      const value = tried(() => decodeValue(buffer, 0, buffer.length, type))
      if (value === 'garbage' || value === null) return
      expect(typeof value).toMatch(type === 'string' || type === 'bool' ? /string|boolean/ : /number|bigint/)
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('a value cut short or with a byte more is garbage', () => {
  const values: readonly [FeatureValueType, FeatureValue][] = [
    ['int64', 300],
    ['int32', -1],
    ['double', 1.5],
    ['float', 1.5],
    ['string', 'ágata'],
    ['bool', true],
  ]
  for (const [type, value] of values) {
    const whole = written(type, value)
    for (let length = 1; length < whole.length; length++) {
      expect(
        tried(() => decodeValue(whole.subarray(0, length), 0, length, type)),
        `${type} ${length}`,
      ).toBe('garbage')
    }
    const longer = Buffer.concat([whole, Buffer.from([0])])
    expect(
      tried(() => decodeValue(longer, 0, longer.length, type)),
      type,
    ).toBe('garbage')
  }
})

test('a text is no number and a fraction no whole one, but a whole one may be wider', () => {
  const read = (from: FeatureValueType, value: FeatureValue, as: FeatureValueType) => {
    const buffer = written(from, value)
    return tried(() => decodeValue(buffer, 0, buffer.length, as))
  }
  expect(read('string', '1', 'int64')).toBe('garbage')
  expect(read('int64', 1, 'string')).toBe('garbage')
  expect(read('bool', true, 'int64')).toBe('garbage')
  expect(read('double', 1.5, 'int64')).toBe('garbage')
  expect(read('double', 2, 'int64')).toBe(2)
  expect(read('int32', 7, 'int64')).toBe(7)
  expect(read('int64', 2n ** 62n, 'double')).toBe(2 ** 62)
})

test('any bytes are a time or garbage, and a time comes back to the microsecond', () => {
  fc.assert(
    fc.property(bytes, (buffer) => {
      const time = tried(() => decodeTimestamp(buffer, 0, buffer.length))
      if (time !== 'garbage') expect(Math.abs(time)).toBeLessThanOrEqual(8.64e15 + 1000)
    }),
    { seed: 1, numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.maxSafeInteger(), (micros) => {
      const writer = new ByteWriter()
      encodeTimestamp(writer, micros / 1000)
      const buffer = writer.finish()
      expect(Math.round(decodeTimestamp(buffer, 0, buffer.length) * 1000)).toBe(
        Math.round((micros / 1000) * 1000),
      )
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('any bytes are a key of the project or none', () => {
  fc.assert(
    fc.property(bytes, (buffer) => {
      const keys = parseRedisKey(buffer, 'p')
      if (keys !== null) expect(buildRedisKey('p', keys)).toEqual(buffer)
    }),
    { seed: 1, numRuns: 2000 },
  )
})

test('a key of another project is none, also of one whose name ends alike', () => {
  const key = buildRedisKey('magic-steps', [{ name: 'student_id', type: 'string', value: 'S1' }])
  expect(parseRedisKey(key, 'magic-steps')).toHaveLength(1)
  expect(parseRedisKey(key, 'steps')).toBeNull()
  for (let length = 0; length < key.length; length++)
    expect(parseRedisKey(key.subarray(0, length), 'magic-steps')).toBeNull()
  const many = Buffer.alloc(64, 0xff)
  expect(parseRedisKey(many, 'magic-steps')).toBeNull()
})
