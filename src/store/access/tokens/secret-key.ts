import { join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { storedSecret } from '../stored-secret.ts'
import { isWellKnown } from '../well-known-secrets.ts'

/** SECRET_KEY, which signs tokens, and its source. */
export interface FoundSecretKey {
  readonly key: string
  /** `SECRET_KEY` or the path of a file, for messages. */
  readonly source: string
}

/**
 * Returns SECRET_KEY of the environment, else the key in the file `secret-key` in `dataDir` (mode
 * 0600), which is created if it is missing.
 * @param random bytes of `node:crypto`.
 * @throws LapidaryError `data-dir-unwritable`, `disk-full`
 */
export function ensureSecretKey(
  settings: { readonly SECRET_KEY: string | undefined },
  dataDir: string,
  random: (size: number) => Uint8Array,
): FoundSecretKey {
  if (settings.SECRET_KEY !== undefined) return { key: settings.SECRET_KEY, source: 'SECRET_KEY' }
  const path = join(dataDir, 'secret-key')
  const { text } = storedSecret(path, () => Buffer.from(random(48)).toString('base64url'))
  return { key: text, source: path }
}

/** Minimum characters: the 256 bits of HS256 (RFC 7518, 3.2) if each character carries eight. */
const minKeyLength = 32

/**
 * Checks whether a key is strong enough to sign tokens, as anyone who guesses it can act as any
 * user. A weak key is an error outside loopback; on loopback the same error is returned, to be
 * printed as a warning.
 * @throws LapidaryError `weak-secret-key`
 */
export function checkSecretKey({ key, source }: FoundSecretKey, host: string): LapidaryError | null {
  if (key.length >= minKeyLength && !isWellKnown(key)) return null
  const weak = new LapidaryError('weak-secret-key', { source, host, length: minKeyLength })
  if (isLoopback(host)) return weak
  throw weak
}
