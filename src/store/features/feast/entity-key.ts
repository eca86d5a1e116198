import { murmur3 } from './murmur3.ts'

/**
 * Keys of Feast's online stores. Feast calls the encoding of entities "serialization"; version 3,
 * which current Feast writes, has the number of join keys and the length of each name, version 2
 * has not.
 */

/** Numbers of `feast.types.ValueType`. */
const valueType = { string: 2, int32: 3, int64: 4, unix_timestamp: 8 } as const
export type JoinKeyType = keyof typeof valueType
export type KeyVersion = 2 | 3

/** One join key and its value. */
export interface JoinKeyValue {
  readonly name: string
  readonly type: JoinKeyType
  readonly value: string | number | bigint
}

/** Builds a Redis key: an entity's join keys by name, their values, then the project. */
export function buildRedisKey(
  project: string,
  keys: readonly JoinKeyValue[],
  version: KeyVersion = 3,
): Buffer {
  // Sorted by their bytes, which is the order of code points in which Python sorts.
  const sorted =
    keys.length < 2
      ? keys
      : [...keys].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  let maxLength = 4 + 3 * project.length
  for (const { name, value } of sorted)
    maxLength += 16 + 3 * name.length + (typeof value === 'string' ? 3 * value.length : 8)
  const key = Buffer.allocUnsafe(maxLength)
  let at = version === 3 ? key.writeUInt32LE(sorted.length, 0) : 0
  for (const { name } of sorted) {
    at = key.writeUInt32LE(valueType.string, at)
    const start = version === 3 ? at + 4 : at
    const length = key.write(name, start)
    if (version === 3) key.writeUInt32LE(length, at)
    at = start + length
  }
  for (const { type, value } of sorted) {
    at = key.writeUInt32LE(valueType[type], at)
    const length = writeKeyValue(key, at + 4, type, value)
    key.writeUInt32LE(length, at)
    at += 4 + length
  }
  at += key.write(project, at)
  return key.subarray(0, at)
}

function writeKeyValue(key: Buffer, at: number, type: JoinKeyType, value: string | number | bigint): number {
  if (type === 'string') return key.write(String(value), at)
  if (type === 'int32') return key.writeInt32LE(Number(value), at) - at
  return key.writeBigInt64LE(BigInt(value), at) - at
}

/**
 * Parses the join keys in a Redis key of version 3; null if it is no key of this project, as other
 * programs may use the same Redis.
 */
export function parseRedisKey(key: Buffer, project: string): readonly JoinKeyValue[] | null {
  const reader = new KeyReader(key)
  const count = reader.number()
  if (count === null || count > 64) return null
  const names: string[] = []
  for (let i = 0; i < count; i++) {
    if (reader.number() !== valueType.string) return null
    const name = reader.text()
    if (name === null) return null
    names.push(name)
  }
  const keys: JoinKeyValue[] = []
  for (const name of names) {
    const found = reader.value()
    if (found === null) return null
    keys.push({ name, ...found })
  }
  return reader.rest().equals(Buffer.from(project)) ? keys : null
}

class KeyReader {
  readonly #key: Buffer
  #at = 0

  constructor(key: Buffer) {
    this.#key = key
  }

  number(): number | null {
    if (this.#at + 4 > this.#key.length) return null
    const number = this.#key.readUInt32LE(this.#at)
    this.#at += 4
    return number
  }

  text(): string | null {
    const bytes = this.#bytes()
    const text = bytes?.toString() ?? null
    return text === null || bytes?.length !== Buffer.byteLength(text) || text.includes('\ufffd') ? null : text
  }

  value(): Pick<JoinKeyValue, 'type' | 'value'> | null {
    const number = this.number()
    if (number === valueType.string) {
      const value = this.text()
      return value === null ? null : { type: 'string', value }
    }
    const bytes = this.#bytes()
    if (number === valueType.int32)
      return bytes?.length === 4 ? { type: 'int32', value: bytes.readInt32LE() } : null
    if (bytes?.length !== 8) return null
    if (number === valueType.int64) return { type: 'int64', value: bytes.readBigInt64LE() }
    return number === valueType.unix_timestamp
      ? { type: 'unix_timestamp', value: bytes.readBigInt64LE() }
      : null
  }

  rest(): Buffer {
    return this.#key.subarray(this.#at)
  }

  #bytes(): Buffer | null {
    const length = this.number()
    if (length === null || this.#at + length > this.#key.length) return null
    this.#at += length
    return this.#key.subarray(this.#at - length, this.#at)
  }
}

/** Computes the field of a Redis hash that holds one feature. */
export function computeFeatureField(view: string, feature: string): Buffer {
  const field = Buffer.allocUnsafe(4)
  field.writeUInt32LE(murmur3(Buffer.from(`${view}:${feature}`)))
  return field
}

/** Returns the field of a Redis hash that holds the event time of a view's values. */
export function getTimeField(view: string): Buffer {
  return Buffer.from(`_ts:${view}`)
}
