import { join } from 'node:path'
import { defineFeatureView } from 'lapidary'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { tinyProject } from '../../../test/kit/tiny-project.ts'
import { SqliteOnlineStore } from './drivers/sqlite.ts'
import { FeatureStore } from './feature-store.ts'

const base = {
  entity: 'student',
  joinKey: 'student_id',
  source: { kind: 'file', files: ['x.csv'], timestamp: 'at' },
} as const
const academic = defineFeatureView({
  ...base,
  name: 'academic',
  features: { score: { type: 'double' }, phase: { type: 'int64' } },
  onDemand: {
    scorePerPhase: { type: 'double', compute: ({ score, phase }) => (score ?? 0) / ((phase ?? 0) + 1) },
  },
  ttl: 60,
})
const personal = defineFeatureView({
  ...base,
  name: 'personal',
  features: { age: { type: 'int32' }, score: { type: 'double' } },
})
const numbered = defineFeatureView({
  ...base,
  name: 'numbered',
  joinKeyType: 'int64',
  features: { rank: { type: 'int32' } },
})

// @ts-expect-error -- a feature that the view has not
defineFeatureView({ ...academic, onDemand: { x: { type: 'double', compute: ({ scores }) => scores } } })

const noon = Date.parse('2026-01-01T12:00:00Z')

function open() {
  let time = noon
  const store = SqliteOnlineStore.open(join(tempFolder(), 'features.db'))
  const read = vi.spyOn(store, 'read')
  const materialize = Promise.withResolvers<never[]>()
  const features = new FeatureStore({
    project: { ...tinyProject, featureViews: [academic, personal, numbered] },
    store,
    now: () => new Date(time),
    maxRows: 100,
    materialize: () => materialize.promise,
    materializeReports: async () => new Map(),
  })
  onTestFinished(() => store.close())
  return {
    features,
    store,
    materialize,
    reads: () => read.mock.calls.length,
    wait: (seconds: number) => {
      time += seconds * 1000
    },
  }
}

async function filled() {
  const opened = open()
  const { store } = opened
  await store.write(academic, [
    { entity: 'S1', eventTime: noon - 10_500, values: { score: 6, phase: 2 } },
    { entity: '42', eventTime: noon, values: { score: null, phase: 2n ** 60n } },
  ])
  await store.write(personal, [{ entity: 'S1', eventTime: noon - 3_600_000, values: { age: 15, score: 9 } }])
  await store.write(numbered, [{ entity: 42, eventTime: noon, values: { rank: 3 } }])
  return opened
}

test('gives values for columns, each from the first view that has it, in one read a view', async () => {
  const { features, reads } = await filled()
  const given = await features.valuesFor(
    ['S1', 'nobody', '42'],
    ['age', 'score', 'scorePerPhase', 'rank', 'phase', 'other'],
  )
  const recent = { view: 'academic', since: '2026-01-01T11:59:49.500Z', ageSeconds: 10, isUnusable: false }
  expect(Object.fromEntries(given[0] as Map<string, unknown>)).toEqual({
    score: { value: 6, ...recent },
    phase: { value: 2, ...recent },
    scorePerPhase: { value: 2, ...recent },
    age: { value: 15, view: 'personal', since: '2026-01-01T11:00:00Z', ageSeconds: 3600, isUnusable: false },
  })
  expect(given[1]?.size).toBe(0)
  expect([...(given[2] ?? [])].map(([name, { value }]) => [name, value])).toEqual([
    ['score', null],
    ['phase', 2 ** 60],
    ['scorePerPhase', 0],
    ['rank', 3],
  ])
  expect(reads()).toBe(3)
  expect(await features.valuesFor([], ['age'])).toEqual([])
  expect((await features.valuesFor(['S1'], ['other']))[0]?.size).toBe(0)
  expect(reads()).toBe(4)
})

test('gives nothing that is too old, to the second, and nothing from the future beyond the skew of clocks', async () => {
  const { features, wait } = await filled()
  const names = async () => [...((await features.valuesFor(['S1'], ['score', 'age']))[0]?.keys() ?? [])]
  wait(49)
  expect(await names()).toEqual(['score', 'age'])
  wait(1)
  expect(await names()).toEqual(['age'])
  wait(-50 - 3600 - 300)
  expect(await names()).toEqual(['age'])
  wait(-1)
  expect(await names()).toEqual([])
  expect((await features.entityFeatures('S1')).map(({ since, ageSeconds }) => [since, ageSeconds])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
})

test('a value of a far year holds neither now nor for ever', async () => {
  const { features, store, wait } = open()
  await store.write(academic, [
    { entity: 'S1', eventTime: Date.parse('2099-01-01T00:00:00Z'), values: { score: 6, phase: 2 } },
  ])
  const names = async () => [...((await features.valuesFor(['S1'], ['score']))[0]?.keys() ?? [])]
  expect(await names()).toEqual([])
  wait((Date.parse('2099-01-01T00:00:01Z') - noon) / 1000)
  expect(await names()).toEqual(['score'])
  wait(60)
  expect(await names()).toEqual([])
})

test('shows all views of an entity, also what is too old', async () => {
  const { features, wait } = await filled()
  wait(120)
  const views = await features.entityFeatures('S1')
  expect(
    views.map(({ view, since, expired, features: held }) => [view.name, since, expired, held.length]),
  ).toEqual([
    ['academic', '2026-01-01T11:59:49.500Z', true, 3],
    ['personal', '2026-01-01T11:00:00Z', false, 2],
    ['numbered', null, false, 0],
  ])
})

test('forgets an entity in all views, whatever the type of their keys', async () => {
  const { features } = await filled()
  expect(await features.erase('S1')).toBe(2)
  expect(await features.erase('42')).toBe(2)
  expect(await features.erase('x'.repeat(1000))).toBe(0)
  expect(await features.keys(10)).toEqual([])
})

test('materializes once at a time', async () => {
  const { features, materialize } = open()
  const first = features.materialize({ to: new Date(noon) })
  await expect(features.materialize({ to: new Date(noon) })).rejects.toMatchObject({
    code: 'materialize-running',
    status: 409,
  })
  materialize.reject(new Error('interrupted'))
  await expect(first).rejects.toThrow('interrupted')
  await expect(features.materialize({ to: new Date(noon) })).rejects.toThrow('interrupted')
})
