import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'

const launcher = join(import.meta.dirname, 'python/python.sh')

let installed: boolean | undefined

/**
 * Returns whether Python has the clients of MLflow and Feast that the tests run against us. If not,
 * prints what installs them; with `CI=true` that is an error.
 */
export function pythonClientsRun(): boolean {
  if (installed !== undefined) return installed
  const { status, stderr } = spawnSync(launcher, ['--installed'], { encoding: 'utf8' })
  installed = status === 0
  if (installed) return true
  const why = `tests with the clients of MLflow and Feast: ${stderr.trim().split('\n').at(-1)}`
  if (process.env['CI'] === 'true') throw new Error(why)
  console.error(`SKIPPED: ${why}`)
  return false
}

/** Starts a Python script with pipes for its input and output. Its errors are printed. */
export function startPython(
  script: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(launcher, [script, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}
