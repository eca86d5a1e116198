import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { joinNames } from '../data/match-columns.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { toOutputError } from '../base/files/storage-error.ts'
import { escapePattern, isPattern, matchFiles } from '../base/files/file-patterns.ts'
import { categoriesFile, formatCategories } from './config/format-categories.ts'
import { formatConfig, toProjectName, formatTitle } from './config/format-config.ts'
import { inspectFile, type Inspection, type InspectOptions } from './inspect-file.ts'

export interface WriteProjectOptions extends InspectOptions {
  /**
   * A CSV, Excel or Parquet file, which the project refers to at its place. A pattern must match
   * one file.
   */
  readonly file: string
  /** Folder of the new project, which is created if it does not exist. */
  readonly dir: string
}

export interface WrittenProject {
  readonly name: string
  readonly folder: string
  /** Names of the files written. */
  readonly files: readonly string[]
  readonly inspection: Inspection
}

const configs = ['lapidary.config.ts', 'lapidary.config.mts', 'lapidary.config.js', 'lapidary.config.mjs']

/**
 * Inspects a file and writes a project that trains on it: `lapidary.config.ts` with `categories.ts`
 * for long lists, and, unless they exist, `README.md`, `package.json`, `tsconfig.json` and
 * `.gitignore` for people and editors.
 *
 * @throws LapidaryError `project-exists`, `cannot-write`, `several-files`, and those of
 *   `inspectFile`
 */
export async function writeProject(options: WriteProjectOptions): Promise<WrittenProject> {
  const folder = resolve(options.dir)
  const there = configs.find((name) => existsSync(join(folder, name)))
  if (there !== undefined) throw new LapidaryError('project-exists', { folder, file: there })
  const file = findOneFile(resolve(options.file))
  const inspection = await inspectFile(file, options)
  const name = toProjectName(basename(folder))
  const data = toPortable(relative(folder, file))
  const categories = formatCategories(inspection.columns, inspection.table.file)
  if (categories !== undefined && existsSync(join(folder, categoriesFile)))
    throw new LapidaryError('project-exists', { folder, file: categoriesFile })
  const texts: Record<string, string> = {
    'lapidary.config.ts': formatConfig(inspection, { name, data: toPattern(data) }),
    ...(categories === undefined ? {} : { [categoriesFile]: categories }),
    'README.md': formatReadme(name, data, inspection),
    'package.json': formatPackage(name, folder),
    'tsconfig.json': formatTsconfig(folder),
    '.gitignore': '.lapidary/\nnode_modules/\n.env\n',
  }
  const files: string[] = []
  try {
    await mkdir(folder, { recursive: true })
    for (const [file, text] of Object.entries(texts)) {
      if (existsSync(join(folder, file))) continue
      await writeFile(join(folder, file), text, { flag: 'wx' })
      files.push(file)
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (toOutputError(error, folder) !== error) throw toOutputError(error, folder)
    throw new LapidaryError('cannot-write', { path: folder, reason: code ?? message }, { cause: error })
  }
  return { name, folder, files, inspection }
}

/**
 * Returns the file that a path names. A shell passes on a pattern in quotes, or one that matches
 * nothing.
 *
 * @throws LapidaryError `several-files`
 */
function findOneFile(path: string): string {
  if (!isPattern(path)) return path
  const files = matchFiles(path, dirname(path))
  if (files.length > 1)
    throw new LapidaryError('several-files', {
      file: path,
      count: files.length,
      seen: joinNames(files.map((each) => basename(each))),
    })
  return files[0] ?? path
}

/**
 * Returns the path for the configuration, which matches this file only. A path that `escapePattern`
 * cannot escape is found by its exact name.
 */
function toPattern(path: string): string {
  return /[{}()\\]/.test(path) ? path : escapePattern(path)
}

function formatReadme(name: string, data: string, { target, entity }: Inspection): string {
  const split =
    entity === undefined
      ? 'every row is taken as independent'
      : `rows of one \`${entity.name}\` stay together`
  return `# ${formatTitle(name)}

Predicts \`${target.name}\` from \`${data}\`; ${split}.

    npx lapidary up .

reads and cleans the table, trains, registers the model and serves it with its API and page. The columns are defined in
\`lapidary.config.ts\`, guessed from the file with a reason for each guess: read it and correct what is wrong.
`
}

/** Returns the program's folder: the root of the checkout, or of the installed package. */
function programFolder(): string {
  const here = fileURLToPath(import.meta.url)
  return here.slice(0, here.lastIndexOf(`${sep}init${sep}`)).replace(/[\\/]src$/, '')
}

function formatPackage(name: string, folder: string): string {
  const dependencies = { lapidary: `file:${toPortable(relative(folder, programFolder()))}` }
  const scripts = { start: 'lapidary up .', train: 'lapidary train .' }
  return `${JSON.stringify({ name, private: true, type: 'module', scripts, devDependencies: dependencies }, null, 2)}\n`
}

/**
 * Formats the configuration with which editors find the types of `lapidary` in the program that
 * wrote the project, without an install.
 */
function formatTsconfig(folder: string): string {
  const program = programFolder()
  const entry = ['src/index.ts', 'index.d.ts']
    .map((file) => join(program, file))
    .find((file) => existsSync(file))
  const types = join(program, 'node_modules', '@types')
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    ...(existsSync(join(types, 'node'))
      ? { typeRoots: [toPortable(relative(folder, types))], types: ['node'] }
      : {}),
    ...(entry === undefined ? {} : { paths: { lapidary: [toPortable(relative(folder, entry))] } }),
  }
  return `${JSON.stringify({ compilerOptions, include: ['*.ts'] }, null, 2)}\n`
}

/** Returns a relative path with slashes; one in the folder itself begins with `./`. */
function toPortable(path: string): string {
  const slashes = path.split(sep).join('/')
  return slashes.startsWith('.') || slashes.startsWith('/') || /^[A-Za-z]:/.test(slashes)
    ? slashes
    : `./${slashes}`
}
