import { posix } from 'node:path'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** Characters of the key of a metric, param or tag. */
export const maxKeyLength = 250

/**
 * Checks the key of a metric, param or tag, which clients also use as a path of a file.
 * @param field where it is, such as `metrics[0].name`.
 * @throws LapidaryError `name-characters`, `name-path`, `value-too-long`
 */
export function checkKey(key: string, field: string): void {
  const seen = JSON.stringify(key)
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key)) throw new LapidaryError('name-characters', { field, seen })
  const path = posix.normalize(key).replace(/(?<=.)\/$/, '')
  if (path !== key || key === '.' || key === '..' || key.startsWith('../') || key.startsWith('/'))
    throw new LapidaryError('name-path', { field, seen, path })
  checkLength(key, field, maxKeyLength)
}

/** @throws LapidaryError `value-too-long` */
export function checkLength(value: string, field: string, limit: number): void {
  const seen = countCharacters(value, limit)
  if (seen > limit) throw new LapidaryError('value-too-long', { field, seen, limit })
}

/** Returns the first characters of a value that has more than are stored. */
export function truncate(value: string, limit: number): string {
  return countCharacters(value, limit) > limit ? [...value].slice(0, limit).join('') : value
}

/** Counts Unicode characters of a text that may have more than `limit`. */
function countCharacters(value: string, limit: number): number {
  return value.length <= limit ? value.length : [...value].length
}
