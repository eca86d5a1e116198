import { rmSync } from 'node:fs'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { toStorageError } from '../base/files/storage-error.ts'
import type { Platform } from '../platform/platform.ts'
import { lockForMaintenance } from './maintenance-lock.ts'
import { findStaleFiles } from './stale-files.ts'

/** Data in the stores that nothing refers to. */
export interface Garbage {
  readonly kind: 'run' | 'model' | 'artifact' | 'file'
  /**
   * Id of the run or of the logged model, SHA-256 of the artifact, or place of the file or folder.
   */
  readonly name: string
  /** Bytes that its removal frees; 0 for a run or a model, whose files are listed as artifacts. */
  readonly bytes: number
  /** Reason why it is removed. */
  readonly reason: string
}

/** Garbage, and how it is removed. */
interface Found extends Garbage {
  /** Resolves false if something refers to it after all. */
  readonly remove: () => Promise<boolean>
}

export interface GarbageRequest {
  /**
   * Age in milliseconds from which deleted runs and models, failed or interrupted trainings, and
   * trials of a tuning are removed.
   */
  readonly olderThan: number
  /** True to only list what would be removed. */
  readonly dryRun: boolean
}

type Stores = Pick<
  Platform,
  | 'tracking'
  | 'runs'
  | 'loggedModels'
  | 'registry'
  | 'artifacts'
  | 'artifactOwners'
  | 'artifactTree'
  | 'dataDir'
  | 'settings'
  | 'now'
>

const day = 86_400_000
/**
 * Tolerance between clocks: a store dates files by its own clock, which can lag behind the clock
 * that dates runs, in a file system by milliseconds and on another machine by seconds.
 */
const clockMargin = 60_000

/**
 * Removes data that nothing refers to, even while a server and a training run: deleted runs and
 * logged models, trainings that failed or were interrupted, each without a version; contents
 * without a name; and files of killed processes. Data that was written within a day, or since the
 * start of a training that is still running, stays.
 *
 * @returns the removed data, or with `dryRun` the data that would be removed
 * @throws LapidaryError `maintenance-running`, what the stores throw.
 */
export async function collectGarbage(
  stores: Stores,
  { olderThan, dryRun }: GarbageRequest,
): Promise<readonly Garbage[]> {
  const lock = lockForMaintenance(stores.dataDir)
  try {
    const collected: Garbage[] = []
    for (const { remove, ...garbage } of await findGarbage(stores, olderThan))
      if (dryRun || (await remove())) collected.push(garbage)
    return collected
  } finally {
    lock.release()
  }
}

/**
 * Finds garbage. Owners come first, because removing them leaves their files without a name.
 */
async function findGarbage(stores: Stores, olderThan: number): Promise<readonly Found[]> {
  const { registry, dataDir, now } = stores
  const registered = { runs: new Set<string>(), models: new Set<string>() }
  for (const { name } of await registry.listModels()) {
    for (const { runId, modelId } of await registry.listVersions(name)) {
      registered.runs.add(runId)
      if (modelId !== null) registered.models.add(modelId)
    }
  }
  const trainings = await findTrainings(stores, olderThan, registered.runs)
  const runs = await findDeletedRuns(stores, olderThan, registered.runs)
  const models = await findDeletedModels(stores, olderThan, registered.models)
  const gone = new Set([...trainings.found, ...runs].map(({ name }) => name))
  return [
    ...trainings.found,
    ...runs.filter(({ name }) => !trainings.found.some((each) => each.name === name)),
    ...models.found,
    // References are read after the running trainings, so that one that ends in between has its
    // files in the list.
    ...(await findContents(stores, trainings.before, gone, models.roots)),
    ...(await findUnfinished(stores)),
    ...findStaleFiles(dataDir, now().getTime(), olderThan).map((file) => ({
      ...file,
      remove: async () => removeFile(file.name),
    })),
  ]
}

/**
 * Finds trainings that failed or were interrupted.
 * @returns also the time before which no running training has put a file
 */
async function findTrainings(
  { tracking, now }: Stores,
  olderThan: number,
  registered: ReadonlySet<string>,
): Promise<{ readonly found: readonly Found[]; readonly before: Date }> {
  const found: Found[] = []
  let before = now().getTime() - day
  for await (const { id, status, startedAt, endedAt } of tracking.all()) {
    if (status === 'running') before = Math.min(before, Date.parse(startedAt) - clockMargin)
    const isOver = status === 'failed' || status === 'interrupted'
    if (!isOver || registered.has(id) || Date.parse(endedAt ?? startedAt) >= now().getTime() - olderThan)
      continue
    const reason = `${status}, and no version came from it`
    found.push({ kind: 'run', name: id, bytes: 0, reason, remove: () => tracking.remove(id) })
  }
  return { found, before: new Date(before) }
}

async function findDeletedRuns(
  { runs, now }: Stores,
  olderThan: number,
  registered: ReadonlySet<string>,
): Promise<readonly Found[]> {
  const before = new Date(now().getTime() - olderThan).toISOString()
  const deleted = await runs.listDeleted(before, Number.MAX_SAFE_INTEGER)
  return deleted
    .filter((id) => !registered.has(id))
    .map((id) => {
      const reason = 'deleted, and no version came from it'
      return { kind: 'run', name: id, bytes: 0, reason, remove: () => runs.purge(id) }
    })
}

/** @returns also the folders of the files of the models */
async function findDeletedModels(
  { loggedModels, artifactOwners, artifactTree, now }: Stores,
  olderThan: number,
  registered: ReadonlySet<string>,
): Promise<{ readonly found: readonly Found[]; readonly roots: ReadonlySet<string> }> {
  const before = new Date(now().getTime() - olderThan).toISOString()
  const found: Found[] = []
  const roots = new Set<string>()
  for (const id of await loggedModels.listDeleted(before)) {
    if (registered.has(id)) continue
    const root = await artifactOwners.ofModel(id, '').catch(elsewhere)
    if (root !== null) roots.add(root.path)
    const remove = async (): Promise<boolean> => {
      if (root !== null) await artifactTree.remove(root)
      return await loggedModels.purge(id)
    }
    found.push({ kind: 'model', name: id, bytes: 0, reason: 'deleted, and no version came from it', remove })
  }
  return { found, roots }
}

/** Returns null for a model whose files are not on this server. */
function elsewhere(error: unknown): null {
  if (error instanceof LapidaryError && error.code === 'artifact-location-elsewhere') return null
  throw error
}

/** Finds contents without a name, if the names of these runs and folders do not count. */
async function findContents(
  { tracking, artifactTree, artifacts }: Stores,
  before: Date,
  runs: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Promise<readonly Found[]> {
  const ofRuns = await tracking.artifactsOfAllBut(runs)
  const ofOthers = await artifactTree.referred(folders)
  const found: Found[] = []
  for await (const { sha256, bytes, putAt } of artifacts.list()) {
    if (ofRuns.has(sha256) || ofOthers.has(sha256) || putAt >= before) continue
    const remove = (): Promise<boolean> => artifacts.remove(sha256, before)
    found.push({ kind: 'artifact', name: sha256, bytes, reason: 'no file has it', remove })
  }
  return found
}

/** Finds what killed processes began to put. */
async function findUnfinished({ artifacts, now }: Stores): Promise<readonly Found[]> {
  const found: Found[] = []
  for await (const { name, bytes, changedAt } of artifacts.listUnfinished()) {
    if (changedAt.getTime() > now().getTime() - day) continue
    const remove = async (): Promise<boolean> => {
      await artifacts.removeUnfinished(name)
      return true
    }
    found.push({ kind: 'file', name, bytes, reason: 'an unfinished file of a run', remove })
  }
  return found
}

function removeFile(path: string): boolean {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    throw toStorageError(error, path)
  }
  return true
}
