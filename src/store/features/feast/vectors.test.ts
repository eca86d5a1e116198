import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FeatureValueType } from '../../../project/feature-view.ts'
import { ByteWriter } from './byte-writer.ts'
import { computeFeatureField, type JoinKeyValue, parseRedisKey, buildRedisKey } from './entity-key.ts'
import { decodeTimestamp, decodeValue, encodeTimestamp, encodeValue, GarbageBytes } from './value.ts'

interface Vectors {
  readonly value: Readonly<Record<string, string>>
  readonly mmh3: Readonly<Record<string, string>>
  readonly redis_key_v3: Readonly<Record<string, string>>
  readonly redis_key_v2: Readonly<Record<string, string>>
  readonly _ts: Readonly<Record<string, string>>
}

const read = (path: string | URL): Vectors => JSON.parse(readFileSync(path, 'utf8')) as Vectors

const entity: Readonly<Record<string, readonly JoinKeyValue[]>> = {
  'customer_id=int64 42': [{ name: 'customer_id', type: 'int64', value: 42n }],
  "cid='CUS_0xd40'": [{ name: 'cid', type: 'string', value: 'CUS_0xd40' }],
  "{b_id:'X1', a_id:int32 7}": [
    { name: 'b_id', type: 'string', value: 'X1' },
    { name: 'a_id', type: 'int32', value: 7 },
  ],
  "no entity (dummy __dummy_id='')": [{ name: '__dummy_id', type: 'string', value: '' }],
  'ts=unix 1': [{ name: 'ts', type: 'unix_timestamp', value: 1n }],
  "student_id='Ágata-1'": [{ name: 'student_id', type: 'string', value: 'Ágata-1' }],
  'student_id=int64 -5': [{ name: 'student_id', type: 'int64', value: -5n }],
}
const byName = (keys: readonly JoinKeyValue[]) => [...keys].sort((a, b) => (a.name < b.name ? -1 : 1))
const hex = (write: (writer: ByteWriter) => void): string => {
  const writer = new ByteWriter(1)
  write(writer)
  return writer.finish().toString('hex')
}

/** `int64 -1`, `string 'é'`: a type of ours and a value; null for what Feast has beside them. */
function parsed(label: string): { type: FeatureValueType; value: number | bigint | string | boolean } | null {
  const [, type = '', text = ''] =
    /^(int32|int64|float|double|string|bool|unix_timestamp) (.*)$/s.exec(label) ?? []
  if (type === '') return null
  if (type === 'string') return { type, value: text.slice(1, -1) }
  if (type === 'bool') return { type, value: text === 'true' }
  const whole = Number.isSafeInteger(Number(text)) || !/^-?\d+$/.test(text) ? Number(text) : BigInt(text)
  return { type: type as FeatureValueType, value: whole }
}

describe('bytes that Feast wrote', () => {
  const vectors = read(new URL('fixtures/feast-vectors.json', import.meta.url))

  test.each(Object.entries(vectors.value))('value %s', (label, bytes) => {
    const buffer = Buffer.from(bytes, 'hex')
    const known = parsed(label)
    if (known !== null) {
      expect(hex((writer) => encodeValue(writer, known.type, known.value))).toBe(bytes)
      expect(decodeValue(buffer, 0, buffer.length, known.type)).toEqual(known.value)
    } else if (label === 'null_val' || label.startsWith('unset')) {
      for (const type of ['int64', 'string', 'double', 'bool'] as const) {
        expect(decodeValue(buffer, 0, buffer.length, type)).toBeNull()
      }
    } else {
      expect(label).toMatch(/^(bytes|\w+_list) /)
      for (const type of ['int64', 'string', 'double', 'bool'] as const) {
        expect(() => decodeValue(buffer, 0, buffer.length, type)).toThrow(GarbageBytes)
      }
    }
  })

  test.each(Object.entries(vectors.mmh3))('field %s', (label, bytes) => {
    const [view = '', feature = ''] = label.split(':')
    expect(computeFeatureField(view, feature).toString('hex')).toBe(bytes)
  })

  test.each([
    ...Object.entries(vectors.redis_key_v3).map((each) => [...each, 3] as const),
    ...Object.entries(vectors.redis_key_v2).map((each) => [...each, 2] as const),
  ])('key %s', (label, bytes, version) => {
    const [project = '', what = ''] = label.split('|')
    const keys = entity[what] as readonly JoinKeyValue[]
    expect(buildRedisKey(project, keys, version).toString('hex')).toBe(bytes)
    if (version === 3) expect(parseRedisKey(Buffer.from(bytes, 'hex'), project)).toEqual(byName(keys))
  })

  test.each(Object.entries(vectors['_ts']))('time %s', (label, bytes) => {
    const buffer = Buffer.from(bytes, 'hex')
    const time = Date.parse(label) + (label.includes('.000001') ? 0.001 : 0)
    expect(hex((writer) => encodeTimestamp(writer, time))).toBe(bytes)
    expect(decodeTimestamp(buffer, 0, buffer.length)).toBe(time)
  })
})
