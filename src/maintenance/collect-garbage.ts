import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { storageError } from '../base/files/storage-error.ts'
import { tryProcessLock } from '../base/files/process-lock.ts'
import { artifactFolderOf } from '../platform/open-artifacts.ts'
import type { Platform } from '../platform/platform.ts'
import { lockForMaintenance } from './maintenance-lock.ts'
import { stagingFolder } from './restore.ts'

/** Something in the stores that nothing refers to. */
export interface Garbage {
  readonly kind: 'run' | 'artifact' | 'file'
  /** Id of the run, SHA-256 of the artifact, or path of the file or folder. */
  readonly name: string
  /** Bytes that its removal frees; 0 for a run, whose files are listed as artifacts. */
  readonly bytes: number
  /** Why it goes. */
  readonly reason: string
}

export interface GarbageRequest {
  /** Runs that failed or were interrupted, and trials of a tuning, go when they ended this long ago: milliseconds. */
  readonly olderThan: number
  /** Only lists what would go. */
  readonly dryRun: boolean
}

type Stores = Pick<Platform, 'tracking' | 'registry' | 'artifacts' | 'dataDir' | 'settings' | 'now'>

const day = 86_400_000
/** A store stamps files with its own clock, which can lie behind the clock that stamps runs: a file system's by milliseconds, another machine's by seconds. */
const clockMargin = 60_000

/**
 * Removes what nothing refers to, beside a running server and a running training: runs that failed or were interrupted and that no
 * version came from, artifacts of no run, and files that a killed process left behind. Whatever was written within a day, or
 * since a run began that is still worked on, stays.
 *
 * @returns what was removed, or with `dryRun` what would be.
 * @throws LapidaryError `maintenance-running`, what the stores throw.
 */
export async function collectGarbage(stores: Stores, { olderThan, dryRun }: GarbageRequest): Promise<readonly Garbage[]> {
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

/** Runs come first: removing them leaves their artifacts without a reference. */
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
    if (!isOver || registered.has(id) || Date.parse(endedAt ?? startedAt) >= now().getTime() - olderThan) continue
    runs.push({ kind: 'run', name: id, bytes: 0, reason: `${status}, and no version came from it` })
  }
  // References are read after the running runs: a run that ends in between has put its files into the list.
  const referred = await tracking.artifactsOfAllBut(new Set(runs.map(({ name }) => name)))
  const unreferred: Garbage[] = []
  for await (const { sha256, bytes, putAt } of artifacts.list()) {
    if (referred.has(sha256) || putAt.getTime() >= before) continue
    unreferred.push({ kind: 'artifact', name: sha256, bytes, reason: 'no run has it' })
  }
  const files = leftFiles(dataDir, artifactFolderOf(dataDir, settings), now().getTime(), olderThan)
  return { garbage: [...runs, ...unreferred, ...files], before: new Date(before) }
}

async function remove({ kind, name }: Garbage, { tracking, artifacts }: Stores, before: Date): Promise<boolean> {
  if (kind === 'run') return await tracking.remove(name)
  if (kind === 'artifact') return await artifacts.remove(name, before)
  try {
    rmSync(name, { recursive: true, force: true })
  } catch (error) {
    throw storageError(error, name)
  }
  return true
}

/** Files of a data folder that a killed process left behind, and trials that no tuning used for long. */
function leftFiles(dataDir: string, artifactFolder: string | null, now: number, olderThan: number): readonly Garbage[] {
  const uploadAge = isServing(dataDir) ? day : 0
  const places: readonly { readonly folder: string; readonly is: RegExp; readonly age: number; readonly reason: string }[] = [
    ...(artifactFolder === null
      ? []
      : [{ folder: join(artifactFolder, 'tmp'), is: /./, age: day, reason: 'an unfinished file of a run' }]),
    { folder: join(dataDir, 'uploads'), is: /./, age: uploadAge, reason: 'an upload whose request has ended' },
    { folder: join(dataDir, 'synthetic'), is: /\.partial$/, age: day, reason: 'an unfinished table' },
    { folder: join(dataDir, 'tuning'), is: /./, age: olderThan, reason: 'trials that no tuning used for long' },
    {
      folder: dataDir,
      is: new RegExp(`^${stagingFolder}$|^(api|secret)-key\\.\\d+\\.tmp$`),
      age: day,
      reason: 'left by a killed process',
    },
  ]
  return places.flatMap(({ folder, is, age, reason }) => {
    return namesIn(folder).flatMap((name): Garbage[] => {
      const path = join(folder, name)
      const { bytes, changedAt } = sizeOf(path)
      return is.test(name) && changedAt <= now - age ? [{ kind: 'file', name: path, bytes, reason }] : []
    })
  })
}

function isServing(dataDir: string): boolean {
  const lock = tryProcessLock(join(dataDir, 'serve.lock'))
  lock?.release()
  return lock === null
}

/** Bytes of a file or of a folder with what is in it, and when any of it last changed. */
function sizeOf(path: string): { readonly bytes: number; readonly changedAt: number } {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return { bytes: 0, changedAt: Number.POSITIVE_INFINITY } // it has just been removed
  if (!found.isDirectory()) return { bytes: found.size, changedAt: found.mtimeMs }
  const inside = namesIn(path).map((name) => sizeOf(join(path, name)))
  const bytes = inside.reduce((total, each) => total + each.bytes, 0)
  return { bytes, changedAt: Math.max(found.mtimeMs, ...inside.map((each) => each.changedAt)) }
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : []
}
