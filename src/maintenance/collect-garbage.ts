import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { toStorageError } from '../base/files/storage-error.ts'
import { tryProcessLock } from '../base/files/process-lock.ts'
import { artifactFolderOf } from '../platform/open-artifacts.ts'
import type { Platform } from '../platform/platform.ts'
import { lockForMaintenance } from './maintenance-lock.ts'
import { stagingFolder } from './restore.ts'

/** Data in the stores that nothing refers to. */
export interface Garbage {
  readonly kind: 'run' | 'artifact' | 'file'
  /** Id of the run, SHA-256 of the artifact, or path of the file or folder. */
  readonly name: string
  /** Bytes that its removal frees; 0 for a run, whose files are listed as artifacts. */
  readonly bytes: number
  /** Reason why it is removed. */
  readonly reason: string
}

export interface GarbageRequest {
  /**
   * Age in milliseconds from which failed or interrupted runs, and trials of a tuning, are removed.
   */
  readonly olderThan: number
  /** True to only list what would be removed. */
  readonly dryRun: boolean
}

type Stores = Pick<Platform, 'tracking' | 'registry' | 'artifacts' | 'dataDir' | 'settings' | 'now'>

const day = 86_400_000
/**
 * Tolerance between clocks: a store dates files by its own clock, which can lag behind the clock
 * that dates runs, in a file system by milliseconds and on another machine by seconds.
 */
const clockMargin = 60_000

/**
 * Removes data that nothing refers to, even while a server and a training run: failed or
 * interrupted runs without a version, artifacts of no run, and files of killed processes. Data that
 * was written within a day, or since the start of a run that is still running, stays.
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
    const found = await findGarbage(stores, olderThan)
    if (dryRun) return found.garbage
    const removed: Garbage[] = []
    for (const each of found.garbage) if (await remove(each, stores, found.before)) removed.push(each)
    return removed
  } finally {
    lock.release()
  }
}

/**
 * Finds garbage. Runs come first, because removing them leaves their artifacts without a reference.
 */
async function findGarbage(
  stores: Stores,
  olderThan: number,
): Promise<{ readonly garbage: readonly Garbage[]; readonly before: Date }> {
  const { tracking, registry, artifacts, dataDir, settings, now } = stores
  const registered = new Set<string>()
  for (const { name } of await registry.listModels()) {
    for (const { runId } of await registry.listVersions(name)) registered.add(runId)
  }
  const runs: Garbage[] = []
  let before = now().getTime() - day
  for await (const { id, status, startedAt, endedAt } of tracking.all()) {
    if (status === 'running') before = Math.min(before, Date.parse(startedAt) - clockMargin)
    const isOver = status === 'failed' || status === 'interrupted'
    if (!isOver || registered.has(id) || Date.parse(endedAt ?? startedAt) >= now().getTime() - olderThan)
      continue
    runs.push({ kind: 'run', name: id, bytes: 0, reason: `${status}, and no version came from it` })
  }
  // References are read after the running runs, so that a run that ends in between has its files in
  // the list.
  const referred = await tracking.artifactsOfAllBut(new Set(runs.map(({ name }) => name)))
  const unreferred: Garbage[] = []
  for await (const { sha256, bytes, putAt } of artifacts.list()) {
    if (referred.has(sha256) || putAt.getTime() >= before) continue
    unreferred.push({ kind: 'artifact', name: sha256, bytes, reason: 'no run has it' })
  }
  const files = findStaleFiles(dataDir, artifactFolderOf(dataDir, settings), now().getTime(), olderThan)
  return { garbage: [...runs, ...unreferred, ...files], before: new Date(before) }
}

async function remove(
  { kind, name }: Garbage,
  { tracking, artifacts }: Stores,
  before: Date,
): Promise<boolean> {
  if (kind === 'run') return await tracking.remove(name)
  if (kind === 'artifact') return await artifacts.remove(name, before)
  try {
    rmSync(name, { recursive: true, force: true })
  } catch (error) {
    throw toStorageError(error, name)
  }
  return true
}

/**
 * Files of a data folder that a killed process left behind, and trials that no tuning used for
 * long.
 */
function findStaleFiles(
  dataDir: string,
  artifactFolder: string | null,
  now: number,
  olderThan: number,
): readonly Garbage[] {
  const uploadAge = isServing(dataDir) ? day : 0
  const places: readonly {
    readonly folder: string
    readonly is: RegExp
    readonly age: number
    readonly reason: string
  }[] = [
    ...(artifactFolder === null
      ? []
      : [{ folder: join(artifactFolder, 'tmp'), is: /./, age: day, reason: 'an unfinished file of a run' }]),
    {
      folder: join(dataDir, 'uploads'),
      is: /./,
      age: uploadAge,
      reason: 'an upload whose request has ended',
    },
    { folder: join(dataDir, 'synthetic'), is: /\.partial$/, age: day, reason: 'an unfinished table' },
    {
      folder: join(dataDir, 'tuning'),
      is: /./,
      age: olderThan,
      reason: 'trials that no tuning used for long',
    },
    {
      folder: dataDir,
      is: new RegExp(`^${stagingFolder}$|^(api|secret)-key\\.\\d+\\.tmp$`),
      age: day,
      reason: 'left by a killed process',
    },
  ]
  return places.flatMap(({ folder, is, age, reason }) => {
    return listNames(folder).flatMap((name): Garbage[] => {
      const path = join(folder, name)
      const { bytes, changedAt } = measure(path)
      return is.test(name) && changedAt <= now - age ? [{ kind: 'file', name: path, bytes, reason }] : []
    })
  })
}

function isServing(dataDir: string): boolean {
  const lock = tryProcessLock(join(dataDir, 'serve.lock'))
  lock?.release()
  return lock === null
}

/**
 * Measures the bytes of a file or of a folder with its contents, and the time of the last change in
 * it.
 */
function measure(path: string): { readonly bytes: number; readonly changedAt: number } {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return { bytes: 0, changedAt: Number.POSITIVE_INFINITY } // removed meanwhile
  if (!found.isDirectory()) return { bytes: found.size, changedAt: found.mtimeMs }
  const inside = listNames(path).map((name) => measure(join(path, name)))
  const bytes = inside.reduce((total, each) => total + each.bytes, 0)
  return { bytes, changedAt: Math.max(found.mtimeMs, ...inside.map((each) => each.changedAt)) }
}

function listNames(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : []
}
