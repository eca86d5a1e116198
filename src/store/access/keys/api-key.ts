import { join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { storedSecret } from '../stored-secret.ts'
import { isWellKnown } from '../well-known-secrets.ts'

/** API_KEY and its source, which the start shows. */
export interface FoundApiKey {
  readonly key: string
  /** `created`: it was created now and is shown once. */
  readonly from: 'environment' | 'file' | 'created'
  /** Path of the file; with `environment` there may be none. */
  readonly path: string
}

/**
 * Returns API_KEY of the environment, else the key in the file `api-key` in `dataDir` (mode 0600),
 * which is created if it is missing.
 * @param random bytes of `node:crypto`.
 * @throws LapidaryError `data-dir-unwritable`, `disk-full`
 */
export function ensureApiKey(
  settings: { readonly API_KEY: string | undefined },
  dataDir: string,
  random: (size: number) => Uint8Array,
): FoundApiKey {
  const path = join(dataDir, 'api-key')
  if (settings.API_KEY !== undefined) return { key: settings.API_KEY, from: 'environment', path }
  const { text: key, created } = storedSecret(path, () => newApiKey(random))
  return { key, from: created ? 'created' : 'file', path }
}

/** `lap_` and 32 random bytes in base64url: 47 characters. */
export function newApiKey(random: (size: number) => Uint8Array): string {
  return `lap_${Buffer.from(random(32)).toString('base64url')}`
}

/**
 * Checks that a key is strong enough to be API_KEY. On loopback the error of a weak one is
 * returned, to be shown as a warning; elsewhere it is thrown.
 * @param source where the key comes from, for the message: `API_KEY` or a path.
 * @throws LapidaryError `weak-api-key`
 */
export function checkApiKey(key: string, host: string, source = 'API_KEY'): LapidaryError | null {
  if (key.length >= minKeyLength && !isWellKnown(key)) return null
  const weak = new LapidaryError('weak-api-key', { source, host, length: minKeyLength })
  if (isLoopback(host)) return weak
  throw weak
}

const minKeyLength = 16
