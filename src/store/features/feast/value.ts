import type { FeatureValueType } from '../../../project/feature-view.ts'
import type { FeatureValue } from '../store.ts'
import type { ByteWriter } from './byte-writer.ts'

/**
 * `feast.types.Value`, the message in which Feast stores one value: a oneof of scalars, each as its
 * only field. An empty message is null. Lists and bytes are not supported.
 */

const tag = {
  string: 0x12,
  int32: 0x18,
  int64: 0x20,
  double: 0x29,
  float: 0x35,
  bool: 0x38,
  unix_timestamp: 0x40,
} as const
/** Field 19, `null_val`, with 0: newer writers may store it instead of nothing. */
const nullValue = Buffer.from('980100', 'hex')

/**
 * Thrown for bytes that do not match the type of a feature. Its message describes them without
 * their contents.
 */
export class GarbageBytes extends Error {
  override readonly name = 'GarbageBytes'
}

/** Appends `value`, which `validateValue` has accepted. */
export function encodeValue(writer: ByteWriter, type: FeatureValueType, value: FeatureValue): void {
  if (value === null) return
  writer.reserve(11)
  writer.byte(tag[type])
  if (type === 'double') writer.double(value as number)
  else if (type === 'float') writer.float(value as number)
  else if (type === 'bool') writer.byte(value === true ? 1 : 0)
  else if (type === 'string') encodeText(writer, value as string)
  else writer.varint(value as number | bigint)
}

function encodeText(writer: ByteWriter, text: string): void {
  writer.varint(Buffer.byteLength(text))
  writer.text(text)
}

/**
 * Decodes the value in `bytes[start, end)`. A number may be stored in another type of number than
 * the view declares, as Feast does after a view changed; other types must match.
 *
 * @throws GarbageBytes
 */
export function decodeValue(bytes: Buffer, start: number, end: number, type: FeatureValueType): FeatureValue {
  if (start === end) return null
  switch (bytes[start]) {
    case tag.double:
      return toNumber(type, requireLength(9, start, end) && bytes.readDoubleLE(start + 1))
    case tag.float:
      return toNumber(type, requireLength(5, start, end) && bytes.readFloatLE(start + 1))
    case tag.int32:
    case tag.int64:
    case tag.unix_timestamp:
      return toNumber(type, readVarint(bytes, start + 1, end))
    case tag.bool:
      if (type === 'bool' && end - start === 2 && (bytes[start + 1] as number) <= 1)
        return bytes[start + 1] === 1
      break
    case tag.string:
      if (type === 'string') return decodeText(bytes, start + 1, end)
      break
    default:
      if (end - start === nullValue.length && nullValue.compare(bytes, start, end) === 0) return null
  }
  throw new GarbageBytes(`${end - start} bytes that are not a ${type}`)
}

function requireLength(length: number, start: number, end: number): true {
  if (end - start !== length) throw new GarbageBytes(`${end - start} bytes instead of ${length}`)
  return true
}

/**
 * Converts a number to the feature's type. Integers beyond 2 ** 53 are bigint in `int64` and
 * `unix_timestamp`, and rounded in `float` and `double`.
 */
function toNumber(type: FeatureValueType, value: number | bigint): number | bigint {
  if (type === 'string' || type === 'bool') throw new GarbageBytes(`a number that should be a ${type}`)
  if (typeof value === 'bigint') return type === 'float' || type === 'double' ? Number(value) : value
  if (type !== 'float' && type !== 'double' && !Number.isInteger(value))
    throw new GarbageBytes(`a fraction that should be ${type}`)
  return value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeText(bytes: Buffer, start: number, end: number): string {
  let at = start
  while (at < end && (bytes[at] as number) > 0x7f) at++
  at++
  if (at > end || Number(readVarint(bytes, start, at)) !== end - at)
    throw new GarbageBytes('a text whose length is wrong')
  try {
    return utf8.decode(bytes.subarray(at, end))
  } catch (error) {
    throw new GarbageBytes('a text that is not UTF-8', { cause: error })
  }
}

/** Decodes the 64-bit integer that takes all of `bytes[start, end)`: bigint only if necessary. */
function readVarint(bytes: Buffer, start: number, end: number): number | bigint {
  const last = end - 1
  if (start > last || end - start > 10 || (bytes[last] as number) > 0x7f)
    throw new GarbageBytes('a broken whole number')
  let value = 0
  let scale = 1
  for (let at = start; at <= last; at++) {
    const byte = bytes[at] as number
    if (at < last && byte < 0x80) throw new GarbageBytes('bytes after a whole number')
    value += (byte & 0x7f) * scale
    scale *= 0x80
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : wideVarint(bytes, start, last)
}

function wideVarint(bytes: Buffer, start: number, last: number): number | bigint {
  let value = 0n
  for (let at = last; at >= start; at--) value = (value << 7n) | BigInt((bytes[at] as number) & 0x7f)
  const signed = BigInt.asIntN(64, value)
  return BigInt(Number(signed)) === signed && Number.isSafeInteger(Number(signed)) ? Number(signed) : signed
}

/**
 * Encodes milliseconds since 1970 as `google.protobuf.Timestamp`, to the microsecond; 1970 itself
 * takes no bytes.
 */
export function encodeTimestamp(writer: ByteWriter, milliseconds: number): void {
  const micros = Math.round(milliseconds * 1000)
  const seconds = Math.floor(micros / 1e6)
  const nanos = (micros - seconds * 1e6) * 1000
  if (seconds !== 0) {
    writer.byte(0x08)
    writer.varint(seconds)
  }
  if (nanos !== 0) {
    writer.byte(0x10)
    writer.varint(nanos)
  }
}

/** Largest distance from 1970 of JavaScript's dates, in seconds. */
const maxSeconds = 8.64e12

/**
 * Decodes a timestamp into milliseconds since 1970, to the microsecond.
 *
 * @throws GarbageBytes
 */
export function decodeTimestamp(bytes: Buffer, start: number, end: number): number {
  let at = start
  let seconds = 0
  let nanos = 0
  if (at < end && bytes[at] === 0x08) {
    const next = skipVarint(bytes, at + 1, end)
    seconds = Number(readVarint(bytes, at + 1, next))
    at = next
  }
  if (at < end && bytes[at] === 0x10) {
    const next = skipVarint(bytes, at + 1, end)
    nanos = Number(readVarint(bytes, at + 1, next))
    at = next
  }
  const right = at === end && Math.abs(seconds) < maxSeconds && nanos >= 0 && nanos < 1e9
  if (!right) throw new GarbageBytes(`${end - start} bytes that are not a time`)
  return seconds * 1000 + Math.floor(nanos / 1000) / 1000
}

function skipVarint(bytes: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && (bytes[at] as number) > 0x7f) at++
  return Math.min(at + 1, end)
}
