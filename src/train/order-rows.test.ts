import { expect, test } from 'vitest'
import type { RowSplit } from '../data/split/row-split.ts'
import { type ColumnData, type Table, takeRows, viewRows } from '../data/table.ts'
import { orderBySide } from './order-rows.ts'

const times = Float64Array.of(3, 1, 2, 5, 4)
const amounts = { kind: 'number' as const, values: Float64Array.of(0, 10, 20, 30, 40) }
const table: Table = {
  rowCount: 5,
  columns: new Map<string, ColumnData>([
    ['amount', amounts],
    ['month', { kind: 'date', values: times, precision: 'day' }],
    ['job', { kind: 'category', codes: Int32Array.of(0, 1, 0, -1, 1), categories: ['a', 'b'] }],
    ['tags', { kind: 'list', values: [['r0'], null, ['r2'], ['r3'], []] }],
    ['id', { kind: 'text', values: ['r0', 'r1', 'r2', 'r3', 'r4'] }],
  ]),
}
const hidden: Table = {
  rowCount: 5,
  columns: new Map(table.columns).set('stored', { kind: 'number', values: Float64Array.of(0, 1, 2, 3, 4) }),
}
const sides: RowSplit = {
  train: Int32Array.of(1, 4),
  heldOut: Int32Array.of(0, 3),
  leftOut: Int32Array.of(2),
  groups: Int32Array.of(7, 6, 5, 7, 4),
  copies: 2,
  time: {
    values: times,
    gap: 1,
    column: 'month',
    from: '3',
    windows: [{ from: '5', to: '5', rows: Int32Array.of(3) }],
    leftOut: { gap: 1, missing: 0, otherEntities: 0 },
  },
}

test('orderBySide() moves the rows of all columns once, and the split with them', () => {
  const before = [sides.train, sides.heldOut, sides.leftOut].map((rows) => takeRows(table, rows))
  const ordered = orderBySide([table, hidden], sides)
  expect([...table.columns.values()]).toEqual([
    { kind: 'number', values: Float64Array.of(10, 40, 0, 30, 20) },
    { kind: 'date', values: Float64Array.of(1, 4, 3, 5, 2), precision: 'day' },
    { kind: 'category', codes: Int32Array.of(1, 1, 0, -1, 0), categories: ['a', 'b'] },
    { kind: 'list', values: [null, [], ['r0'], ['r3'], ['r2']] },
    { kind: 'text', values: ['r1', 'r4', 'r0', 'r3', 'r2'] },
  ])
  expect(hidden.columns.get('stored')).toEqual({ kind: 'number', values: Float64Array.of(1, 4, 0, 3, 2) })
  expect(ordered).toEqual({
    train: Int32Array.of(0, 1),
    heldOut: Int32Array.of(2, 3),
    leftOut: Int32Array.of(4),
    groups: Int32Array.of(6, 4, 7, 7, 5),
    copies: 2,
    time: {
      ...sides.time,
      values: Float64Array.of(1, 4, 3, 5, 2),
      windows: [{ from: '5', to: '5', rows: Int32Array.of(3) }],
    },
  })
  expect([ordered.train, ordered.heldOut, ordered.leftOut].map((rows) => viewRows(table, rows))).toEqual(
    before,
  )
  const side = viewRows(table, ordered.heldOut).columns.get('amount')
  expect(side).toEqual({ kind: 'number', values: Float64Array.of(0, 30) })
  expect((side as typeof amounts).values.buffer, 'no copy').toBe(amounts.values.buffer)
})

test('viewRows() copies rows that are no neighbours', () => {
  expect(viewRows(table, Int32Array.of(2, 0)).columns.get('id')).toEqual({
    kind: 'text',
    values: ['r0', 'r1'],
  })
})
