import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCli, startCli } from '../kit/run-cli.ts'

const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))

/** The example as its users have it: a generated table, two trained versions (the second one leaks), two keys, the server. */
export interface Site {
  readonly url: string
  /** Scopes predict and read. */
  readonly readerKey: string
  /** Also operate. */
  readonly operatorKey: string
  readonly table: string
  close(): Promise<void>
}

export async function openSite(): Promise<Site> {
  buildPage()
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  const table = join(folder, 'clients.csv')
  const environment = { DATA_DIR: join(folder, 'data'), PORT: '0', RATE_LIMIT: '0', LOG_LEVEL: 'error', THREADS: '2' }
  const lapidary = async (...args: string[]): Promise<Record<string, unknown>> => {
    const result = await runCli([...args, '--json'], environment)
    if (result.code !== 0) throw new Error(`lapidary ${args.join(' ')} ended with ${result.code}: ${result.stderr}`)
    return result.json()
  }
  const keyFor = async (name: string, scopes: string): Promise<string> =>
    String((await lapidary('keys', project, 'create', '--name', name, '--scopes', scopes))['key'])
  const quick = ['--data', table, '--param', 'trees=20', '--param', 'maxDepth=8']

  await lapidary('generate', project, '--rows', '2400', '--seed', '5', '--output', table)
  await lapidary('train', project, ...quick)
  await lapidary('train', project, ...quick, '--split', 'rows')
  const readerKey = await keyFor('Rui', 'predict,read')
  const operatorKey = await keyFor('Ana', 'predict,read,operate')
  const server = startCli(['serve', project, '--json'], environment)
  const { url } = JSON.parse(await server.line('"url"')) as { url: string }
  return {
    url,
    readerKey,
    operatorKey,
    table,
    async close() {
      server.child.kill('SIGTERM')
      await server.done
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** In a process of its own: under vitest's NODE_ENV React would be built for development. */
function buildPage(): void {
  const script = fileURLToPath(new URL('../../scripts/build-web.ts', import.meta.url))
  const { PATH = '', HOME = '' } = process.env
  execFileSync(process.execPath, [script, '--if-needed'], { env: { PATH, HOME }, stdio: 'inherit' })
}
