import { LapidaryError } from '../errors/lapidary-error.ts'
import { documentVersion, type FirstVersion, getVersion, upgradeDocument } from './document.ts'

/**
 * Parses the bytes of a stored document of this or an earlier version.
 *
 * @param path shown in errors
 * @throws LapidaryError `document-newer`
 */
export function decodeDocument(path: string, bytes: Uint8Array, first: FirstVersion = {}): unknown {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes))
  const seen = getVersion(stored)
  if (seen > documentVersion)
    throw new LapidaryError('document-newer', { path, seen, known: documentVersion })
  return upgradeDocument(stored, first)
}
