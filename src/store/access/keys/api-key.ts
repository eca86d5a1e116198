import { join } from 'node:path'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { isLoopback } from '../../../base/network/loopback.ts'
import { keptSecret } from '../kept-secret.ts'
import { isWellKnown } from '../well-known-secrets.ts'

/** API_KEY, and where it comes from: shown at start. */
export interface FoundApiKey {
  readonly key: string
  /** `created`: made just now, to be printed once. */
  readonly from: 'environment' | 'file' | 'created'
  /** Of the file; with `environment` there may be none. */
  readonly path: string
}

/**
 * The API_KEY of a data folder: that of the environment, else that of the file `api-key` in `dataDir` (mode 0600), which is made
 * when it is not there.
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
  const { text: key, created } = keptSecret(path, () => newApiKey(random))
  return { key, from: created ? 'created' : 'file', path }
}

/** `lap_` and 32 random bytes in base64url: 47 characters. */
export function newApiKey(random: (size: number) => Uint8Array): string {
  return `lap_${Buffer.from(random(32)).toString('base64url')}`
}

/**
 * Whether a key from outside is fit to be API_KEY. Outside loopback a weak one ends the start; on loopback the same error is
 * returned, to be printed as a warning.
 * @param source where the key comes from, for the message: `API_KEY` or a path.
 * @throws LapidaryError `weak-api-key`
 */
export function checkApiKey(key: string, host: string, source = 'API_KEY'): LapidaryError | null {
  if (key.length >= shortestKey && !isWellKnown(key)) return null
  const weak = new LapidaryError('weak-api-key', { source, host, length: shortestKey })
  if (isLoopback(host)) return weak
  throw weak
}

const shortestKey = 16
