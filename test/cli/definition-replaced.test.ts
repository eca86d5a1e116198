import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ChildServer, exampleFolder, runOrFail, startChildServer } from '../kit/child-server.ts'
import { childrenOf } from '../kit/process-memory.ts'

/** Files are scored in a process that loads the definition again, later than the server did. */
const root = mkdtempSync(join(tmpdir(), 'lapidary-'))
const folder = join(root, 'project')
const dataDir = join(root, 'data')
const columns = join(folder, 'columns.ts')
const original = readFileSync(join(exampleFolder('credit-score'), 'columns.ts'), 'utf8')
let server: ChildServer

beforeAll(async () => {
  cpSync(exampleFolder('credit-score'), folder, { recursive: true })
  const table = join(root, 'table.csv')
  await runOrFail(['generate', folder, '--rows', '2400', '--seed', '3', '--output', table], { DATA_DIR: dataDir })
  const small = ['--param', 'trees=5', '--param', 'maxDepth=4']
  await runOrFail(['train', folder, '--data', table, ...small], { DATA_DIR: dataDir })
  server = await startChildServer(folder, dataDir)
})
afterAll(async () => {
  await server.close()
  rmSync(root, { recursive: true, force: true })
})

const unusableCells = async (): Promise<string> => {
  const init = { method: 'POST', headers: { 'content-type': 'text/csv' }, body: 'Age\n25\n' }
  const response = await server.send('/v1/models/CreditScoreModel/predict-file', init)
  const body = await response.text()
  if (response.status === 200) return String(response.headers.get('x-unusable-cells'))
  return `${response.status} ${(JSON.parse(body) as { readonly code: string }).code}`
}

/** Ends the process that waits for the next file, so that another one starts. */
async function endIdleProcess(): Promise<void> {
  for (const child of childrenOf(server.pid)) process.kill(child, 'SIGKILL')
  await expect.poll(() => childrenOf(server.pid)).toEqual([])
}

test.runIf(process.platform === 'linux')('a file is scored by the definition that the server loaded, or not at all', async () => {
  expect(await unusableCells()).toBe('0')
  for (const changed of [original.replace('min: 14,', 'min: 40,'), `${original}syntax( error`]) {
    writeFileSync(columns, changed)
    await endIdleProcess()
    expect(await unusableCells()).toBe('503 definition-replaced')
    writeFileSync(columns, original)
    expect(await unusableCells(), 'restored').toBe('0')
  }
})
