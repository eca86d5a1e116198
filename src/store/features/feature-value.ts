import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { parseTime } from '../../base/time/date-time.ts'
import { isEntityId, maxEntityIdLength } from '../../project/entity-id.ts'
import type { FeatureField, FeatureValueType, FeatureView } from '../../project/feature-view.ts'
import type { FeatureValue } from './store.ts'

/** Description of the values of each type, for messages. */
const expectations: Readonly<Record<FeatureValueType, string>> = {
  int32: 'int32: -2147483648..2147483647',
  int64: 'int64: -9007199254740991..9007199254740991',
  float: 'float',
  double: 'double',
  string: 'string, <= 16384 bytes',
  bool: 'bool: true, false',
  unix_timestamp: 'unix_timestamp: seconds since 1970, or ISO 8601',
}
const maxTextBytes = 16_384

/**
 * Validates a value and converts it into the form that every store uses: an integer is a bigint
 * only beyond 2 ** 53, a `float` has 32 bits, `undefined` is null.
 * @throws LapidaryError `bad-feature-value`
 */
export function validateValue(view: FeatureView, feature: string, value: unknown): FeatureValue {
  const { type } = view.features[feature] as FeatureField
  if (value === null || value === undefined) return null
  const checked =
    typeof value === 'string' || typeof value === 'boolean'
      ? validateText(type, value)
      : validateNumber(type, value)
  if (checked !== null) return checked
  const values = { view: view.name, feature, expected: expectations[type], seen: formatSeen(value) }
  throw new LapidaryError('bad-feature-value', values)
}

function validateText(type: FeatureValueType, value: string | boolean): string | number | boolean | null {
  if (typeof value === 'boolean') return type === 'bool' ? value : null
  if (type === 'unix_timestamp') return parseSeconds(value)
  return type === 'string' && Buffer.byteLength(value) <= maxTextBytes ? value.toWellFormed() : null
}

/** Parses ISO 8601, without a zone at UTC, into seconds. */
function parseSeconds(text: string): number | null {
  const time = parseTime(text)
  return time === null ? null : Math.floor(time / 1000)
}

function validateNumber(type: FeatureValueType, value: unknown): number | bigint | null {
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  if (type === 'double') return Number(value)
  if (type === 'float') return Math.fround(Number(value))
  if (type !== 'int32' && type !== 'int64' && type !== 'unix_timestamp') return null
  const plain = typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof plain === 'bigint') return type === 'int32' || BigInt.asIntN(64, plain) !== plain ? null : plain
  const fits = type === 'int32' ? (plain | 0) === plain : Number.isSafeInteger(plain)
  return fits ? plain : null
}

/**
 * Validates a join key and converts it into the form that every store uses.
 *
 * @throws LapidaryError `bad-entity-key`
 */
export function validateEntity(
  { name, joinKey, joinKeyType: type = 'string' }: FeatureView,
  value: unknown,
): string | number | bigint {
  const checked = type === 'string' ? validateKey(value) : validateNumber(type, value)
  if (checked !== null) return checked
  const expected = type === 'string' ? `string, 1..${maxEntityIdLength}` : expectations[type]
  throw new LapidaryError('bad-entity-key', { view: name, key: joinKey, expected, seen: formatSeen(value) })
}

function validateKey(value: unknown): string | null {
  return typeof value === 'string' && isEntityId(value) ? value : null
}

/**
 * Parses the join key in a text (of an address, of a prediction request); null if it cannot be one.
 */
export function parseEntity(
  { joinKeyType: type = 'string' }: FeatureView,
  text: string,
): string | number | bigint | null {
  if (type === 'string') return validateKey(text)
  return /^-?\d{1,19}$/.test(text) ? validateNumber(type, BigInt(text)) : null
}

function formatSeen(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? '[...]' : '{...}'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
