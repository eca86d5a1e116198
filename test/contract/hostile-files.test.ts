import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LivePoller } from '../kit/poll-live.ts'
import { childrenOf, peakMib } from '../kit/process-memory.ts'
import { type RunningCli, runCli, startCli } from '../kit/run-cli.ts'
import { workbookParts, zipOf } from '../kit/workbook.ts'

/**
 * Small files that need much memory or time: a server in a separate process must reject or score
 * each, without holding its event loop, exceeding the memory of its settings, or leaving files
 * behind.
 */
const project = fileURLToPath(new URL('../../examples/credit-score', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const uploads = join(folder, 'data', 'uploads')
const key = 'key-of-the-tests-with-32-characters'
const environment = {
  DATA_DIR: join(folder, 'data'),
  PORT: '0',
  API_KEY: key,
  RATE_LIMIT: '0',
  LOG_LEVEL: 'warn',
  MAX_FILE_ROWS: '400000',
  MAX_FILE_BYTES: '33554432',
  FILE_MEMORY_MIB: '384',
}
let poller: LivePoller
let server: RunningCli
let url: string
let db: DuckDBConnection
let header: string
let row: string

beforeAll(async () => {
  const table = join(folder, 'table.csv')
  expect(
    (await runCli(['generate', project, '--rows', '2400', '--seed', '3', '--output', table], environment))
      .code,
  ).toBe(0)
  const small = ['--param', 'trees=5', '--param', 'maxDepth=4']
  expect((await runCli(['train', project, '--data', table, ...small], environment)).code).toBe(0)
  ;[header = '', row = ''] = readFileSync(table, 'utf8').split('\n', 2)
  const instance = await DuckDBInstance.create(':memory:')
  db = await instance.connect()
  // With a small heap the server must collect its garbage even while other tests use the
  // processors. Its own work must fit.
  server = startCli(['serve', project], { ...environment, NODE_OPTIONS: '--max-old-space-size=128' })
  url = /http:\S+/.exec(await server.line('Page'))?.[0] ?? ''
  poller = await LivePoller.start(url)
})

afterAll(async () => {
  await poller.close()
  server.child.kill('SIGTERM')
  await server.done
  rmSync(folder, { recursive: true, force: true })
})

const pidOf = ({ child }: RunningCli): number => child.pid ?? 0

async function parquet(select: string, options = 'compression zstd'): Promise<Buffer> {
  const path = join(folder, 'made.parquet')
  await db.run(`copy (${select}) to '${path}' (format parquet, ${options})`)
  return readFileSync(path)
}

const everyColumn = (value: string): string => {
  return header
    .split(',')
    .map((name) => `${value} as "${name}"`)
    .join(', ')
}

/** Creates a CSV whose cells are `cell`, except the identifiers. */
const createCsv = (cell: string, rows: number): string => {
  const cells = header.split(',').map((_, i) => (i < 3 ? `c${i}` : cell))
  return `${header}\n${`${cells.join(',')}\n`.repeat(rows)}`
}

function workbook(shared: string, rows: number): Buffer {
  const names = header.split(',')
  const headings = names.map((name) => `<c t="str"><v>${name}</v></c>`).join('')
  const cells = `<row>${'<c t="s"><v>0</v></c>'.repeat(names.length)}</row>`.repeat(rows)
  const parts = workbookParts({ S: `<sheetData><row>${headings}</row>${cells}</sheetData>` })
  const relation = '<Relationship Id="s" Type="/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
  const relations = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace('</Relationships>', relation)
  return zipOf({
    ...parts,
    'xl/sharedStrings.xml': `<sst><si><t>${shared}</t></si></sst>`,
    'xl/_rels/workbook.xml.rels': relations,
  })
}

function withFooterLength(file: Buffer, length: number): Buffer {
  const changed = Buffer.from(file)
  changed.writeUInt32LE(length, file.length - 8)
  return changed
}

/** Overwrites the middle of the file. */
function damageFile(file: Buffer): Buffer {
  const changed = Buffer.from(file)
  changed.fill(0xff, Math.floor(file.length * 0.1), Math.floor(file.length * 0.6))
  return changed
}

const one = (select: string): string => `select ${select} from range(1) t(i)`

interface Hostile {
  readonly name: string
  readonly make: () => Buffer | Promise<Buffer>
  /** Allowed status and code. */
  readonly answers: readonly string[]
}

const hostile: readonly Hostile[] = [
  {
    name: '200,000 headings in 250 bytes',
    make: () => gzipSync(','.repeat(200_000)),
    answers: ['413 too-many-columns'],
  },
  {
    name: '9,000 headings that nobody knows',
    make: () => gzipSync(`${Array.from({ length: 9000 }, (_, i) => `h${i}`).join(',')}\n1\n`),
    answers: ['422 missing-columns'],
  },
  {
    name: '300,000 rows with one cell in 2 kB',
    make: () => gzipSync(`${header}\n${'1\n'.repeat(300_000)}`),
    answers: ['200'],
  },
  {
    name: '10,000,000 rows in 30 kB',
    make: () => gzipSync(`${header}\n${'1\n'.repeat(10_000_000)}`),
    answers: ['413 too-many-rows'],
  },
  {
    name: 'rows of missing cells',
    make: () => gzipSync(`${header}\n${`${','.repeat(27)}\n`.repeat(100_000)}`),
    answers: ['200'],
  },
  {
    name: 'a row of 20 MB',
    make: () => gzipSync(`${header}\n${'x'.repeat(20_000_000)}`),
    answers: ['413 row-too-long'],
  },
  {
    name: 'a quote that is never closed',
    make: () => gzipSync(`${header}\n"${'x\n'.repeat(10_000_000)}`),
    answers: ['413 row-too-long'],
  },
  {
    name: 'more than is allowed, unpacked',
    make: () => gzipSync(createCsv('x'.repeat(1000), 1500)),
    answers: ['413 body-too-large'],
  },
  {
    name: 'numbers with units of 30,000 letters',
    make: () => gzipSync(createCsv(`1${'a'.repeat(30_000)}!`, 20)),
    answers: ['422 no-row-scored'],
  },
  {
    name: 'numbers before 30,000 blanks',
    make: () => gzipSync(createCsv(`1${' '.repeat(30_000)}!`, 20)),
    answers: ['422 no-row-scored'],
  },
  {
    name: 'lists of 15,000 items',
    make: () => gzipSync(createCsv(`"${'Auto Loan, '.repeat(15_000)}"`.slice(0, 160_000), 1)),
    answers: ['200', '413 row-too-long'],
  },
  {
    name: '100,000 rows of one customer',
    make: () => gzipSync(`${header}\n${`${row}\n`.repeat(100_000)}`),
    answers: ['422 long-history'],
  },
  {
    name: 'a text of 1 MB that 108 cells of a workbook share',
    make: () => workbook('x'.repeat(1_000_000), 4),
    // The reader counts its texts before its rows where they may contain decimal marks.
    answers: ['413 row-too-long', '413 body-too-large'],
  },
  {
    name: 'a workbook part that unpacks to 60 MB',
    make: () => workbook('x'.repeat(60_000_000), 1),
    answers: ['413 body-too-large', '400 unreadable-file'],
  },
  {
    name: 'a Parquet dictionary with a text of 1 MB for every row',
    make: () => parquet(`select ${everyColumn("repeat('x', 1000000)")} from range(40) t(i)`),
    answers: ['413 row-too-long', '413 file-too-complex', '413 body-too-large'],
  },
  {
    name: 'Parquet lists of 2,000 numbers that nobody reads',
    make: () => parquet('select range(2000) as a, i as "Age" from range(2000) t(i)'),
    answers: ['200', '413 body-too-large'],
  },
  {
    name: 'Parquet lists of 2,000 numbers in a column that is read',
    make: () => parquet('select range(2000) as "Type_of_Loan", i as "Age" from range(3000) t(i)'),
    answers: ['413 body-too-large'],
  },
  {
    name: 'Parquet structures',
    make: () => parquet('select {a: [{b: [i]}]} as "Age" from range(1000) t(i)'),
    answers: ['422 no-row-scored'],
  },
  {
    name: 'pages of Parquet that unpack to 20 MB each',
    make: () => parquet(one('repeat(\'x\', 20000000) as "Age", repeat(\'y\', 20000000) as "ID"')),
    answers: ['413 body-too-large'],
  },
  {
    name: '5,000,000 rows of Parquet',
    make: () => parquet('select 1 as "Age" from range(5000000) t(i)'),
    answers: ['413 too-many-rows'],
  },
  {
    name: 'Parquet row groups of 2,048 rows',
    make: () => parquet('select 1 as "Age" from range(100000) t(i)', 'row_group_size 2048'),
    answers: ['200'],
  },
  {
    name: '12,000 columns of Parquet',
    make: () => parquet(`select ${Array.from({ length: 12_000 }, (_, i) => `1 as c${i}`).join(', ')}`),
    answers: ['413 too-many-columns', '400 unreadable-file'],
  },
  {
    name: 'a Parquet footer that is said to be 2 GB',
    make: async () => withFooterLength(await parquet(one('1 as "Age"')), 2 ** 31),
    answers: ['400 unreadable-file'],
  },
  {
    name: 'a Parquet footer that is too short',
    make: async () => withFooterLength(await parquet(one('1 as "Age"')), 10),
    answers: ['400 unreadable-file'],
  },
  {
    name: 'Parquet that is damaged inside',
    make: async () =>
      damageFile(await parquet('select i as "Age", i::varchar as "ID" from range(20000) t(i)')),
    answers: ['400 unreadable-file', '413 file-too-complex', '200 broken'],
  },
]

test.each(hostile)(
  '$name: the server responds to others meanwhile, within its memory',
  async ({ make, answers }) => {
    const body = await make()
    const before = peakMib(pidOf(server))
    const { maxWaitMs } = await poller.during(async () => expect(answers).toContain(await send(body)))
    expect(maxWaitMs).toBeLessThan(poller.boundMs)
    // The limit covers the memory before, the file in transit, and garbage that is not collected
    // yet.
    expect(peakMib(pidOf(server))).toBeLessThan(before + 150)
    for (const child of childrenOf(pidOf(server))) expect(peakMib(child)).toBeLessThan(384 + 150)
    await expect.poll(() => readdirSync(uploads)).toEqual([])
  },
)

test.runIf(process.platform === 'linux')(
  'a process that reads files has no secrets in its environment or arguments',
  async () => {
    expect(await send(Buffer.from('Age\n33\n'))).toBe('200')
    const children = childrenOf(pidOf(server))
    expect(children.length).toBeGreaterThan(0)
    for (const child of children) {
      const given = `${readFileSync(`/proc/${child}/environ`, 'latin1')}\0${readFileSync(`/proc/${child}/cmdline`, 'latin1')}`
      expect(given).toContain('DATA_DIR=')
      expect(given).not.toContain(key)
    }
  },
)

test('a caller who leaves ends the work', async () => {
  // An idle process of an earlier file would count as one that works on this file.
  for (const child of childrenOf(pidOf(server))) process.kill(child, 'SIGKILL')
  await expect.poll(() => childrenOf(pidOf(server)), { timeout: 30_000 }).toEqual([])
  const body = gzipSync(createCsv('1', 300_000))
  const leaving = new AbortController()
  const sent = send(body, leaving.signal)
  await expect.poll(() => childrenOf(pidOf(server)).length, { timeout: 30_000 }).toBeGreaterThan(0)
  await expect.poll(() => readdirSync(uploads), { timeout: 30_000 }).toHaveLength(1)
  leaving.abort()
  await expect(sent).rejects.toThrow()
  await expect.poll(() => readdirSync(uploads), { timeout: 30_000 }).toEqual([])
  await expect.poll(() => childrenOf(pidOf(server)), { timeout: 30_000 }).toEqual([])
  expect(await send(Buffer.from(`${header}\n${row}\n`))).toBe('200')
})

/**
 * Sends a file that is scored despite lost cells, and reads the whole response. Returns its status,
 * and the code of a problem.
 */
async function send(body: Buffer, signal?: AbortSignal): Promise<string> {
  const response = await fetch(`${url}/v1/models/CreditScoreModel/predict-file?accept_lost=true`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(body),
    ...(signal !== undefined && { signal }),
  })
  if (response.status !== 200)
    return `${response.status} ${((await response.json()) as { code: string }).code}`
  try {
    for await (const _ of response.body ?? []) signal?.throwIfAborted()
    return '200'
  } catch (error) {
    if (signal?.aborted === true) throw error
    return '200 broken'
  }
}
