import { expect, test } from 'vitest'
import { viewProject } from '../../test/kit/view-project.ts'
import type { Table } from '../data/table.ts'
import { hideStored } from './hide-stored.ts'

const rowCount = 2000
const table: Table = {
  rowCount,
  columns: new Map([
    ['amount', { kind: 'number', values: new Float64Array(rowCount).fill(1) }],
    ['balance', { kind: 'number', values: new Float64Array(rowCount).fill(2) }],
    ['kind', { kind: 'category', codes: new Int32Array(rowCount), categories: ['old', 'new'] }],
  ]),
}

function hiddenRows(hidden: Table, name: string): number[] {
  const data = hidden.columns.get(name)
  const isMissing = (row: number): boolean => {
    if (data?.kind === 'number') return Number.isNaN(data.values[row])
    return data?.kind === 'category' && data.codes[row] === -1
  }
  return [...new Array(rowCount).keys()].filter(isMissing)
}

test('hides the stored columns of a share of the rows, all of a row together, the same for the same seed', () => {
  const project = viewProject({ hiddenShare: 0.2 })
  const hidden = hideStored(project, table, 1)
  const rows = hiddenRows(hidden, 'balance')
  expect(rows.length / rowCount).toBeGreaterThan(0.17)
  expect(rows.length / rowCount).toBeLessThan(0.23)
  expect(hiddenRows(hidden, 'kind')).toEqual(rows)
  expect(hiddenRows(hidden, 'amount')).toEqual([])
  expect(hiddenRows(hideStored(project, table, 1), 'balance')).toEqual(rows)
  expect(hiddenRows(hideStored(project, table, 2), 'balance')).not.toEqual(rows)
  expect(hiddenRows(table, 'balance')).toEqual([])
})

test('hides nothing unless a view says so', () => {
  expect(hideStored(viewProject(), table, 1)).toBe(table)
})
