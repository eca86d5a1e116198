import { LapidaryError } from '../../../base/errors/lapidary-error.ts'

/**
 * Returns the number of a version, which clients of MLflow send as text.
 * @throws LapidaryError `not-an-integer`, `version-not-found` for a number that no version has
 */
export function parseVersion(model: string, text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw new LapidaryError('not-an-integer', { parameter: 'version', seen: text.slice(0, 100) })
  const version = Number(text)
  if (!Number.isSafeInteger(version))
    throw new LapidaryError('version-not-found', { model, version: text.trim().slice(0, 100) })
  return version
}
