import { expect, test } from 'vitest'
import { fillWithinEntity, groupRows } from './fill.ts'

const rowsOf = groupRows(Int32Array.of(0, 0, 0, 1, 1, 0, 2))

test('fillWithinEntity() takes the most frequent value of the same entity, the first of equals', () => {
  const codes = Int32Array.of(-1, 2, 2, -1, 1, 0, -1)
  expect(fillWithinEntity({ kind: 'category', codes, categories: ['a', 'b', 'c'] }, rowsOf)).toBe(2)
  expect([...codes]).toEqual([2, 2, 2, 1, 1, 0, -1])
  const tie = Float64Array.of(5, 7, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1)
  expect(fillWithinEntity({ kind: 'number', values: tie }, rowsOf)).toBe(2)
  expect([...tie]).toEqual([5, 7, 5, Number.NaN, Number.NaN, 5, 1])
})

test('fillWithinEntity() fills lists by their content, and an empty list is a value', () => {
  const values = [['a', 'b'], [], [], null, null, null, null]
  expect(fillWithinEntity({ kind: 'list', values }, rowsOf)).toBe(1)
  expect(values).toEqual([['a', 'b'], [], [], null, null, [], null])
})

test('fillWithinEntity() fills texts', () => {
  const values = ['x', null, 'x', null, 'y', 'z', null]
  expect(fillWithinEntity({ kind: 'text', values }, rowsOf)).toBe(2)
  expect(values).toEqual(['x', 'x', 'x', 'y', 'y', 'z', null])
})
