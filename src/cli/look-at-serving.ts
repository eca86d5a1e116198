import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkApiKey } from '../store/access/keys/api-key.ts'
import { discover, providerOf } from '../store/access/oidc/oidc.ts'
import { checkSecretKey } from '../store/access/tokens/secret-key.ts'
import type { LapidaryError } from '../base/errors/lapidary-error.ts'
import { openOnlineStore } from '../platform/open-features.ts'
import { errorCode, toStorageError } from '../base/files/storage-error.ts'
import { openMongo } from '../platform/open-predictions.ts'
import type { Project } from '../project/project.ts'
import type { Settings } from '../base/settings/settings.ts'

/** Runs a check and records its message; returns its value, or `null` if something is wrong. */
export type Look = <T>(check: string, find: () => Promise<readonly [T, string]>) => Promise<T | null>

/**
 * Checks what a server of a project needs besides the database, also before the first training, and
 * creates no key and no file.
 */
export async function lookAtServing(
  project: Project,
  dataDir: string,
  settings: Settings,
  look: Look,
): Promise<void> {
  await lookAtKeys(dataDir, settings, look)
  if ((project.featureViews ?? []).length > 0)
    await look('features', async () => [null, await askOnlineStore(project, dataDir, settings)])
  const { MONGO_URI: uri, MONGO_DB: database } = settings
  if (uri !== undefined) await look('mongodb', async () => [null, await askMongo(uri, database, project)])
}

/** Checks the keys and the sign-in of a server, and creates no key and no file. */
export async function lookAtKeys(dataDir: string, settings: Settings, look: Look): Promise<void> {
  const { API_KEY, SECRET_KEY, HOST } = settings
  const checkApi = (key: string, source: string) => checkApiKey(key, HOST, source)
  const checkSecret = (key: string, source: string) => checkSecretKey({ key, source }, HOST)
  await look('api key', async () => [null, lookAtKey(API_KEY, 'API_KEY', join(dataDir, 'api-key'), checkApi)])
  await look('token key', async () => [
    null,
    lookAtKey(SECRET_KEY, 'SECRET_KEY', join(dataDir, 'secret-key'), checkSecret),
  ])
  if (settings.OIDC_ISSUER !== undefined) {
    await look('sign-in', async () => {
      const provider = providerOf(settings)
      if (provider !== null) await discover(provider)
      return [null, `${settings.OIDC_ISSUER} is reachable`]
    })
  }
}

const onlyHere = 'weak, and accepted only while HOST is a loopback address'

/**
 * Returns the source of a key: the setting `name` with the value `given`, or the file at `path`.
 * @param check throws if a key is refused, and returns the warning for a weak one
 * @throws LapidaryError `weak-api-key`, `weak-secret-key`, `data-dir-unwritable`
 */
function lookAtKey(
  given: string | undefined,
  name: string,
  path: string,
  check: (key: string, source: string) => LapidaryError | null,
): string {
  const key = given ?? keptText(path)
  if (key === null) return 'none yet: the first start creates one'
  const source = given === undefined ? path : name
  return check(key, source) === null ? source : `${source}: ${onlyHere}`
}

function keptText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw toStorageError(error, path)
  }
}

/** @throws LapidaryError `online-store-unavailable`, what `openOnlineStore` throws. */
async function askOnlineStore(project: Project, dataDir: string, settings: Settings): Promise<string> {
  const remote = settings.REDIS_URL !== undefined || settings.REDIS_HOST !== undefined
  const path = join(dataDir, 'features.db')
  if (!remote && !existsSync(path)) return 'none stored yet: the first training or start creates the store'
  const store = await openOnlineStore(project, dataDir, settings, () => undefined) // the ping reports it
  try {
    await store.ping()
  } finally {
    await store.close()
  }
  return remote ? 'Redis is reachable' : path
}

/** @throws LapidaryError `mongo-unavailable`, `mongo-refused`, what `openMongo` throws. */
async function askMongo(uri: string, database: string, project: Project): Promise<string> {
  const { remote } = await openMongo(uri, database, project)
  try {
    await remote.ping()
  } finally {
    await remote.close()
  }
  return `MongoDB at ${remote.place} is reachable`
}
