import { expect, test } from 'vitest'
import type { ColumnData } from '../../data/table.ts'
import { measureSlices } from './slices.ts'

/** Returns the slices of six rows. The model predicts b with 0.8 for all but the first. */
function getSlices(data: ColumnData): ReturnType<typeof measureSlices> {
  return measureSlices({
    project: { slices: ['Column', 'Absent'] },
    table: { rowCount: 6, columns: new Map([['Column', data]]) },
    classes: ['a', 'b'],
    target: Uint8Array.from([0, 0, 1, 1, 1, 1]),
    probabilities: Float64Array.from([0.8, 0.2, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8]),
  })
}

test('measureSlices() measures each category in its order, and missing last', () => {
  const found = getSlices({
    kind: 'category',
    categories: ['x', 'y', 'unused'],
    codes: Int32Array.from([1, 0, 0, -1, 1, -1]),
  })
  expect(found.map(({ value, rows, accuracy }) => [value, rows, accuracy])).toEqual([
    ['x', 2, 0.5],
    ['y', 2, 1],
    [null, 2, 1],
  ])
  expect(found[0]?.log_loss).toBeCloseTo((-Math.log(0.2) - Math.log(0.8)) / 2, 12)
  expect(found[0]).toMatchObject({ column: 'Column', predicted: { a: 0, b: 1 } })
})

test('measureSlices() cuts numbers at their quartiles', () => {
  const found = getSlices({ kind: 'number', values: Float64Array.from([10, 20, 30, 40, 50, Number.NaN]) })
  expect(found.map(({ value, rows }) => [value, rows])).toEqual([
    ['10 – 20', 2],
    ['30', 1],
    ['40', 1],
    ['50', 1],
    [null, 1],
  ])
  expect(
    getSlices({ kind: 'number', values: new Float64Array(6).fill(7) }).map(({ value, rows }) => [
      value,
      rows,
    ]),
  ).toEqual([['7', 6]])
})

test('measureSlices() cuts dates at their quartiles, and names them by their days', () => {
  const days = ['2022-01-01', '2022-02-01', '2022-03-01', '2022-04-01', '2022-05-01'].map((day) =>
    Date.parse(day),
  )
  const found = getSlices({
    kind: 'date',
    values: Float64Array.from([...days, Number.NaN]),
    precision: 'day',
  })
  expect(found.map(({ value, rows }) => [value, rows])).toEqual([
    ['2022-01-01 – 2022-02-01', 2],
    ['2022-03-01', 1],
    ['2022-04-01', 1],
    ['2022-05-01', 1],
    [null, 1],
  ])
})

test('measureSlices() counts a list for each of its items once', () => {
  const found = getSlices({ kind: 'list', values: [['x', 'x'], ['x', 'y'], null, ['y'], [], ['y']] })
  expect(found.map(({ value, rows }) => [value, rows])).toEqual([
    ['x', 2],
    ['y', 3],
    [null, 1],
  ])
})
