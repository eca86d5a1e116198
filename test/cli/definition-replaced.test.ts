import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ChildServer, exampleFolder, runOrFail, startChildServer } from '../kit/child-server.ts'
import { childrenOf } from '../kit/process-memory.ts'

/**
 * Starts a server on a copy of an example, whose file `source` the test then changes under the
 * server.
 */
async function serveCopy(
  example: 'credit-score' | 'magic-steps',
  source: string,
  learner: readonly string[],
) {
  const root = mkdtempSync(join(tmpdir(), 'lapidary-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const [folder, table] = [join(root, 'project'), join(root, 'table.csv')]
  const environment = { DATA_DIR: join(root, 'data') }
  cpSync(exampleFolder(example), folder, { recursive: true })
  await runOrFail(['generate', folder, '--rows', '2400', '--seed', '3', '--output', table], environment)
  await runOrFail(['train', folder, '--data', table, ...learner], environment)
  const server = await startChildServer(folder, environment.DATA_DIR)
  onTestFinished(async () => await server.close())
  const path = join(folder, source)
  return { server, path, original: readFileSync(path, 'utf8') }
}

/**
 * Sends a request whose work loads the definition again. Returns the status, with the code of an
 * error.
 */
async function statusOf({ send }: ChildServer, path: string, type: string, body: string): Promise<string> {
  const response = await send(path, { method: 'POST', headers: { 'content-type': type }, body })
  const text = await response.text()
  return response.status === 200
    ? '200'
    : `${response.status} ${(JSON.parse(text) as { readonly code: string }).code}`
}

/** Ends the process that waits for the next file, so that another one starts. */
async function endIdleProcess({ pid }: ChildServer): Promise<void> {
  for (const child of childrenOf(pid)) process.kill(child, 'SIGKILL')
  await expect.poll(() => childrenOf(pid)).toEqual([])
}

describe.runIf(process.platform === 'linux')(
  'work in other processes and threads is done by the definition that the server loaded',
  () => {
    test('a file is scored by it, or not at all', async () => {
      const { server, path, original } = await serveCopy('credit-score', 'columns.ts', [
        '--param',
        'trees=5',
        '--param',
        'maxDepth=4',
      ])
      const score = (): Promise<string> =>
        statusOf(server, '/v1/models/CreditScoreModel/predict-file', 'text/csv', 'Age\n25\n')
      expect(await score()).toBe('200')
      for (const changed of [original.replace('min: 14,', 'min: 40,'), `${original}syntax( error`]) {
        writeFileSync(path, changed)
        await endIdleProcess(server)
        expect(await score()).toBe('503 definition-replaced')
        writeFileSync(path, original)
        expect(await score(), 'restored').toBe('200')
      }
    })

    test('features are materialized by it, or not at all', async () => {
      const { server, path, original } = await serveCopy('magic-steps', 'feature-views.ts', [
        '--learner',
        'logistic-regression',
      ])
      const window = JSON.stringify({ start_ts: '1990-01-01', end_ts: '2100-01-01' })
      const materialize = (): Promise<string> => statusOf(server, '/materialize', 'application/json', window)
      expect(await materialize()).toBe('200')
      for (const changed of [`${original}\nexport const added = 1\n`, `${original}syntax( error`]) {
        writeFileSync(path, changed)
        expect(await materialize()).toBe('503 definition-replaced')
        writeFileSync(path, original)
        expect(await materialize(), 'restored').toBe('200')
      }
    })
  },
)
