/**
 * Records what MLflow's own server responds to the requests of `test/kit/mlflow/requests`, which
 * `test/api/mlflow-recorded.test.ts` compares with Lapidary. Run it after a change of a table:
 *
 *     MLFLOW=path/of/mlflow node scripts/record-mlflow.ts
 *
 * `mlflow` is the command of the Python package (`pip install mlflow`).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { replay, type Send } from '../test/kit/mlflow/replay.ts'
import { requestTables } from '../test/kit/mlflow/requests/tables.ts'
import { freePort } from '../test/kit/free-port.ts'

/** Maximum time until the server responds. */
const maxStartMs = 120_000

const folder = mkdtempSync(join(tmpdir(), 'record-mlflow-'))
const origin = `http://127.0.0.1:${await freePort()}`
const server = spawn(
  process.env['MLFLOW'] ?? 'mlflow',
  [
    'server',
    '--host',
    '127.0.0.1',
    '--port',
    new URL(origin).port,
    '--backend-store-uri',
    'sqlite:///m.db',
    '--workers',
    '1',
  ],
  { cwd: folder, stdio: 'ignore', detached: true },
)
try {
  await started()
  const send: Send = async ({ method, url, headers, body }) => {
    const response = await fetch(origin + url, { method, headers, ...(body !== undefined && { body }) })
    return { status: response.status, body: await response.text() }
  }
  for (const [name, requests] of Object.entries(requestTables)) {
    const recorded = await replay(send, requests)
    const path = join(import.meta.dirname, '../test/kit/mlflow/fixtures', `${name}.json`)
    writeFileSync(path, `${JSON.stringify(recorded, null, 1)}\n`)
  }
} finally {
  // The command starts workers, which are in its process group.
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
  if (server.exitCode === null) await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

async function started(): Promise<void> {
  for (let waitedMs = 0; waitedMs < maxStartMs; waitedMs += 500) {
    const isUp = await fetch(`${origin}/version`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isUp) return
    await sleep(500)
  }
  throw new Error('the server did not start')
}
