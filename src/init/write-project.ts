import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { joinNames } from '../data/match-columns.ts'
import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { toOutputError } from '../base/files/storage-error.ts'
import { escapePattern, isPattern, matchFiles } from '../base/files/file-patterns.ts'
import { categoriesFile, categoriesText } from './config/categories-text.ts'
import { configText, projectName, titleOf } from './config/config-text.ts'
import { inspectFile, type Inspection, type InspectOptions } from './inspect-file.ts'

export interface WriteProjectOptions extends InspectOptions {
  /** CSV, Excel or Parquet; the project refers to it where it lies. A pattern must name one file. */
  readonly file: string
  /** Folder of the new project; made when it is not there. */
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
 * Looks at a file and writes a project that trains on it: `lapidary.config.ts` with `categories.ts` for long lists, and for people and editors `README.md`, `package.json`,
 * `tsconfig.json` and `.gitignore` where they are not there yet.
 *
 * @throws LapidaryError `project-exists`, `cannot-write`, `several-files`, and those of `inspectFile`
 */
export async function writeProject(options: WriteProjectOptions): Promise<WrittenProject> {
  const folder = resolve(options.dir)
  const there = configs.find((name) => existsSync(join(folder, name)))
  if (there !== undefined) throw new LapidaryError('project-exists', { folder, file: there })
  const file = oneFile(resolve(options.file))
  const inspection = await inspectFile(file, options)
  const name = projectName(basename(folder))
  const data = portable(relative(folder, file))
  const categories = categoriesText(inspection.columns, inspection.table.file)
  if (categories !== undefined && existsSync(join(folder, categoriesFile)))
    throw new LapidaryError('project-exists', { folder, file: categoriesFile })
  const texts: Record<string, string> = {
    'lapidary.config.ts': configText(inspection, { name, data: patternOf(data) }),
    ...(categories === undefined ? {} : { [categoriesFile]: categories }),
    'README.md': readmeText(name, data, inspection),
    'package.json': packageText(name, folder),
    'tsconfig.json': tsconfigText(folder),
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

/** The file that a path names; a shell hands on a pattern in quotes, or one that matches nothing. @throws LapidaryError `several-files` */
function oneFile(path: string): string {
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

/** A name as the config has it: it means this file and no other. What `escapePattern` cannot spell is found by its name. */
function patternOf(path: string): string {
  return /[{}()\\]/.test(path) ? path : escapePattern(path)
}

function readmeText(name: string, data: string, { target, entity }: Inspection): string {
  const split = entity === undefined ? 'every row is taken to stand alone' : `rows of one \`${entity.name}\` stay together`
  return `# ${titleOf(name)}

Predicts \`${target.name}\` from \`${data}\`; ${split}.

    npx lapidary up .

reads and cleans the table, trains, registers the model and serves it with its API and page. Everything it knows about the columns is in
\`lapidary.config.ts\`, guessed from the file with a reason for each guess: read it and correct what is wrong.
`
}

/** Where the program lies: the root of the checkout, or of the installed package. */
function programFolder(): string {
  const here = fileURLToPath(import.meta.url)
  return here.slice(0, here.lastIndexOf(`${sep}init${sep}`)).replace(/[\\/]src$/, '')
}

function packageText(name: string, folder: string): string {
  const dependencies = { lapidary: `file:${portable(relative(folder, programFolder()))}` }
  const scripts = { start: 'lapidary up .', train: 'lapidary train .' }
  return `${JSON.stringify({ name, private: true, type: 'module', scripts, devDependencies: dependencies }, null, 2)}\n`
}

/** Editors find the types of `lapidary` in the program that wrote the project, without an install. */
function tsconfigText(folder: string): string {
  const program = programFolder()
  const entry = ['src/index.ts', 'index.d.ts'].map((file) => join(program, file)).find((file) => existsSync(file))
  const types = join(program, 'node_modules', '@types')
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    ...(existsSync(join(types, 'node')) ? { typeRoots: [portable(relative(folder, types))], types: ['node'] } : {}),
    ...(entry === undefined ? {} : { paths: { lapidary: [portable(relative(folder, entry))] } }),
  }
  return `${JSON.stringify({ compilerOptions, include: ['*.ts'] }, null, 2)}\n`
}

/** A relative path as every system reads it; one in the folder itself begins with `./`. */
function portable(path: string): string {
  const slashes = path.split(sep).join('/')
  return slashes.startsWith('.') || slashes.startsWith('/') || /^[A-Za-z]:/.test(slashes) ? slashes : `./${slashes}`
}
