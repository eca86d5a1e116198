import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { toOutputError } from '../base/files/storage-error.ts'
import { matchFiles } from '../base/files/file-patterns.ts'
import type { Project } from '../project/project.ts'

/** Files to train on, and whether a generator created them. */
export interface FoundData {
  readonly files: readonly string[]
  readonly synthetic: boolean
}

/**
 * Finds the project's data: the `given` files, or the first of `project.data.files` that exists in
 * the project's folder, or a table from the project's generator, which is cached in `dataDir`.
 *
 * @throws LapidaryError `no-data`.
 */
export async function findData(
  project: Project,
  {
    folder,
    dataDir,
    given,
    signal,
  }: { folder: string; dataDir: string; given: readonly string[]; signal?: AbortSignal },
): Promise<FoundData> {
  if (given.length > 0)
    return { files: given, synthetic: given.some((file) => existsSync(getSyntheticMarkPath(file))) }
  const { files: patterns, generate, generateRows } = project.data
  const files = findOwnFiles(project, folder)
  if (files.length > 0) return { files, synthetic: false }
  if (generate === undefined) throw new LapidaryError('no-data', { files: patterns.join(', '), folder })
  const file = join(dataDir, 'synthetic', `${project.name}-${generateRows}-${project.seed}.csv`)
  if (!existsSync(file))
    await writeSynthetic(file, generate({ rows: generateRows, seed: project.seed }), signal)
  return { files: [file], synthetic: true }
}

/** Returns the first of the project's own files that exists in its folder, or none. */
export function findOwnFiles(project: Project, folder: string): readonly string[] {
  for (const pattern of project.data.files) {
    const files = matchFiles(pattern, folder)
    if (files.length > 0) return files.map((file) => resolve(folder, file))
  }
  return []
}

/**
 * Returns the path of the file beside a generated table that marks every training on it as
 * synthetic.
 */
function getSyntheticMarkPath(file: string): string {
  return `${file}.synthetic`
}

/**
 * Writes a generated table and its mark, each atomically and readable by the owner only. Creates
 * the folder if it does not exist.
 */
export async function writeSynthetic(
  file: string,
  chunks: Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${file}.partial`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  try {
    await pipeline(
      Readable.from(chunks),
      createWriteStream(partial, { mode: 0o600 }),
      signal === undefined ? {} : { signal },
    )
    await writeFile(getSyntheticMarkPath(file), 'Made by a generator: no row is of a real person.\n', {
      mode: 0o600,
    })
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true })
    signal?.throwIfAborted()
    throw toOutputError(error, file)
  }
}
