import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { column, defineFeatureView, defineProject } from 'lapidary'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../../test/kit/temp-folder.ts'
import { tinyProject } from '../../../../test/kit/tiny-project.ts'
import { cellValue, type Table } from '../../../data/table.ts'
import { SqliteOnlineStore } from '../drivers/sqlite.ts'
import { FeatureStore } from '../feature-store.ts'
import { parsePushedRows } from '../push.ts'
import { joinStored } from './join-stored.ts'

const marks = defineFeatureView({
  name: 'marks',
  entity: 'client',
  joinKey: 'Client_ID',
  features: {
    sum: { type: 'double' },
    count: { type: 'int32' },
    word: { type: 'string' },
    late: { type: 'bool' },
  },
  onDemand: {
    mean: {
      type: 'double',
      compute: ({ sum, count }) => (sum === null || count === null || count === 0 ? null : sum / count),
    },
    kind: {
      type: 'string',
      compute: ({ word, late }) => (word === null ? null : `${late === true ? 'late' : 'early'} ${word}`),
    },
  },
  source: { kind: 'file', files: ['marks.csv'], timestamp: 'at' },
})
const project = defineProject({
  ...tinyProject,
  columns: {
    ...tinyProject.columns,
    mean: column.number({ stored: true }),
    kind: column.category({ categories: ['late x', 'early x'], stored: true }),
  },
  entityField: { name: 'Client_ID', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  featureViews: [marks],
  decidedAt: () => '2026-01-02',
  routes: [],
})
const rows = [
  ['A', '2026-01-01', 10, 4, 'x', true],
  ['B', '2026-01-01', 10, 0, null, null],
  ['C', '2026-01-01', null, 4, 'x', false],
] as const
const asked = ['A', 'B', 'C', 'nobody']

test('training and serving compute the same on demand', async () => {
  const folder = tempFolder()
  const names = ['Client_ID', 'at', 'sum', 'count', 'word', 'late']
  writeFileSync(
    join(folder, 'marks.csv'),
    [names, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\n'),
  )
  const table: Table = {
    rowCount: asked.length,
    columns: new Map([['Client_ID', { kind: 'text', values: asked }]]),
  }
  const joined = await joinStored(
    { project, folder, table: () => Promise.reject(new Error('not asked for')) },
    table,
  )
  const trained = asked.map((_, row) =>
    ['mean', 'kind'].map((name) => cellValue(joined.columns.get(name)!, row)),
  )

  const store = SqliteOnlineStore.open(join(folder, 'features.db'))
  const frame = Object.fromEntries(names.map((name, i) => [name, rows.map((row) => row[i])]))
  await store.write(marks, parsePushedRows(marks, frame, { maxRows: 10, now: new Date('2026-01-02') }))
  const now = (): Date => new Date('2026-01-02')
  const materialize = (): Promise<never> => Promise.reject(new Error('not here'))
  const features = new FeatureStore({
    project,
    store,
    now,
    maxRows: 10,
    materialize,
    materializeReports: async () => new Map(),
  })
  const served = (await features.valuesFor(asked, ['mean', 'kind'])).map((given) =>
    ['mean', 'kind'].map((name) => given.get(name)?.value ?? null),
  )
  await store.close()
  expect(trained).toEqual([
    [2.5, 'late x'],
    [null, null],
    [null, 'early x'],
    [null, null],
  ])
  expect(served).toEqual(trained)
})
