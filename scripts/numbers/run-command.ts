import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const execute = promisify(execFile)

/** Runs a command of the repository and returns what it prints. A command that was run before is not run again. */
export type Run = (command: string) => Promise<string>

/**
 * Creates a `Run`. A command is `lapidary ...` or a script and its arguments, without quotes; `TEMP` in it stands for `folder`,
 * which also keeps the data of all commands. Nothing of the environment but the path reaches a command.
 */
export function createRun(folder: string): Run {
  const outputs = new Map<string, Promise<string>>()
  const env = { PATH: process.env['PATH'], HOME: folder, DATA_DIR: join(folder, 'data'), NO_COLOR: '1' }
  const start = async (command: string): Promise<string> => {
    const [program = '', ...args] = command.replaceAll('TEMP', folder).split(' ')
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

/** Whether a file that is not in the repository is there; without a file, true. */
export function isAvailable(file: string | undefined): boolean {
  return file === undefined || existsSync(join(root, file))
}
