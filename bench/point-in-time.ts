import { DuckDBInstance } from '@duckdb/node-api'
import { column, defineProject, type Project, randomForest, seededRandom } from 'lapidary'
import { join } from 'node:path'
import type { Table } from '../src/data/table.ts'
import { joinView } from '../src/store/features/offline/join-stored.ts'
import { pointInTimeJoin } from '../src/store/features/offline/point-in-time-join.ts'
import { type Bench, median, type Row } from './kit.ts'

const asked = 100_000
const history = 1_000_000
const entities = 20_000
const start = Date.UTC(2026, 0, 1)
const year = 365 * 86_400_000
const features = ['a', 'b', 'c', 'd', 'e']
const rounds = 3

/**
 * Joins 100,000 rows with a history of 1,000,000: in memory, and from a Parquet file with five
 * features, beside DuckDB's own join.
 */
export async function benchPointInTime({ folder }: Pick<Bench, 'folder'>): Promise<Row[]> {
  const random = seededRandom(42)
  const moment = (): number => start + random.integer(year)
  const wanted = {
    entities: Int32Array.from({ length: asked }, () => random.integer(entities)),
    times: Float64Array.from({ length: asked }, moment),
  }
  const rows = {
    entities: Int32Array.from({ length: history }, () => random.integer(entities)),
    events: Float64Array.from({ length: history }, moment),
    created: null,
  }
  const inMemory = await measureSeconds(async () => pointInTimeJoin(wanted, rows))
  const file = join(folder, 'history.parquet')
  await writeHistory(file, rows.entities, rows.events)
  const { project, table } = createProject(file, wanted.entities, wanted.times)
  const [view] = project.featureViews ?? []
  if (view === undefined) throw new Error('The project has a view.')
  const parts = { project, folder, table: () => Promise.reject(new Error('not asked for')) }
  const fromFile = await measureSeconds(() => joinView(parts, view, features, table))
  const peer = await measureSeconds(() => joinAsOf(file, wanted.entities, wanted.times))
  return [
    {
      what: 'point-in-time join, 100,000 rows x 1,000,000, typed arrays',
      value: `${inMemory.toFixed(2)} s`,
      goal: '<= 2 s',
      met: inMemory <= 2,
    },
    {
      what: '  from a Parquet file, five features, keys and times as text',
      value: `${fromFile.toFixed(2)} s`,
      goal: '<= 2 s',
      met: fromFile <= 2,
    },
    { what: "  DuckDB's ASOF join of the same (knows no created time)", value: `${peer.toFixed(2)} s` },
  ]
}

async function measureSeconds(work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const began = performance.now()
    await work()
    seconds.push((performance.now() - began) / 1000)
  }
  return median(seconds)
}

async function writeHistory(file: string, owners: Int32Array, events: Float64Array): Promise<void> {
  await withDuckDb(async (connection) => {
    await connection.run('CREATE TABLE history (entity_number INTEGER, event DOUBLE)')
    const appender = await connection.createAppender('history')
    for (let row = 0; row < owners.length; row++) {
      appender.appendInteger(owners[row] as number)
      appender.appendDouble(events[row] as number)
      appender.endRow()
    }
    appender.closeSync()
    const values = features.map((name, i) => `random() * ${i + 1} AS ${name}`).join(', ')
    await connection.run(
      `COPY (SELECT 'client ' || entity_number AS client_id, make_timestamp((event * 1000)::BIGINT) AS moment, ${values} FROM history) TO '${file}' (FORMAT parquet)`,
    )
  })
}

/** Creates a project and its table of clients and days. */
function createProject(
  file: string,
  owners: Int32Array,
  times: Float64Array,
): { readonly project: Project; readonly table: Table } {
  const project = defineProject({
    name: 'point-in-time',
    title: { en: 'Bench', 'pt-BR': 'Medição' },
    model: 'Bench',
    columns: {
      client: column.identifier({}),
      moment: column.text({}),
      ...Object.fromEntries(features.map((name) => [name, column.number({ stored: true })])),
      late: column.category({ categories: ['no', 'yes'] }),
    },
    entity: 'client',
    time: 'moment',
    target: 'late',
    learner: randomForest(),
    data: { files: [file] },
    entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
    decidedAt: (row) => String((row as Readonly<Record<string, unknown>>)['moment']),
    featureViews: [
      {
        name: 'history',
        entity: 'client',
        joinKey: 'client_id',
        features: Object.fromEntries(features.map((name) => [name, { type: 'double' as const }])),
        source: { kind: 'file', files: ['history.parquet'], timestamp: 'moment' },
      },
    ],
  }) as unknown as Project
  const table: Table = {
    rowCount: owners.length,
    columns: new Map([
      ['client', { kind: 'text', values: Array.from(owners, (owner) => `client ${owner}`) }],
      ['moment', { kind: 'text', values: Array.from(times, (time) => new Date(time).toISOString()) }],
    ]),
  }
  return { project, table }
}

async function joinAsOf(file: string, owners: Int32Array, times: Float64Array): Promise<void> {
  await withDuckDb(async (connection) => {
    await connection.run('CREATE TABLE asked (client_id VARCHAR, moment TIMESTAMP)')
    const appender = await connection.createAppender('asked')
    for (let row = 0; row < owners.length; row++) {
      appender.appendVarchar(`client ${owners[row]}`)
      appender.appendTimestamp({ micros: BigInt(times[row] as number) * 1000n } as never)
      appender.endRow()
    }
    appender.closeSync()
    const values = features.map((name) => `history.${name}`).join(', ')
    const joined = `SELECT ${values} FROM asked ASOF LEFT JOIN '${file}' AS history ON asked.client_id = history.client_id AND asked.moment >= history.moment`
    const result = await connection.stream(joined)
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    )
      chunk.getColumns()
  })
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>

async function withDuckDb(work: (connection: Connection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await work(connection)
  connection.closeSync()
  instance.closeSync()
}
