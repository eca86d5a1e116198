import { expect, test } from 'vitest'
import { entityFold, foldsOf, groupsOf, splitRows } from './split.ts'
import type { Table } from './table.ts'

// Python: int(hashlib.sha256(e.encode()).hexdigest()[:8], 16) % k
test.each([
  ['CUS_0xd40', [1, 3, 3]],
  ['CUS_0x21b1', [0, 4, 4]],
  ['CUS_0x2dbc', [1, 2, 7]],
  ['José', [1, 2, 7]],
  ['', [0, 0, 0]],
])('entityFold() puts %j where hashlib does', (entity, folds) => {
  expect([2, 5, 10].map((count) => entityFold(entity, count))).toEqual(folds)
})

const entities = ['CUS_0xd40', 'CUS_0x21b1', 'CUS_0xd40', null, 'CUS_0x2dbc', null, 'CUS_0x21b1']

function table(values: (string | null)[]): Table {
  return { rowCount: values.length, columns: new Map([['customer', { kind: 'text', values }]]) }
}

test('splitRows() keeps an entity on one side', () => {
  const { train, heldOut } = splitRows(table(entities), { entity: 'customer', folds: 5, heldOutFold: 4, by: 'entity', seed: 1 })
  const alone = [3, 5].filter((row) => entityFold(`1:${row}`, 5) === 4)
  expect(new Set(heldOut)).toEqual(new Set([1, 6, ...alone]))
  expect(new Set([...train, ...heldOut])).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
  expect(train.length + heldOut.length).toBe(7)
})

test('splitRows() never moves a row of an entity when rows are added, and holds out the share of one fold', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `C${i % 500}`)
  const options = { entity: 'customer', folds: 5, by: 'entity', seed: 1 } as const
  const folds = foldsOf(table(many), options)
  expect([...foldsOf(table([...many, 'new', 'C1']), options)].slice(0, 2000)).toEqual([...folds])
  const { heldOut } = splitRows(table(many), { ...options, heldOutFold: 0 })
  expect(heldOut.length / 2000).toBeGreaterThan(0.15)
  expect(heldOut.length / 2000).toBeLessThan(0.25)
})

test('splitRows() by rows goes by the seed and puts an entity on both sides', () => {
  const same = table(new Array<string>(200).fill('one customer'))
  const first = splitRows(same, { entity: 'customer', folds: 5, heldOutFold: 0, by: 'rows', seed: 1 })
  const second = splitRows(same, { entity: 'customer', folds: 5, heldOutFold: 0, by: 'rows', seed: 2 })
  expect(first.heldOut.length).toBeGreaterThan(20)
  expect([...first.heldOut]).not.toEqual([...second.heldOut])
})

test('splitRows() leaves a side empty when one entity is all there is', () => {
  const options = { entity: 'customer', folds: 5, heldOutFold: 0, by: 'entity', seed: 1 } as const
  const { train, heldOut } = splitRows(table(['CUS_0xd40', 'CUS_0xd40']), options)
  expect([train.length, heldOut.length]).toEqual([2, 0])
})

test('groupsOf() numbers entities in order of appearance, rows without one apart', () => {
  expect([...groupsOf(table(entities), 'customer')]).toEqual([0, 1, 0, 2, 3, 4, 1])
  expect([...groupsOf(table(entities), undefined)]).toEqual([0, 1, 2, 3, 4, 5, 6])
})
