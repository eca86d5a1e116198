import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./append-predictions.ts', import.meta.url))
/** Length of an id and its line end. */
const bytesPerId = 37

/**
 * Kills a process that appends to the log at `path` after it has acknowledged `count` predictions.
 * Returns all ids that it acknowledged.
 */
export async function appendUntilKilled(
  path: string,
  count: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const told = `${path}.acknowledged`
  writeFileSync(told, '')
  const child = spawn(process.execPath, [script, path, told], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  const closed = once(child, 'close')
  const end = (): boolean => child.kill('SIGKILL')
  process.once('exit', end)
  while (statSync(told).size < count * bytesPerId && child.exitCode === null) await sleep(2)
  end()
  await closed
  process.off('exit', end)
  return readFileSync(told, 'utf8').split('\n').slice(0, -1)
}
