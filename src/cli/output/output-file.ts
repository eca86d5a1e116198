import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { matchFiles } from '../../base/files/file-patterns.ts'
import { dataDirOf } from '../../platform/platform.ts'
import type { LoadedProject } from '../../project/load-project.ts'
import type { CommandContext } from '../command.ts'

/**
 * Returns the absolute path of `--output`.
 *
 * @param inputs files that the command reads, relative to `cwd`
 * @param argument name of the argument, for messages
 * @throws LapidaryError `wrong-use` for a file that is read, the project's definition or data, or a
 *    place in its DATA_DIR, other than a table or a backup beside its own files: by whatever path.
 */
export function outputFile(
  output: string,
  { project, folder }: LoadedProject,
  { cwd, settings }: Pick<CommandContext, 'cwd' | 'settings'>,
  inputs: readonly string[] = [],
  argument = '--output',
): string {
  const file = outputBesideStore(output, dataDirOf(folder, settings), { cwd }, argument)
  const refuse = refusalOf(output, argument)
  const own = (patterns: readonly string[]): string[] => patterns.flatMap((each) => matchFiles(each, folder))
  const sources = (project.featureViews ?? []).flatMap(({ source }) =>
    source.kind === 'file' ? source.files : [],
  )
  const isOne = (paths: readonly string[], from: string): boolean =>
    paths.some((path) => isSameFile(file, resolve(from, path)))
  if (isOne(inputs, cwd)) refuse('the file to read')
  if (isOne(own(['lapidary.config.*']), folder)) refuse("the project's definition")
  if (isOne(own([...project.data.files, ...sources]), folder)) refuse('data of the project')
  return file
}

/**
 * Returns the absolute path of an output that is no place in a data folder, other than a table or a
 * backup beside its own files: by whatever path.
 *
 * @throws LapidaryError `wrong-use`
 */
export function outputBesideStore(
  output: string,
  dataDir: string,
  { cwd }: Pick<CommandContext, 'cwd'>,
  argument: string,
): string {
  const file = resolve(cwd, output)
  const refuse = refusalOf(output, argument)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) refuse('a folder')
  const [real, store] = [realPath(file), realPath(dataDir)]
  // In a container it may be the only place to write: a table or a backup beside the store's own
  // files does them no harm.
  const beside = dirname(real) === store && /\.(csv|jsonl|parquet|tar)$/i.test(real)
  if (!beside && `${real}${sep}`.startsWith(`${store}${sep}`))
    refuse(`in the program's own store, ${dataDir}`)
  return file
}

function refusalOf(output: string, argument: string): (what: string) => never {
  return (what) => {
    const problem = `${argument} is "${output}", which is ${what}. Write to another file.`
    throw new LapidaryError('wrong-use', {
      problem,
      usage: argument === 'FILE' ? argument : `${argument} FILE`,
    })
  }
}

function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/** Returns a path without links; the path need not exist. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path))
  }
}
