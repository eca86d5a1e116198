import { expect, test } from 'vitest'
import type { ColumnReport } from '../data-report.ts'
import { countLost, lostColumns, computeLostShares } from './lost-cells.ts'

const column = (name: string, present: number, problems: ColumnReport['problems']): ColumnReport => {
  return { name, type: 'number', personal: false, present, problems, repaired: 0, repaired_examples: [] }
}

test('empty cells and missing markers are no loss, and not counted among the cells', () => {
  const columns = [
    column('a', 10, [{ problem: 'empty', count: 90, examples: [] }]),
    column('b', 6, [
      { problem: 'marker', count: 90, examples: ['NA'] },
      { problem: 'out-of-range', count: 3, examples: ['-1'] },
      { problem: 'not-a-number', count: 1, examples: ['x'] },
    ]),
  ]
  const [lost, ...more] = lostColumns(columns)
  expect(more).toEqual([])
  expect(lost).toMatchObject({ name: 'b', cells: 10, lost: 4, share: 0.4 })
  expect(lost?.problems.map(({ problem }) => problem)).toEqual(['out-of-range', 'not-a-number'])
  expect(computeLostShares(columns)).toEqual({ b: 0.4 })
})

test('parts of one column count together, with five samples', () => {
  const part = (examples: string[]) =>
    column('a', 1, [{ problem: 'unknown-category', count: examples.length, examples }])
  const lost = lostColumns([part(['1', '2', '3']), column('b', 1, []), part(['3', '4', '5', '6'])])
  expect(lost).toMatchObject([
    { name: 'a', cells: 9, lost: 7, problems: [{ count: 7, examples: ['1', '2', '3', '4', '5'] }] },
  ])
  expect(countLost(lost)).toBe(7)
})

test('a column of any name keeps its share', () => {
  const shares = computeLostShares([
    column('__proto__', 1, [{ problem: 'not-a-number', count: 1, examples: [] }]),
  ])
  expect(new Map(Object.entries(JSON.parse(JSON.stringify(shares)))).get('__proto__')).toBe(0.5)
})
