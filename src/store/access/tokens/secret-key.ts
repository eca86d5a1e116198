import { join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { keptSecret } from '../kept-secret.ts'
import { isWellKnown } from '../well-known-secrets.ts'

/** SECRET_KEY, which signs tokens, and where it comes from. */
export interface FoundSecretKey {
  readonly key: string
  /** `SECRET_KEY` or the path of a file, for messages. */
  readonly source: string
}

/**
 * The SECRET_KEY of a data folder: that of the environment, else that of the file `secret-key` in `dataDir` (mode 0600), which is
 * made when it is not there.
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
  const { text } = keptSecret(path, () => Buffer.from(random(48)).toString('base64url'))
  return { key: text, source: path }
}

/** Characters: 256 bits of HS256 (RFC 7518, 3.2) even where each character carries eight. */
const shortest = 32

/**
 * Checks whether a key is strong enough to sign tokens, as anyone who guesses it can act as any user. A weak key is an error outside
 * loopback; on loopback the same error is returned, to be printed as a warning.
 * @throws LapidaryError `weak-secret-key`
 */
export function checkSecretKey({ key, source }: FoundSecretKey, host: string): LapidaryError | null {
  if (key.length >= shortest && !isWellKnown(key)) return null
  const weak = new LapidaryError('weak-secret-key', { source, host, length: shortest })
  if (isLoopback(host)) return weak
  throw weak
}
