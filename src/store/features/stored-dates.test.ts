import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  column,
  defineProject,
  type FeatureSource,
  type FeatureView,
  type Learner,
  yearsBetween,
} from 'lapidary'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { cellValue } from '../../data/table.ts'
import { readTable } from '../../data/readers/read-table.ts'
import { openDatabase } from '../sql/open-database.ts'
import { SqliteOnlineStore } from './drivers/sqlite.ts'
import { FeatureStore } from './feature-store.ts'
import { joinStored } from './offline/join-stored.ts'
import { materialize } from './offline/materialize.ts'
import { SqlViewState, viewStateMigrations } from './offline/view-state.ts'

const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not a learner')) }
const zone = 'America/Sao_Paulo'

/**
 * A project whose stored dates a view gives in this type, and whose rows are decided upon on the
 * day of `asked`.
 */
function projectOf(type: 'string' | 'unix_timestamp', source: FeatureSource) {
  const view: FeatureView = {
    name: 'clients',
    entity: 'client',
    joinKey: 'client_id',
    features: { since: { type }, seen: { type } },
    source,
  }
  return defineProject({
    name: 'stored-dates',
    title: { en: 'Dates', 'pt-BR': 'Datas' },
    model: 'DateModel',
    columns: {
      client: column.identifier({}),
      asked: column.date({ dayFirst: true }),
      since: column.date({ dayFirst: true, min: '1900-01-01', stored: true }),
      seen: column.datetime({ dayFirst: true, zone, stored: true }),
      late: column.category({ categories: ['no', 'yes'] }),
    },
    derived: {
      years: {
        label: { en: 'Years', 'pt-BR': 'Anos' },
        from: ['since', 'asked', 'seen'],
        compute: ({ since, asked }) => yearsBetween(since, asked),
      },
    },
    entity: 'client',
    time: 'asked',
    target: 'late',
    learner,
    data: { files: ['data.csv'] },
    entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
    decidedAt: ({ asked }) => asked ?? '2026-01-01',
    featureViews: [view],
  })
}

const csv: FeatureSource = { kind: 'file', files: ['clients.csv'], timestamp: 'at' }
const rows = [
  'client_id,at,since,seen',
  'a,2026-01-01,05/03/2010,05/03/2022 11:30',
  'a,2026-01-03,2011-03-05,2022-03-06T14:30:00Z',
  'b,2026-01-01,31/02/2010,',
  'c,2026-01-01,05/03/1890,',
]
const asked = [
  'client,asked,late',
  'a,02/01/2026,no',
  'a,03/01/2026,yes',
  'b,02/01/2026,no',
  'c,02/01/2026,no',
  'd,,yes',
]

function setUp(type: 'string' | 'unix_timestamp', source: FeatureSource = csv) {
  const folder = tempFolder()
  writeFileSync(join(folder, 'clients.csv'), `${rows.join('\n')}\n`)
  writeFileSync(join(folder, 'data.csv'), `${asked.join('\n')}\n`)
  const project = projectOf(type, source)
  const store = SqliteOnlineStore.open(join(folder, 'features.db'))
  const now = (): Date => new Date('2026-02-01T00:00:00Z')
  const state = new SqlViewState(openDatabase(join(folder, 'lapidary.db'), [viewStateMigrations]))
  const table = () => Promise.reject(new Error('not asked for'))
  const parts = { project, folder, store, state, table, now }
  const features = new FeatureStore({
    project,
    store,
    now,
    maxRows: 100,
    materialize: (request) => materialize(parts, request),
    materializeReports: async () => new Map(),
  })
  return { project, folder, features, now }
}

const query = `SELECT client_id, moment::TIMESTAMP AS at, since::DATE AS since, seen::TIMESTAMPTZ AS seen
  FROM (VALUES ('a', '2026-01-01', '2010-03-05', '2022-03-05 14:30:00+00'), ('a', '2026-01-03', '2011-03-05', '2022-03-06 14:30:00+00'))
  AS t(client_id, moment, since, seen)`

describe.each(['string', 'unix_timestamp'] as const)('dates that a view keeps as %s', (type) => {
  test.each([
    ['texts in the form of the column', csv],
    ['dates and times', { kind: 'sql', query, timestamp: 'at' } as const],
  ])('are joined point in time, from %s', async (_, source) => {
    const { project, folder } = setUp(type, source)
    const { whole } = await readTable([join(folder, 'data.csv')], project, {
      requireTarget: true,
      synthetic: false,
    })
    const joined = await joinStored({ project, folder, table: async () => whole }, whole)
    const cells = ['since', 'seen'].map((name) => {
      const data = joined.columns.get(name)
      return Array.from({ length: 5 }, (__, row) => (data === undefined ? null : cellValue(data, row)))
    })
    expect(cells).toEqual([
      ['2010-03-05', '2011-03-05', null, null, null],
      ['2022-03-05T14:30:00Z', '2022-03-06T14:30:00Z', null, null, null],
    ])
  })

  test('are materialized, counted where the column does not allow them, and completed as rows hold them', async () => {
    const { features, now } = setUp(type)
    const [done] = await features.materialize({ to: now() })
    expect(done?.unusable).toEqual([
      { column: 'since', problem: 'not-a-date', count: 1, examples: ['31/02/2010'] },
      { column: 'since', problem: 'out-of-range', count: 1, examples: ['05/03/1890'] },
    ])
    const [a, b] = await features.valuesFor(['a', 'b'], ['since', 'seen'])
    expect([a?.get('since')?.value, a?.get('seen')?.value]).toEqual(['2011-03-05', '2022-03-06T14:30:00Z'])
    expect(b?.get('since')).toMatchObject({ value: null })
    const online = await features.getOnlineFeatures({
      features: ['clients:since', 'clients:seen'],
      entities: { client_id: ['a'] },
    })
    const texts = ['2011-03-05', '2022-03-06T14:30:00Z']
    const seconds = texts.map((text) => Date.parse(text) / 1000)
    expect(online.slice(1).map(({ values }) => values[0])).toEqual(type === 'string' ? texts : seconds)
  })

  test('are pushed in ISO 8601, and what the column does not allow is not used', async () => {
    const { features } = setUp(type)
    const since = ['2012-03-05', '1890-03-05']
    const seen = ['2022-03-05T11:30:00-03:00', '2022-03-05T14:30:00Z']
    const pushed = { client_id: ['a', 'b'], at: ['2026-01-09', '2026-01-09'], since, seen }
    expect(await features.push('clients', pushed)).toBe(2)
    const [a, b] = await features.valuesFor(['a', 'b'], ['since', 'seen'])
    expect([a?.get('since')?.value, a?.get('seen')?.value]).toEqual(['2012-03-05', '2022-03-05T14:30:00Z'])
    expect([b?.get('since'), b?.get('seen')]).toMatchObject([
      { value: null, isUnusable: true },
      { value: '2022-03-05T14:30:00Z', isUnusable: false },
    ])
  })
})

test('seconds are pushed as Feast does, and a text that is no time is refused', async () => {
  const { features } = setUp('unix_timestamp')
  const push = (since: unknown) =>
    features.push('clients', { client_id: ['a'], at: ['2026-01-09'], since: [since], seen: [null] })
  await push(Date.parse('2012-03-05') / 1000)
  const [a] = await features.valuesFor(['a'], ['since'])
  expect(a?.get('since')?.value).toBe('2012-03-05')
  await expect(push('05/03/2012')).rejects.toMatchObject({ code: 'bad-feature-value' })
})
