import { posix } from 'node:path'
import { LapidaryError } from '../errors/lapidary-error.ts'

/**
 * Checks the name of a metric, param or tag: letters, digits, spaces and `_ - . : /`, and as a path
 * no other name, so that it can be that of a file.
 *
 * @param field where the name is, for the message
 * @throws LapidaryError `value-empty`, `name-characters`, `name-path`, `value-too-long`
 */
export function checkKey(field: string, key: string, limit: number): void {
  if (key === '') throw new LapidaryError('value-empty', { field })
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key))
    throw new LapidaryError('name-characters', { field, seen: show(key) }, { field })
  checkPathName(field, key)
  checkLength(field, key, limit)
}

/** Checks that a name, as a path, is no other name. @throws LapidaryError `name-path` */
export function checkPathName(field: string, name: string): void {
  const path = posix.normalize(name).replace(/(?<=.)\/$/, '')
  if (path !== name || path === '.' || path.startsWith('..') || path.startsWith('/'))
    throw new LapidaryError('name-path', { field, seen: show(name), path: path.slice(0, maxShown) })
}

/**
 * Checks the length of a text in characters, as PostgreSQL and Python count them.
 * @throws LapidaryError `value-too-long`
 */
export function checkLength(field: string, text: string, limit: number): void {
  if (text.length <= limit) return
  const seen = Array.from(text).length
  if (seen > limit) throw new LapidaryError('value-too-long', { field, seen, limit })
}

/** Returns the first characters of a text, counted as `checkLength` does. */
export function truncate(text: string, limit: number): string {
  return text.length <= limit ? text : Array.from(text).slice(0, limit).join('')
}

const maxShown = 300

function show(name: string): string {
  return JSON.stringify(name.slice(0, maxShown))
}
