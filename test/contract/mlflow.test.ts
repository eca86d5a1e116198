import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresServer, postgresServer } from '../kit/postgres-server.ts'
import { pythonClientsRun, startPython } from '../kit/python-clients.ts'
import { runCli, startCli } from '../kit/run-cli.ts'

/**
 * Files of tests with MLflow's own client. They also pass against the real server: `cd
 * test/contract; MLFLOW_TRACKING_URI=URL ../kit/python/python.sh -m pytest mlflow`
 */
const folder = join(import.meta.dirname, 'mlflow')
const files = readdirSync(folder)
  .filter((name) => name.startsWith('test_'))
  .map((name) => ({ name, tests: testsOf(readFileSync(join(folder, name), 'utf8')) }))

function testsOf(source: string): readonly string[] {
  return [...source.matchAll(/^def (test_\w+)/gm)].map(([, name]) => name as string)
}

/** The result of a test, or of one set of its parameters. */
interface Result {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly reason: string
}

interface TrackingServer {
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts `lapidary tracking`, with the keys and the user that the tests sign in with. */
async function startTracking(dataDir: string, databaseUrl: string | null): Promise<TrackingServer> {
  const apiKey = 'key-of-the-tests-with-mlflow-client'
  const settings = {
    PORT: '0',
    LOG_LEVEL: 'error',
    RATE_LIMIT: '0',
    API_KEY: apiKey,
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
  }
  const server = startCli(['tracking', dataDir, '--json'], settings)
  const { url } = JSON.parse(await server.line('"url"')) as { url: string }
  const createKey = async (scopes: string) => {
    const args = ['keys', dataDir, 'create', '--name', scopes, '--scopes', scopes, '--json']
    const result = await runCli(args, settings)
    expect(result.code, result.stderr).toBe(0)
    return String(result.json()['key'])
  }
  const password = 'quiet lamps over the harbour'
  const added = startCli(['users', dataDir, 'add', 'ana', '--role', 'scientist'], settings)
  added.child.stdin?.end(`${password}\n`)
  const { code, stderr } = await added.done
  expect(code, stderr).toBe(0)
  return {
    environment: {
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_TOKEN: apiKey,
      READ_KEY: await createKey('read'),
      TRACK_KEY: await createKey('read,track'),
      ADMIN_KEY: await createKey('admin'),
      SCIENTIST: 'ana',
      PASSWORD: password,
    },
    async stop() {
      server.child.kill('SIGTERM')
      await server.done
    },
  }
}

/** Runs all files in one process, which takes ten seconds to import what it needs. */
async function runTests(environment: Readonly<Record<string, string>>, report: string): Promise<Result[]> {
  const args = ['-p', 'no:cacheprovider', '--quiet', '--tb=short', folder]
  const python = startPython('-m', ['pytest', ...args], { ...environment, REPORT: report })
  python.stdout?.resume()
  await once(python, 'close')
  return readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Result)
}

describe.skipIf(!pythonClientsRun()).each(['SQLite', 'PostgreSQL'])("MLflow's client on %s", (database) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'lapidary-mlflow-'))
  let postgres: PostgresServer | null = null
  let server: TrackingServer | undefined
  let results: readonly Result[] = []
  beforeAll(async () => {
    if (database === 'PostgreSQL') postgres = await postgresServer()
    if (database === 'PostgreSQL' && postgres === null) return
    server = await startTracking(join(dataDir, 'data'), (await postgres?.url()) ?? null)
    results = await runTests(server.environment, join(dataDir, 'report.jsonl'))
  })
  afterAll(async () => {
    await server?.stop()
    await postgres?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  describe.each(files)('$name', ({ tests }) => {
    test.for(tests)('%s', (name, { skip }) => {
      if (server === undefined) skip('PostgreSQL is not installed')
      const ours = results.filter((result) => result.name.split('[')[0] === name)
      expect(ours.length, 'the test did not run').toBeGreaterThan(0)
      const failed = ours.filter(({ outcome }) => outcome !== 'passed')
      expect(failed.map((result) => `${result.name}: ${result.reason}`).join('\n\n')).toBe('')
    })
  })
})
