import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const execute = promisify(execFile)

/**
 * Runs a command of the repository and returns its output. The output of a repeated command is
 * reused.
 */
export type Run = (command: string) => Promise<string>

/**
 * Creates a `Run`. A command is `lapidary ...` or a script and its arguments, without quotes. In
 * it, `TEMP` stands for `folder`, which also has the data of all commands, and `LAPIDARY_DATA` for
 * the folder of real data. Commands inherit only PATH from the environment.
 */
export function createRun(folder: string): Run {
  const outputs = new Map<string, Promise<string>>()
  const env = { PATH: process.env['PATH'], HOME: folder, DATA_DIR: join(folder, 'data'), NO_COLOR: '1' }
  const start = async (command: string): Promise<string> => {
    const [program = '', ...args] = command
      .replaceAll('TEMP', folder)
      .replaceAll('LAPIDARY_DATA', getRealDataFolder())
      .split(' ')
    const script = program === 'lapidary' ? 'bin/lapidary.js' : program
    const { stdout } = await execute(process.execPath, [script, ...args], {
      cwd: root,
      env,
      maxBuffer: 2 ** 26,
    })
    return stdout
  }
  return async (command) => {
    const known = outputs.get(command)
    if (known !== undefined) return await known
    const output = start(command)
    outputs.set(command, output)
    return await output
  }
}

/**
 * Returns the folder of the data outside the repository, or the name of its setting if that is not
 * set.
 */
function getRealDataFolder(): string {
  const folder = process.env['LAPIDARY_DATA'] ?? ''
  return folder === '' ? 'LAPIDARY_DATA' : resolve(folder)
}

/** Returns whether a file outside the repository exists, or true without a file. */
export function isAvailable(file: string | undefined): boolean {
  return file === undefined || existsSync(file.replace('LAPIDARY_DATA', getRealDataFolder()))
}
