import { LapidaryError } from '../errors/lapidary-error.ts'
import { documentVersion, upgradeDocument, versionOf } from './document.ts'

/**
 * Parses the bytes of a stored document of this or an earlier version.
 *
 * @param path names the document in an error
 * @param dataKeys see `upgradeDocument`
 * @throws LapidaryError `document-newer`
 */
export function decodeDocument(path: string, bytes: Uint8Array, dataKeys: readonly string[] = []): unknown {
  const stored: unknown = JSON.parse(new TextDecoder().decode(bytes))
  const seen = versionOf(stored)
  if (seen > documentVersion) throw new LapidaryError('document-newer', { path, seen, known: documentVersion })
  return upgradeDocument(stored, dataKeys)
}
