import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../bin/lapidary.js', import.meta.url))

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** The last line of the output, as JSON. */
  readonly json: () => Record<string, unknown>
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly done: Promise<CliResult>
  /** Resolves with the first line of the output that contains `text`. */
  readonly line: (text: string) => Promise<string>
}

/** Starts `lapidary` as users do, with only PATH from this process's environment. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCli {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [program, ...args], { env: { PATH, HOME, ...environment } })
  const end = (): boolean => child.kill('SIGKILL')
  process.once('exit', end)
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const watch of watchers) watch()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const done = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('exit', end)
      resolve({
        code,
        stdout,
        stderr,
        json: () => JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>,
      })
    })
  })
  const line = (text: string): Promise<string> => {
    return new Promise((resolve, reject) => {
      const watch = (): void => {
        const found = stdout.split('\n').find((each) => each.includes(text))
        if (found !== undefined) resolve(found)
      }
      watchers.add(watch)
      watch()
      void done.then(({ code }) =>
        reject(new Error(`lapidary ended with ${code} before it said "${text}":\n${stdout}${stderr}`)),
      )
    })
  }
  return { child, done, line }
}

/** Runs `lapidary` to its end. */
export function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return startCli(args, environment).done
}
