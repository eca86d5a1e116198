import { createHash } from 'node:crypto'
import { runAtOnce, type Steps } from '../base/threads/steps.ts'
import type { NamedArray, SavedModel } from './model.ts'
import { corrupted } from './saved-model.ts'

const arrayTypes = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const
type ArrayType = keyof typeof arrayTypes

interface ArrayEntry {
  readonly name: string
  readonly type: ArrayType
  readonly length: number
}

/**
 * Encodes the two files of a saved model. `json` is the header, with the list of the arrays and the
 * SHA-256 of `bin`; `bin` is the arrays one after the other, little-endian, in that order. The same
 * model gives the same bytes.
 */
export function encodeModel(saved: SavedModel): { json: Uint8Array; bin: Uint8Array } {
  const arrays = Object.entries(saved.arrays)
  const list = arrays.map(
    ([name, array]): ArrayEntry => ({ name, type: typeOf(array), length: array.length }),
  )
  const bin = new Uint8Array(arrays.reduce((bytes, [, array]) => bytes + array.byteLength, 0))
  let offset = 0
  for (const [, array] of arrays) {
    bin.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset += array.byteLength
  }
  const header = { ...saved.header, arrays: list, sha256: sha256(bin) }
  return { json: new TextEncoder().encode(`${JSON.stringify(header, null, 2)}\n`), bin }
}

/** Bytes of a step. */
const stepBytes = 4 << 20

/** Decodes the two files of a saved model at once. @throws LapidaryError `model-corrupted` */
export function decodeModel(json: Uint8Array, bin: Uint8Array): SavedModel {
  return runAtOnce(decodeInSteps(json, bin))
}

/**
 * Decodes what `encodeModel` returned, in steps. @throws LapidaryError `model-corrupted` if the
 * files do not fit together
 */
export function* decodeInSteps(json: Uint8Array, bin: Uint8Array): Steps<SavedModel> {
  const { arrays: list, sha256: expected, ...header } = parseHeader(json)
  const digest = createHash('sha256')
  for (let at = 0; at < bin.length; at += stepBytes) {
    digest.update(bin.subarray(at, at + stepBytes))
    yield
  }
  if (expected !== digest.digest('hex'))
    throw corrupted('the checksum of model.bin is not the one in model.json')
  if (!Array.isArray(list)) throw corrupted('model.json has no list of arrays')
  if (!list.every(isArrayEntry)) throw corrupted('model.json describes an unknown array')
  const arrays: Record<string, NamedArray> = Object.create(null) as Record<string, NamedArray>
  let offset = 0
  for (const { name, type, length } of list) {
    const constructor = arrayTypes[type]
    const end = offset + length * constructor.BYTES_PER_ELEMENT
    if (end > bin.length) throw corrupted(`model.bin ends inside ${name}`)
    const array = new constructor(length) // a copy: aligned, and alone in its buffer
    const bytes = new Uint8Array(array.buffer)
    for (let at = offset; at < end; at += stepBytes) {
      bytes.set(bin.subarray(at, Math.min(at + stepBytes, end)), at - offset)
      yield
    }
    arrays[name] = array
    offset = end
  }
  if (offset !== bin.length) throw corrupted('model.bin is longer than model.json says')
  return { header: header as SavedModel['header'], arrays }
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch (cause) {
    throw corrupted('model.json is not JSON', cause)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw corrupted('model.json is not an object')
  const { kind, format } = header as Record<string, unknown>
  if (typeof kind !== 'string' || !Number.isSafeInteger(format))
    throw corrupted('model.json names no kind and format')
  return header as Record<string, unknown>
}

function isArrayEntry(value: unknown): value is ArrayEntry {
  if (typeof value !== 'object' || value === null) return false
  const { name, type, length } = value as Partial<Record<keyof ArrayEntry, unknown>>
  const known = typeof name === 'string' && typeof type === 'string' && Object.hasOwn(arrayTypes, type)
  return known && Number.isSafeInteger(length) && (length as number) >= 0
}

function typeOf(array: NamedArray): ArrayType {
  return array.constructor.name as ArrayType
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
