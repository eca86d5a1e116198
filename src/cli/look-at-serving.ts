import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkApiKey } from '../access/api-key.ts'
import { openOidc } from '../access/oidc.ts'
import { checkSecretKey } from '../access/secret-key.ts'
import { openFeatureStore } from '../feature-store/open-feature-store.ts'
import { errorCode, storageError } from '../lib/storage-error.ts'
import type { LoadedProject } from '../project/load-project.ts'
import type { Settings } from '../settings.ts'
import type { CommandContext } from './command.ts'

/** Notes what was found, with what it is worth to the next look, or what is wrong; then null. */
export type Look = <T>(check: string, find: () => Promise<readonly [T, string]>) => Promise<T | null>

/** Looks at what a server needs besides the database, also before the first training, and makes none of it: no key, no file. */
export async function lookAtServing(
  { project, folder }: LoadedProject,
  dataDir: string,
  { settings, now }: CommandContext,
  look: Look,
): Promise<void> {
  await look('api key', async () => [null, lookAtApiKey(settings, join(dataDir, 'api-key'))])
  await look('token key', async () => [null, lookAtSecretKey(settings, join(dataDir, 'secret-key'))])
  if (settings.OIDC_ISSUER !== undefined) {
    await look('sign-in', async () => {
      // nobody signs in: the provider is only asked for its addresses, and that needs no store
      await openOidc(settings, {} as never, now)?.start('http://localhost/v1/session/oidc/callback')
      return [null, `${settings.OIDC_ISSUER} answers`]
    })
  }
  if ((project.featureViews ?? []).length > 0)
    await look('features', async () => [null, await askFeatureStore({ project, folder }, dataDir, settings, now)])
  if (settings.MONGO_URI !== undefined) {
    const uri = settings.MONGO_URI
    await look('mongodb', async () => [null, await askMongo({ project, folder }, uri, settings.MONGO_DB)])
  }
}

const onlyHere = 'it is weak, and good for this machine alone: another HOST refuses it'

/** @throws LapidaryError `weak-api-key`, `data-dir-unwritable` */
function lookAtApiKey({ API_KEY: given, HOST }: Settings, path: string): string {
  const key = given ?? keptText(path)
  if (key === null) return 'none yet: the first start makes one'
  const source = given === undefined ? path : 'API_KEY'
  return checkApiKey(key, HOST, source) === null ? source : `${source}: ${onlyHere}`
}

/** @throws LapidaryError `weak-secret-key`, `data-dir-unwritable` */
function lookAtSecretKey({ SECRET_KEY: given, HOST }: Settings, path: string): string {
  const key = given ?? keptText(path)
  if (key === null) return 'none yet: the first start makes one'
  const source = given === undefined ? path : 'SECRET_KEY'
  return checkSecretKey({ key, source }, HOST) === null ? source : `${source}: ${onlyHere}`
}

function keptText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw storageError(error, path)
  }
}

/** @throws LapidaryError `online-store-unavailable`, `bad-setting`, `package-missing`, what `openDatabase` throws. */
async function askFeatureStore(loaded: LoadedProject, dataDir: string, settings: Settings, now: () => Date): Promise<string> {
  const remote = settings.REDIS_URL !== undefined || settings.REDIS_HOST !== undefined
  const path = join(dataDir, 'features.db')
  if (!remote && !existsSync(path)) return 'none stored yet: the first training or start makes the store'
  // only its ping is asked for: nothing reads the table, nor what the views were
  const store = await openFeatureStore({
    ...loaded,
    dataDir,
    settings,
    now,
    state: null as never,
    table: null as never,
    report: () => undefined, // the ping says it
  })
  try {
    await store?.ping()
  } finally {
    await store?.close()
  }
  return remote ? 'Redis answers' : path
}

/** @throws LapidaryError `mongo-unavailable`, `mongo-refused`, `bad-setting`, `bad-project`, `package-missing` */
async function askMongo({ project, folder }: LoadedProject, uri: string, database: string): Promise<string> {
  const { checkNames } = await import('../prediction-log/drivers/mongo-document.ts')
  const { MongoPredictions } = await import('../prediction-log/drivers/mongodb.ts')
  const names = { entityField: project.entityField?.name ?? 'entity', positive: project.policy?.positive ?? null }
  checkNames(names, folder)
  const predictions = await MongoPredictions.open({ uri, database, ...names })
  try {
    await predictions.ping()
  } finally {
    await predictions.close()
  }
  return `MongoDB at ${predictions.place} answers`
}
