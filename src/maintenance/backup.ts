import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { type ProcessLock, tryProcessLock } from '../base/files/process-lock.ts'
import { errorCode, toStorageError } from '../base/files/storage-error.ts'
import { copyDatabase } from './copy-database.ts'
import {
  getArtifactPath,
  artifactsFolder,
  type BackupManifest,
  checksumFile,
  databases,
  manifestFile,
  secretFiles,
} from './kept-files.ts'
import { lockForMaintenance } from './maintenance-lock.ts'
import { tarEnd, createTarHeader, computeTarPadding } from './tar.ts'

export interface BackupRequest {
  /** Name of the project. */
  readonly project: string
  readonly dataDir: string
  /** Folder of the files of runs; null when lapidary.db holds them. */
  readonly artifactFolder: string | null
  /** File to write; it must not exist. */
  readonly file: string
  readonly programVersion: string
}

export interface MaintenanceEffects {
  readonly now: () => Date
  readonly signal: AbortSignal
  /** Called with the completed share of a step, 0 to 1. */
  readonly progress: (step: string, share: number) => void
}

export interface BackupResult {
  readonly createdAt: string
  /** Size of the file. */
  readonly bytes: number
  /** Names of the databases and secrets in it. */
  readonly contents: readonly string[]
  /** Files of runs, besides those that lapidary.db holds. */
  readonly artifacts: number
  /** Paths of artifacts that a run refers to and that are missing. */
  readonly missing: readonly string[]
  /**
   * Paths of artifacts whose bytes do not have their SHA-256; the backup contains them unchanged.
   */
  readonly damaged: readonly string[]
}

/**
 * Writes everything in a data folder that cannot be created again to one file, even while a server
 * and a training run. The file appears whole or not at all; only its owner may read it, because it
 * contains secrets.
 *
 * @throws LapidaryError `backup-exists`, `backup-unwritable`, `nothing-to-back-up`,
 *   `maintenance-running`, `disk-full`, `data-dir-unwritable`, `database-corrupted`; the reason of
 *   `signal`.
 */
export async function createBackup(
  request: BackupRequest,
  effects: MaintenanceEffects,
): Promise<BackupResult> {
  const { dataDir, file } = request
  if (existsSync(file)) throw new LapidaryError('backup-exists', { path: file })
  const names = [...Object.keys(databases), ...secretFiles]
  if (!names.some((name) => existsSync(join(dataDir, name))))
    throw new LapidaryError('nothing-to-back-up', { folder: dataDir })
  const lock = lockForMaintenance(dataDir)
  try {
    return await withStorageErrors(file, async () => {
      removeStaleFolders(dirname(file))
      const folder = createFolderBeside(file)
      let folderUse: ProcessLock | null = null
      try {
        folderUse = tryProcessLock(join(folder, folderLock))
        const result = await writeBackup(request, folder, effects)
        await rename(join(folder, archive), file)
        await syncFolder(dirname(file))
        return result
      } finally {
        folderUse?.release()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  } finally {
    lock.release()
  }
}

const archive = 'backup.tar'
/**
 * Lock that is held while a backup writes into its folder: a folder whose lock is free was left by
 * a killed process.
 */
const folderLock = 'backup.lock'

/** Removes the folders of killed backups, which take space and may contain secrets. */
function removeStaleFolders(parent: string): void {
  if (!existsSync(parent)) return
  for (const name of readdirSync(parent)) {
    const folder = join(parent, name)
    if (!/\.partial-\w{6}$/.test(name) || !existsSync(join(folder, folderLock))) continue
    const lock = tryProcessLock(join(folder, folderLock))
    if (lock === null) continue
    lock.release()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Creates a folder on the same disk as `file`, for its owner only.
 *
 * @throws LapidaryError `backup-unwritable`, `disk-full`
 */
function createFolderBeside(file: string): string {
  try {
    return mkdtempSync(`${file}.partial-`)
  } catch (error) {
    const known = toStorageError(error, file)
    if (!(known instanceof LapidaryError) || known.code !== 'data-dir-unwritable') throw known
    throw new LapidaryError(
      'backup-unwritable',
      { folder: dirname(file), reason: errorCode(error) ?? '?' },
      { cause: error },
    )
  }
}

async function writeBackup(
  request: BackupRequest,
  folder: string,
  effects: MaintenanceEffects,
): Promise<BackupResult> {
  const createdAt = effects.now().toISOString()
  const writer = await ArchiveWriter.create(
    join(folder, archive),
    Math.floor(effects.now().getTime() / 1000),
    effects.signal,
  )
  try {
    const manifest: BackupManifest = {
      format: 'lapidary-backup',
      format_version: 1,
      program_version: request.programVersion,
      project: request.project,
      created_at: createdAt,
    }
    await writer.addBytes(manifestFile, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
    const contents: string[] = []
    let referred: readonly string[] = []
    for (const name of Object.keys(databases)) {
      const path = join(request.dataDir, name)
      if (!existsSync(path)) continue
      const copy = join(folder, name)
      const onProgress = (share: number): void => effects.progress(`Copying ${name}`, share)
      const artifacts = await copyDatabase(path, copy, listArtifacts, { signal: effects.signal, onProgress })
      if (name === 'lapidary.db') referred = artifacts
      await writer.addFile(name, copy)
      await rm(copy)
      contents.push(name)
    }
    const checked = await addArtifacts(writer, request.artifactFolder, referred, effects)
    for (const name of secretFiles) {
      const bytes = await readIfExists(join(request.dataDir, name))
      if (bytes === null) continue
      await writer.addBytes(name, bytes)
      contents.push(name)
    }
    const bytes = await writer.finish()
    effects.progress('Copying files', 1)
    return { createdAt, bytes, contents, ...checked }
  } finally {
    await writer.close()
  }
}

/** Returns the SHA-256 of every artifact that a name in a copied database refers to. */
function listArtifacts(copy: SqliteDatabase.Database): readonly string[] {
  const tables = copy
    .prepare("SELECT name FROM sqlite_schema WHERE name IN ('run_artifact', 'artifact_file')")
    .pluck()
    .all() as string[]
  if (tables.length === 0) return []
  const all = tables.map((table) => `SELECT sha256 FROM ${table}`).join(' UNION ')
  return copy.prepare(`${all} ORDER BY sha256`).pluck().all() as string[]
}

async function addArtifacts(
  writer: ArchiveWriter,
  folder: string | null,
  referred: readonly string[],
  { progress }: MaintenanceEffects,
): Promise<Pick<BackupResult, 'artifacts' | 'missing' | 'damaged'>> {
  const missing: string[] = []
  const damaged: string[] = []
  if (folder === null) return { artifacts: 0, missing, damaged }
  for (const [done, sha256] of referred.entries()) {
    progress('Copying files', done / referred.length)
    const path = join(folder, getArtifactPath(sha256))
    if (!existsSync(path)) missing.push(path)
    else if ((await writer.addFile(`${artifactsFolder}/${getArtifactPath(sha256)}`, path)) !== sha256)
      damaged.push(path)
  }
  return { artifacts: referred.length - missing.length, missing, damaged }
}

/** Writes an archive of files, with the checksum of each at the end. */
class ArchiveWriter {
  readonly #file: FileHandle
  /** Time of the entries, in seconds since 1970. */
  readonly #time: number
  readonly #signal: AbortSignal
  readonly #checksums: string[] = []
  #bytes = 0

  private constructor(file: FileHandle, time: number, signal: AbortSignal) {
    this.#file = file
    this.#time = time
    this.#signal = signal
  }

  static async create(path: string, time: number, signal: AbortSignal): Promise<ArchiveWriter> {
    return new ArchiveWriter(await open(path, 'wx', 0o600), time, signal)
  }

  async addBytes(name: string, bytes: Buffer): Promise<string> {
    return await this.#add(name, bytes.length, [bytes])
  }

  /**
   * Adds a file.
   *
   * @returns the SHA-256 of the written bytes
   */
  async addFile(name: string, path: string): Promise<string> {
    const file = await open(path)
    try {
      return await this.#add(
        name,
        (await file.stat()).size,
        file.createReadStream({ autoClose: false, highWaterMark: 1_048_576 }),
      )
    } finally {
      await file.close()
    }
  }

  async #add(name: string, size: number, chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<string> {
    const digest = createHash('sha256')
    await this.#write(createTarHeader({ name, size, time: this.#time }))
    let written = 0
    for await (const chunk of chunks) {
      digest.update(chunk)
      await this.#write(chunk)
      written += chunk.length
    }
    if (written !== size) throw new Error(`${name} has ${written} bytes, and had ${size} when the copy began`)
    await this.#write(Buffer.alloc(computeTarPadding(size)))
    const sha256 = digest.digest('hex')
    this.#checksums.push(`${sha256}  ${name}\n`)
    return sha256
  }

  /**
   * Writes the checksums and the end of the archive.
   *
   * @returns the number of bytes of the archive, which are on the disk
   */
  async finish(): Promise<number> {
    await this.addBytes(checksumFile, Buffer.from(this.#checksums.join('')))
    await this.#write(tarEnd)
    await this.#file.sync()
    return this.#bytes
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#signal.throwIfAborted()
    await this.#file.writeFile(bytes)
    this.#bytes += bytes.length
  }
}

/**
 * Runs work that writes below `path`, and converts its errors into ones that a person understands.
 */
export async function withStorageErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStorageError(error, path)
  }
}

/** Syncs a folder: a rename is on the disk once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readIfExists(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}
