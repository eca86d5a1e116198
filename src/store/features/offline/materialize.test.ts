import { DuckDBInstance } from '@duckdb/node-api'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureView, Project } from 'lapidary'
import { expect, test, vi } from 'vitest'
import { createPandasZone, writeParquet } from '../../../../test/kit/parquet.ts'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { viewProject } from '../../../../test/kit/view-project.ts'
import { openDatabase } from '../../sql/open-database.ts'
import { SqliteOnlineStore } from '../drivers/sqlite.ts'
import type { OnlineStore } from '../store.ts'
import { materialize, type MaterializeRequest } from './materialize.ts'
import { SqlViewState, viewStateMigrations } from './view-state.ts'

const header = 'client_id,at,balance,kind'
const noon = (day: number): Date => new Date(`2026-01-0${day}T12:00:00Z`)

function setUp(rows: readonly string[], head = header) {
  const folder = tempFolder()
  const file = join(folder, 'accounts.csv')
  const database = openDatabase(join(folder, 'lapidary.db'), [viewStateMigrations])
  const store = SqliteOnlineStore.open(join(folder, 'features.db'))
  const state = new SqlViewState(database)
  let now = new Date('2026-01-09T00:00:00Z')
  const write = (lines: readonly string[], heading = head): void =>
    writeFileSync(file, `${[heading, ...lines].join('\n')}\n`)
  write(rows)
  return {
    file,
    store,
    write,
    at: (time: Date) => {
      now = time
    },
    run: (
      request: Partial<MaterializeRequest> = {},
      project: Project = viewProject(),
      online: OnlineStore = store,
    ) => {
      const table = () => Promise.reject(new Error('not asked for'))
      return materialize(
        { project, folder, store: online, state, table, now: () => now },
        { to: now, ...request },
      )
    },
    read: async (...clients: string[]) => {
      const [view] = viewProject().featureViews as readonly [FeatureView]
      const found = await store.read(view, clients, ['balance', 'kind'])
      return found.map((row) =>
        row === null
          ? null
          : [new Date(row.eventTime).toISOString().slice(0, 10), row.values['balance'], row.values['kind']],
      )
    },
    until: async () => (await store.materializedUntil()).get('accounts') ?? null,
    close: async () => {
      await store.close()
      database.close()
    },
  }
}

const rows = [
  '007,2026-01-01,1,old',
  '007,2026-01-03,3,new',
  'b,2026-01-02 12:00:00,2,',
  'b,2026-01-08,8,new',
  ',2026-01-01,9,old',
]

test('writes the latest row of every entity up to the moment, that moment included, keys as they are written', async () => {
  const { run, read, until, close } = setUp(rows)
  expect(await run({ to: noon(2) })).toEqual([{ view: 'accounts', rows: 2, entities: 2, unusable: [] }])
  expect(await read('007', '7', 'b')).toEqual([['2026-01-01', 1, 'old'], null, ['2026-01-02', 2, null]])
  expect(await until()).toBe(noon(2).getTime())
  await close()
})

test('goes on from where it was, and does not go back', async () => {
  const { run, read, write, until, close } = setUp(rows)
  await run({ to: noon(2) })
  expect(await run({ incremental: true, to: noon(4) })).toEqual([
    { view: 'accounts', rows: 1 + 1, entities: 2, unusable: [] },
  ])
  write([...rows, '007,2026-01-02,99,old'])
  await run({ to: noon(4) })
  expect(await read('007')).toEqual([['2026-01-03', 3, 'new']])
  expect(await until()).toBe(noon(4).getTime())
  await close()
})

test('sees a row that was written late by when it was written, and corrects what a source corrects', async () => {
  const { run, read, write, at, close } = setUp(['a,2026-01-01,1,old,2026-01-01'], `${header},written`)
  const project = viewProject({
    source: { kind: 'file', files: ['accounts.csv'], timestamp: 'at', created: 'written' },
  })
  await run({ to: noon(3) }, project)
  write(['a,2026-01-01,1,old,2026-01-01', 'a,2026-01-01,5,new,2026-01-05', 'a,2026-01-02,7,new,2026-01-08'])
  expect(await run({ incremental: true, to: noon(6) }, project)).toEqual([
    { view: 'accounts', rows: 1, entities: 1, unusable: [] },
  ])
  expect(await read('a')).toEqual([['2026-01-01', 5, 'new']])
  at(noon(9))
  await run({ incremental: true, to: noon(9) }, project)
  expect(await read('a')).toEqual([['2026-01-02', 7, 'new']])
  await close()
})

test('writes again what was written by another definition', async () => {
  const { run, read, close } = setUp(rows)
  const narrow = viewProject().featureViews?.[0] as FeatureView
  const { features, ...rest } = narrow
  const before = {
    ...viewProject(),
    columns: {},
    featureViews: [{ ...rest, features: { balance: features['balance'] ?? { type: 'double' } } }],
  }
  await run({}, before)
  expect(await read('007')).toEqual([['2026-01-03', 3, undefined]])
  expect(await run({ incremental: true })).toEqual([{ view: 'accounts', rows: 4, entities: 2, unusable: [] }])
  expect(await read('007')).toEqual([['2026-01-03', 3, 'new']])
  await close()
})

test('is interrupted without damage and done by the next call', async () => {
  const many = Array.from({ length: 2500 }, (_, i) => `c${i},2026-01-0${1 + (i % 3)},${i},old`)
  const { run, read, until, store, close } = setUp(many)
  await run({ to: noon(1) })
  const interrupt = new AbortController()
  const progress = vi.fn((_view: string, share: number) => share > 0.3 && interrupt.abort(new Error('stop')))
  await expect(run({ incremental: true, to: noon(3), signal: interrupt.signal, progress })).rejects.toThrow(
    'stop',
  )
  expect(progress.mock.calls.at(-1)?.[1]).toBeLessThan(1)
  expect(await until()).toBe(noon(1).getTime())
  expect(await run({ incremental: true, to: noon(3) })).toEqual([
    { view: 'accounts', rows: 1666, entities: 1666, unusable: [] },
  ])
  expect(await read('c0', 'c2498', 'c2499')).toEqual([
    ['2026-01-01', 0, 'old'],
    ['2026-01-03', 2498, 'old'],
    ['2026-01-01', 2499, 'old'],
  ])
  const failing = {
    materializedUntil: () => store.materializedUntil(),
    write: () => Promise.reject(new Error('away')),
  } as unknown as OnlineStore
  await expect(run({ to: noon(5) }, viewProject(), failing)).rejects.toThrow('away')
  expect(await until()).toBe(noon(3).getTime())
  await close()
})

test('refuses a clock that was set back, and a start after the end, before anything is written', async () => {
  const { run, at, read, until, close } = setUp(rows)
  await run({ to: noon(5) })
  at(noon(3))
  await expect(run({ incremental: true, to: noon(3) })).rejects.toMatchObject({
    code: 'materialized-later',
    message: expect.stringContaining(
      'until 2026-01-05T12:00:00.000Z, which is after 2026-01-03T12:00:00.000Z',
    ) as string,
  })
  await expect(run({ from: noon(4), to: noon(3) })).rejects.toMatchObject({ code: 'bad-materialize-window' })
  await expect(run({ views: ['acounts'] })).rejects.toMatchObject({ code: 'unknown-feature-view' })
  await run()
  expect(await read('007')).toEqual([['2026-01-03', 3, 'new']])
  expect(await until()).toBe(noon(5).getTime())
  await close()
})

test('cleans what a source says of a column as a file is cleaned, and counts what does not fit', async () => {
  const { run, read, close } = setUp([
    'a,2026-01-01,four,old',
    'b,2026-01-01, 4 ,new ',
    'c,2026-01-01,N/A,?',
    'd,2026-01-01,five,older',
    'e,2026-01-01,1e400,new',
  ])
  expect(await run()).toEqual([
    {
      view: 'accounts',
      rows: 5,
      entities: 5,
      unusable: [
        {
          column: 'balance',
          problem: 'not-a-number',
          count: 3,
          examples: expect.arrayContaining(['four', 'five', '1e400']),
        },
        { column: 'kind', problem: 'unknown-category', count: 1, examples: ['older'] },
      ],
    },
  ])
  const day = '2026-01-01'
  expect(await read('a', 'b', 'c', 'd', 'e')).toEqual([
    [day, null, 'old'],
    [day, 4, 'new'],
    [day, null, null],
    [day, null, null],
    [day, null, 'new'],
  ])
  await close()
})

test('leaves rows that hold from a time to come for later, whatever the end of the window', async () => {
  const { run, read, at, close } = setUp(['a,2026-01-01,1,old', 'a,2026-01-08,8,new', 'a,2999-01-01,9,new'])
  at(noon(5))
  await run({ to: new Date('2999-12-31') })
  expect(await read('a')).toEqual([['2026-01-01', 1, 'old']])
  at(noon(9))
  await run({ incremental: true, to: new Date('2999-12-31') })
  expect(await read('a')).toEqual([['2026-01-08', 8, 'new']])
  await close()
})

test('notes neither a time to come nor one after a gap', async () => {
  const { run, until, at, close } = setUp(rows)
  await run({ from: noon(2), to: noon(4) })
  expect(await until()).toBe(null)
  at(noon(6))
  await run({ to: new Date('2030-01-01') })
  expect(await until()).toBe(noon(6).getTime())
  await close()
})

test('names the column that a source lost, those that are there, and what else keeps it from being read', async () => {
  const { run, write, file, close } = setUp(rows)
  await run()
  write(['007,2026-01-04,4'], 'client_id,at,Balanse')
  await expect(run()).rejects.toMatchObject({
    code: 'feature-source-columns',
    message: expect.stringMatching(
      /"accounts" \(accounts.csv\) does not have these columns: balance, kind. Columns: client_id, at, Balanse. Similar names: balance ≈ Balanse/,
    ) as string,
  })
  const age: FeatureView['features'] = {
    balance: { type: 'double' },
    kind: { type: 'string' },
    age: { type: 'int32' },
  }
  write(['007,2026-01-04,4,new,four'], 'client_id,at,balance,kind,age')
  await expect(run({}, viewProject({ features: age }))).rejects.toThrow(
    /"accounts" \(accounts.csv\) cannot be read: .*string … to INT32 .*column age/,
  )
  write(['007,yesterday,4,new'])
  await expect(run()).rejects.toThrow(/cannot be read: .*invalid timestamp field format: …/)
  rmSync(file)
  await expect(run()).rejects.toMatchObject({ code: 'no-feature-file' })
  await close()
})

test('reads Parquet files by pattern, numbers as keys', async () => {
  const { run, read, file, close } = setUp(['7,2026-01-03,3,new', '8,2026-01-02,8,old'])
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const key of [7, 8])
    await connection.run(
      `COPY (FROM '${file}' WHERE client_id = ${key}) TO '${file}-${key}.parquet' (FORMAT parquet)`,
    )
  connection.closeSync()
  instance.closeSync()
  const source = { kind: 'file', files: ['nothing.csv', 'accounts*.parquet'], timestamp: 'at' } as const
  expect(await run({}, viewProject({ source }))).toEqual([
    { view: 'accounts', rows: 2, entities: 2, unusable: [] },
  ])
  expect(await read('7', '8')).toEqual([
    ['2026-01-03', 3, 'new'],
    ['2026-01-02', 8, 'old'],
  ])
  await close()
})

test('reads times of Parquet files as texts as a table is read, in the zone of the file', async () => {
  const { run, file, close } = setUp(['7,2026-01-03,3,new'])
  const query = `select * replace (timestamptz '2026-01-03 01:00:00+00' as kind) from read_csv('${file}', all_varchar = true)`
  await writeParquet(`${file}.parquet`, query, createPandasZone('kind', 'America/Sao_Paulo'))
  const source = { kind: 'file', files: ['accounts*.parquet'], timestamp: 'at' } as const
  // The category shows the text that it was given.
  expect(await run({}, viewProject({ source }))).toMatchObject([
    { unusable: [{ column: 'kind', examples: ['2026-01-02T22:00:00-03:00'] }] },
  ])
  await close()
})

test('reads SQL, with the types of the view', async () => {
  const { run, read, store, close } = setUp(rows)
  const source = {
    kind: 'sql',
    query: `SELECT client_id, "at" AS moment, balance, kind FROM 'accounts.csv' WHERE kind = 'new';`,
    timestamp: 'moment',
  } as const
  await run({}, viewProject({ source }))
  expect(await read('007', 'b')).toEqual([
    ['2026-01-03', 3, 'new'],
    ['2026-01-08', 8, 'new'],
  ])
  const numbers = {
    name: 'numbers',
    joinKeyType: 'int64',
    features: {
      big: { type: 'int64' },
      small: { type: 'float' },
      flag: { type: 'bool' },
      seen: { type: 'unix_timestamp' },
      not: { type: 'double' },
    },
    source: {
      kind: 'sql',
      query: `SELECT 7 AS client_id, DATE '2026-01-02' AS "at", 9007199254740993 AS big, 0.1 AS small, true AS flag, TIMESTAMP '2026-01-01' AS seen, 'nan' AS "not"`,
      timestamp: 'at',
    },
  } as const
  const project = {
    ...viewProject(),
    featureViews: [{ ...viewProject().featureViews?.[0], ...numbers }],
  } as unknown as Project
  await run({}, project)
  const [row] = await store.read(project.featureViews?.[0] as FeatureView, [7], Object.keys(numbers.features))
  expect(row?.values).toEqual({
    big: 9007199254740993n,
    small: Math.fround(0.1),
    flag: true,
    seen: 1_767_225_600,
    not: Number.NaN,
  })
  await close()
})
