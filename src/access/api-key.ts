import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LapidaryError } from '../errors.ts'
import { isLoopback } from '../lib/loopback.ts'
import { errorCode, storageError } from '../lib/storage-error.ts'

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
  try {
    const kept = readKey(path)
    if (kept !== '') return { key: kept, from: 'file', path }
    const key = newApiKey(random)
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writePrivately(path, `${key}\n`)
    return { key, from: 'created', path }
  } catch (error) {
    throw storageError(error, path)
  }
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
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (key.length >= shortestKey && !wellKnown.has(plain)) return null
  const weak = new LapidaryError('weak-api-key', { source, host, length: shortestKey })
  if (isLoopback(host)) return weak
  throw weak
}

const shortestKey = 16

/** Samples of tutorials and of `.env.example` files, as small letters and digits only. */
const wellKnown: ReadonlySet<string> = new Set(
  `changemechangeme changethissecret changethiskey changemeplease replacethiskey replacewithyourkey yourapikeyhere
  yoursecretapikey yoursecretkey yoursecretkeyhere yoursupersecretkey putyourkeyhere insertapikeyhere mysecretapikey
  mysupersecretkey mysupersecretapikey supersecretkey supersecretapikey supersecretpassword thisisasecretkey thisisasecret
  exampleapikey exampleapikey123 defaultapikey samplesecretkey insecuredefaultkey developmentkey developmentsecret
  testapikey123456 1234567890123456 12345678901234567890 0123456789abcdef 0123456789abcdef0123456789abcdef 0000000000000000
  00000000000000000000000000000000 aaaaaaaaaaaaaaaa xxxxxxxxxxxxxxxx abcdefghijklmnop abcdefghijklmnopqrstuvwxyz
  suachavesecreta suachavedeapiaqui minhachavesecreta chavesecretaaqui troqueestachave mudeestachave coloquesuachaveaqui`.split(
    /\s+/,
  ),
)

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

/** All or nothing, and readable by nobody else at any moment. */
function writePrivately(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flush: true })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
