import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureView } from 'lapidary'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { getNoon, viewProject } from '../../../../test/kit/view-project.ts'
import type { ColumnReport } from '../../../data/data-report.ts'
import { cellValue, type Table } from '../../../data/table.ts'
import { joinStored, rejectLongHistory } from './join-stored.ts'

/** Rows of `client`, `day` and `amount`. */
function tableOf(rows: readonly (readonly [string | null, number | null, number?])[]): Table {
  return {
    rowCount: rows.length,
    columns: new Map([
      ['client', { kind: 'text', values: rows.map(([client]) => client) }],
      ['day', { kind: 'number', values: Float64Array.from(rows, ([, day]) => day ?? Number.NaN) }],
      ['amount', { kind: 'number', values: Float64Array.from(rows, ([, , amount]) => amount ?? Number.NaN) }],
      ['late', { kind: 'category', codes: new Int32Array(rows.length), categories: ['no', 'yes'] }],
    ]),
  }
}

function cells(table: Table, ...names: string[]) {
  const read = (row: number) =>
    names.map((name) => cellValue(table.columns.get(name) ?? { kind: 'text', values: [] }, row))
  return Array.from({ length: table.rowCount }, (_, row) => read(row))
}

const asked = tableOf([['a', 1], ['a', 2], ['a', 5], ['b', 5], ['z', 5], [null, 5], ['a', null]]) // biome-ignore format: a table

async function joinFile(lines: readonly string[], view: Partial<FeatureView> = {}) {
  const folder = tempFolder()
  writeFileSync(join(folder, 'accounts.csv'), ['client_id,at,balance,kind,written', ...lines].join('\n'))
  const table = () => Promise.reject(new Error('not asked for'))
  return cells(await joinStored({ project: viewProject(view), folder, table }, asked), 'balance', 'kind')
}

const lines = [
  'a,2026-01-01T12:00:00Z,1,old,2026-01-01',
  'a,2026-01-02T12:00:01Z,2,new,2026-01-09',
  'a,2026-01-04,,new,2026-01-04',
  'b,2026-01-01,9,other,2026-01-01',
]

test('gives each row what was known at its moment, and nobody and no time nothing', async () => {
  const none = [null, null]
  expect(await joinFile(lines)).toEqual([[1, 'old'], [1, 'old'], [null, 'new'], [9, null], none, none, none])
})

test('cleans the texts of a source as those of a file, and says what it found', async () => {
  const folder = tempFolder()
  const texts = ['a,2026-01-01T12:00:00Z, 1 ,old ', 'a,2026-01-02,much,older', 'b,2026-01-01,n/a,-']
  writeFileSync(join(folder, 'accounts.csv'), ['client_id,at,balance,kind', ...texts].join('\n'))
  const table = () => Promise.reject(new Error('not asked for'))
  const reports: ColumnReport[] = []
  const joined = await joinStored({ project: viewProject(), folder, table }, asked, (report) =>
    reports.push(report),
  )
  const none = [null, null]
  expect(cells(joined, 'balance', 'kind')).toEqual([[1, 'old'], none, none, none, none, none, none])
  expect(reports).toMatchObject([
    {
      name: 'balance',
      present: 1,
      problems: [
        { problem: 'not-a-number', count: 2, examples: ['much'] },
        { problem: 'marker', count: 1, examples: ['n/a'] },
      ],
    },
    {
      name: 'kind',
      present: 1,
      problems: [
        { problem: 'unknown-category', count: 2, examples: ['older'] },
        { problem: 'marker', count: 1, examples: ['-'] },
      ],
    },
  ])
})

test('does not give what was written later or holds no more', async () => {
  const source = { kind: 'file', files: ['accounts.csv'], timestamp: 'at', created: 'written' } as const
  expect((await joinFile([lines[0] ?? '', lines[1] ?? ''], { source })).slice(0, 3)).toEqual([
    [1, 'old'],
    [1, 'old'],
    [1, 'old'],
  ])
  expect((await joinFile(lines, { ttl: 86_400 })).slice(0, 4)).toEqual([
    [1, 'old'],
    [1, 'old'],
    [null, null],
    [null, null],
  ])
})

/**
 * The view of the table's own earlier rows: their sum. `at` says from when on a row's values hold.
 */
function sums(at: (day: number) => string): Partial<FeatureView> {
  return {
    source: {
      kind: 'dataset',
      compute: (rows) => {
        const day = rows.at(-1)?.['day'] as number
        return {
          at: at(day),
          values: { balance: rows.reduce((sum, row) => sum + (row['amount'] as number), 0), kind: null },
        }
      },
    },
  }
}

test("gives a row what the entity's earlier rows say, in the order of time whatever that of the table", async () => {
  const table = tableOf([['a', 3, 100], ['a', 1, 1], ['b', 1, 7], ['a', 2, 10], ['b', 2, 0]]) // biome-ignore format: a table
  const project = viewProject(sums((day) => getNoon(day + 1)))
  const joined = await joinStored({ project, folder: '.', table: async () => table }, table)
  expect(cells(joined, 'balance').flat()).toEqual([11, null, null, 1, 7])
})

test('finds a leak: a view whose values hold before the row that they stand for is decided', async () => {
  const table = tableOf([['a', 1, 1], ['a', 2, 10], ['a', 3, 100]]) // biome-ignore format: a table
  const join = (at: (day: number) => string) =>
    joinStored({ project: viewProject(sums(at)), folder: '.', table: async () => table }, table)
  await expect(join(getNoon)).rejects.toMatchObject({
    code: 'feature-leak',
    message: expect.stringContaining('a row with day "1" would receive values of "1"') as string,
  })
  await expect(join(() => getNoon(1))).rejects.toMatchObject({ code: 'feature-leak' })
  await expect(join((day) => `day ${day}`)).rejects.toThrow(
    `The project ${viewProject().name} cannot be used: the feature view "${viewProject().featureViews?.[0]?.name}" gave the time "day 1", which is no ISO 8601 time`,
  )
})

test('refuses what a view does not declare, and values of another type', async () => {
  const table = tableOf([['a', 1, 1]])
  const answer = (values: Record<string, string | number> | number[]) => {
    const source: FeatureView['source'] = { kind: 'dataset', compute: () => ({ at: getNoon(2), values }) }
    return joinStored({ project: viewProject({ source }), folder: '.', table: async () => table }, table)
  }
  await expect(answer({ balance: 1, kinds: 'old' })).rejects.toThrow(
    'gave "kinds", which is none of its features',
  )
  await expect(answer([1])).rejects.toThrow('gave a list of 1, but it has 2 features')
  await expect(answer({ balance: 'much' })).rejects.toMatchObject({ code: 'bad-feature-value' })
})

test('a table of others with a history that would take hours is refused, where a view looks at it', () => {
  const of = (count: number): Table => tableOf(Array.from({ length: count }, (_, day) => ['a', day] as const))
  const project = viewProject(sums(getNoon))
  expect(() => rejectLongHistory(project, of(1001))).toThrow('has 1001 rows of one entity. At most 1000')
  rejectLongHistory(project, of(1000))
  rejectLongHistory(project, tableOf(Array.from({ length: 1001 }, () => [null, 1] as const)))
  rejectLongHistory(viewProject(), of(1001))
})

test('never shows the target to a view', async () => {
  const table = tableOf([['a', 1, 1]])
  const seen: unknown[] = []
  const compute = (rows: readonly object[]): null => {
    seen.push(...rows.map((row) => Object.keys(row)))
    return null
  }
  await joinStored(
    { project: viewProject({ source: { kind: 'dataset', compute } }), folder: '.', table: async () => table },
    table,
  )
  expect(seen).toEqual([['amount', 'client', 'day']])
})
