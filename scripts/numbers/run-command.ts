import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const execute = promisify(execFile)

/** Runs a command of the repository and returns what it prints. A command that was run before is not run again. */
export type Run = (command: string) => Promise<string>

/**
 * Creates a `Run`. A command is `lapidary ...` or a script and its arguments, without quotes; `TEMP` in it stands for `folder`,
 * which also keeps the data of all commands, and `LAPIDARY_DATA` for the folder of real data. Nothing of the environment but the path reaches a command.
 */
export function createRun(folder: string): Run {
  const outputs = new Map<string, Promise<string>>()
  const env = { PATH: process.env['PATH'], HOME: folder, DATA_DIR: join(folder, 'data'), NO_COLOR: '1' }
  const start = async (command: string): Promise<string> => {
    const [program = '', ...args] = command.replaceAll('TEMP', folder).replaceAll('LAPIDARY_DATA', realDataFolder()).split(' ')
    const script = program === 'lapidary' ? 'bin/lapidary.js' : program
    const { stdout } = await execute(process.execPath, [script, ...args], { cwd: root, env, maxBuffer: 2 ** 26 })
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

/** Returns the folder of the data that is not in the repository, or the name of its setting if that is not set. */
function realDataFolder(): string {
  const folder = process.env['LAPIDARY_DATA'] ?? ''
  return folder === '' ? 'LAPIDARY_DATA' : resolve(folder)
}

/** Returns whether a file that is not in the repository exists; without a file, true. */
export function isAvailable(file: string | undefined): boolean {
  return file === undefined || existsSync(file.replace('LAPIDARY_DATA', realDataFolder()))
}
