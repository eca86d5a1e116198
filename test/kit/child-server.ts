import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { type CliResult, runCli, startCli } from './run-cli.ts'

/** A process that runs `lapidary serve`. */
export interface ChildServer {
  readonly url: string
  readonly pid: number
  /** Sends a request with the server's key. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>
  readonly close: () => Promise<void>
}

export function exampleFolder(name: 'credit-score' | 'magic-steps'): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
}

/**
 * Runs a command to its end.
 *
 * @throws Error with its output when it fails
 */
export async function runOrFail(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const result = await runCli(args, environment)
  if (result.code !== 0) throw new Error(`lapidary ${args.join(' ')}:\n${result.stdout}${result.stderr}`)
  return result
}

/**
 * Starts a server on a folder with a trained model, and waits until it is ready. Its key has all
 * scopes.
 */
export async function startChildServer(
  folder: string,
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const url = `http://127.0.0.1:${await freePort()}`
  const settings = { DATA_DIR: dataDir, RATE_LIMIT: '0', LOG_LEVEL: 'error' }
  const { child, done } = startCli(['serve', folder], {
    ...settings,
    PORT: new URL(url).port,
    ...environment,
  })
  const ended = once(child, 'exit').then(async () => {
    const { code, stdout, stderr } = await done
    throw new Error(`the server ended with ${code}:\n${stdout}${stderr}`)
  })
  ended.catch(() => undefined) // close() also ends the process
  await Promise.race([ended, waitUntilReady(url)])
  const scopes = ['--name', 'tests', '--scopes', 'predict,read,operate,admin']
  const created = await runOrFail(['keys', folder, 'create', ...scopes, '--json'], { DATA_DIR: dataDir })
  const { key } = created.json() as { readonly key: string }
  return {
    url,
    pid: child.pid ?? 0,
    send: (path, init = {}) => {
      return fetch(`${url}${path}`, { ...init, headers: { 'x-api-key': key, ...(init.headers as object) } })
    },
    close: async () => {
      child.kill('SIGTERM')
      await done
    },
  }
}

async function waitUntilReady(url: string): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(`${url}/health/ready`)).ok) return
    } catch (error) {
      if (!(error instanceof TypeError)) throw error // not listening yet
    }
    await sleep(20)
  }
}
