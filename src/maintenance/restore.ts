import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { exchangeFolder, lockDataFolderExclusive } from '../base/files/data-folder.ts'
import { type SharedLock, lockForServing } from '../base/files/process-lock.ts'
import { errorCode } from '../base/files/storage-error.ts'
import { FsArtifactStore } from '../store/artifacts/drivers/fs.ts'
import { knownSteps } from '../store/sql/migrate.ts'
import { withStorageErrors, type MaintenanceEffects, syncFolder } from './backup.ts'
import { checkDatabase, withDatabase } from './copy-database.ts'
import {
  artifactsFolder,
  type BackupManifest,
  checksumFile,
  databases,
  isBackupEntry,
  keptNames,
  manifestFile,
} from './kept-files.ts'
import { lockForMaintenance } from './maintenance-lock.ts'
import { readTar, TarError } from './tar.ts'

export interface RestoreRequest {
  /** Name of the project. */
  readonly project: string
  readonly dataDir: string
  /**
   * Folder that the files of runs go to; null when they are read from lapidary.db, and a backup's
   * files stay in the data folder.
   */
  readonly artifactFolder: string | null
  /** A file that `createBackup` wrote. */
  readonly file: string
  /**
   * True to move the current contents of the data folder aside; otherwise a folder with data is
   * rejected.
   */
  readonly replace: boolean
}

export interface RestoreResult {
  readonly manifest: BackupManifest
  /** Names of the databases and secrets that were restored. */
  readonly contents: readonly string[]
  /** Files of runs that were restored as files. */
  readonly artifacts: number
  /** Files of runs that the restored lapidary.db holds. */
  readonly artifactsInDatabase: number
  /** Folder that holds what was in the data folder before; null when it held nothing. */
  readonly replaced: string | null
}

/**
 * Folder inside a data folder in which a backup is unpacked and checked before anything else
 * changes.
 */
export const stagingFolder = 'restore.partial'

/**
 * Restores a backup into a data folder that no process uses. The whole backup is checked first: if
 * it is invalid, the contents of the folder do not change.
 *
 * @throws LapidaryError `folder-in-use`, `command-running`, `maintenance-running`,
 *   `restore-not-empty`, `backup-unreadable`, `backup-invalid`, `backup-of-another-project`,
 *   `database-newer`, `disk-full`, `data-dir-unwritable`; the reason of `signal`.
 */
export async function restoreBackup(
  request: RestoreRequest,
  effects: MaintenanceEffects,
): Promise<RestoreResult> {
  const { dataDir, file, replace } = request
  checkReadable(file)
  const locks: SharedLock[] = [lockForServing(dataDir)]
  try {
    locks.push(lockForMaintenance(dataDir))
    locks.push(lockDataFolderExclusive(dataDir))
    const old = readdirSync(dataDir).filter((name) => keptNames.includes(name))
    const isUnfinished = existsSync(join(dataDir, exchangeFolder))
    if (!replace && (old.length > 0 || isUnfinished)) {
      throw new LapidaryError('restore-not-empty', {
        folder: dataDir,
        seen: old.join(', ') || exchangeFolder,
      })
    }
    const staging = join(dataDir, stagingFolder)
    rmSync(staging, { recursive: true, force: true })
    try {
      const unpacked = await withStorageErrors(dataDir, async () => await unpack(request, staging, effects))
      await moveArtifacts(join(staging, artifactsFolder), request)
      const replaced = await withStorageErrors(
        dataDir,
        async () => await exchange(dataDir, staging, old, effects.now()),
      )
      return { ...unpacked, replaced }
    } finally {
      rmSync(staging, { recursive: true, force: true })
    }
  } finally {
    for (const lock of locks.toReversed()) lock.release()
  }
}

/**
 * Checks that the backup can be read.
 *
 * @throws LapidaryError `backup-unreadable`
 */
function checkReadable(path: string): void {
  try {
    closeSync(openSync(path, 'r'))
    if (!statSync(path).isFile()) throw new LapidaryError('backup-unreadable', { path, reason: 'not a file' })
  } catch (error) {
    const reason = errorCode(error)
    if (error instanceof LapidaryError || reason === undefined) throw error
    throw new LapidaryError('backup-unreadable', { path, reason }, { cause: error })
  }
}

/** Unpacks a backup into `staging`, and checks all of it. */
async function unpack(
  { file, project }: RestoreRequest,
  staging: string,
  { signal, progress, now }: MaintenanceEffects,
): Promise<Omit<RestoreResult, 'replaced'>> {
  const rejectBackup = (problem: string): never => {
    throw new LapidaryError('backup-invalid', { path: file, problem })
  }
  const found = new Map<string, string>()
  let manifest: BackupManifest | undefined
  let checksums: string | undefined
  try {
    await readTar(
      file,
      ({ name, size }) => isBackupEntry(name) && (isStreamed(name) || size <= maxTextBytes),
      async ({ name }, chunks) => {
        if (checksums !== undefined || found.has(name))
          rejectBackup(`${name} is there twice, or after ${checksumFile}`)
        if (manifest === undefined && name !== manifestFile)
          rejectBackup(`it does not begin with ${manifestFile}`)
        progress('Checking the backup', (found.size % 100) / 100)
        const path = join(staging, name)
        found.set(name, await writeEntry(path, chunks, signal))
        if (name === manifestFile) manifest = parseManifest(await readFile(path, 'utf8'), project, file)
        if (name === checksumFile) checksums = await readFile(path, 'utf8')
      },
    )
  } catch (error) {
    if (error instanceof TarError) rejectBackup(error.message)
    throw error
  }
  if (manifest === undefined || checksums === undefined)
    return rejectBackup(`it has no ${manifestFile} or no ${checksumFile}`)
  found.delete(checksumFile)
  const expected = [...found].map(([name, sha256]) => `${sha256}  ${name}\n`).join('')
  if (expected !== checksums)
    rejectBackup(
      `the SHA-256 of ${findFirstDifference(expected, checksums)} is not the one in ${checksumFile}`,
    )
  const names = [...found.keys()].filter((name) => name !== manifestFile)
  const prepared = names.filter((name) => Object.hasOwn(databases, name))
  const artifactsInDatabase = prepared.reduce(
    (total, name) => total + prepareDatabase(join(staging, name), file, now()),
    0,
  )
  for (const name of [manifestFile, checksumFile]) rmSync(join(staging, name))
  progress('Checking the backup', 1)
  const contents = names.filter((name) => !name.startsWith(`${artifactsFolder}/`))
  return { manifest, contents, artifacts: names.length - contents.length, artifactsInDatabase }
}

/** Databases and files of runs, which are never read whole and have no limit. */
function isStreamed(name: string): boolean {
  return Object.hasOwn(databases, name) || name.startsWith(`${artifactsFolder}/`)
}

/** Largest manifest, list of checksums or secret. */
const maxTextBytes = 2 ** 31

function findFirstDifference(expected: string, seen: string): string {
  const lines = seen.split('\n')
  return (
    expected
      .split('\n')
      .find((line, index) => line !== lines[index])
      ?.slice(66) || 'a file that is not there'
  )
}

/** Writes a file, which is on the disk when the promise resolves, and returns its SHA-256. */
async function writeEntry(path: string, chunks: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  const digest = createHash('sha256')
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted()
      digest.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return digest.digest('hex')
}

/**
 * Parses the manifest of a backup.
 *
 * @throws LapidaryError `backup-invalid`, `backup-newer`, `backup-of-another-project`
 */
function parseManifest(text: string, project: string, path: string): BackupManifest {
  const manifest = parseJson(text) as BackupManifest | null
  if (manifest?.format !== 'lapidary-backup') {
    throw new LapidaryError('backup-invalid', { path, problem: `${manifestFile} is not the one of a backup` })
  }
  if (manifest.format_version !== 1)
    throw new LapidaryError('backup-newer', { path, seen: manifest.program_version })
  if (manifest.project !== project) {
    throw new LapidaryError('backup-of-another-project', { path, seen: manifest.project, project })
  }
  return manifest
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Checks an unpacked database, and marks the runs that were running at the time of the backup as
 * interrupted.
 * @throws LapidaryError `database-newer`, `database-corrupted`
 */
function prepareDatabase(path: string, archive: string, now: Date): number {
  const name = basename(path)
  const place = `${name} in ${archive}`
  return withDatabase(path, (database) => {
    const has = (table: string): boolean =>
      database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined
    checkDatabase(database, place)
    for (const part of databases[name] ?? []) knownSteps(database, part, place)
    if (name !== 'lapidary.db') return 0
    const interrupt = "UPDATE run SET status = 'interrupted', ended_at = ? WHERE status = 'running'"
    if (has('run')) database.prepare(interrupt).run(now.toISOString())
    return has('artifact') ? (database.prepare('SELECT count(*) FROM artifact').pluck().get() as number) : 0
  })
}

/**
 * Moves unpacked files of runs to a folder outside the data folder. Each is named by its SHA-256,
 * so that it changes no file that is there, and a restore that is killed afterwards leaves nothing
 * wrong.
 */
async function moveArtifacts(unpacked: string, { dataDir, artifactFolder }: RestoreRequest): Promise<void> {
  if (artifactFolder === null || artifactFolder === join(dataDir, artifactsFolder) || !existsSync(unpacked))
    return
  const store = new FsArtifactStore(artifactFolder)
  for (const entry of readdirSync(unpacked, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) await store.put(createReadStream(join(entry.parentPath, entry.name)))
  }
  rmSync(unpacked, { recursive: true })
}

/**
 * Moves what was unpacked to its place. A data folder may be a mounted volume, which cannot be
 * renamed as a whole; while its files are exchanged, the folder `exchangeFolder` keeps every other
 * command from opening it.
 */
async function exchange(
  dataDir: string,
  staging: string,
  old: readonly string[],
  now: Date,
): Promise<string | null> {
  await syncFolder(staging)
  const unfinished = join(dataDir, exchangeFolder)
  const replaced = join(dataDir, `replaced-${now.toISOString().replaceAll(':', '-')}`)
  if (existsSync(unfinished)) await rename(unfinished, await createFolder(`${replaced}-unfinished`))
  await rename(staging, unfinished)
  await syncFolder(dataDir)
  if (old.length > 0) await mkdir(replaced, { mode: 0o700 })
  for (const name of old) await rename(join(dataDir, name), join(replaced, name))
  for (const name of readdirSync(unfinished)) await rename(join(unfinished, name), join(dataDir, name))
  await syncFolder(dataDir)
  rmSync(unfinished, { recursive: true })
  return old.length > 0 ? replaced : null
}

async function createFolder(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 })
  return path
}
