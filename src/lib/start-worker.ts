import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'

/**
 * Starts a thread on the module `name` (without its ending) beside the caller's: `startWorker(import.meta.url, './tree-worker', data)`.
 * The sources are TypeScript, the package is JavaScript.
 */
export function startWorker(caller: string, name: string, workerData: unknown): Worker {
  const file = new URL(`${name}${caller.endsWith('.ts') ? '.ts' : '.js'}`, caller)
  const compiled = getCompileCacheDir()
  // A thread that finds its code compiled starts in a third of the time. Below the named folder is one for each version of Node.
  const env = compiled === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(compiled) }
  return new Worker(file, { workerData, env })
}
