import { expect, test } from 'vitest'
import { column } from '../../data/column.ts'
import type { Table } from '../../data/table.ts'
import type { Project } from '../../project/project.ts'
import { measureOtherInput, listOtherTables } from './other-inputs.ts'

const columns = {
  client: column.identifier({}),
  job: column.number({ constantWithinEntity: true }),
  outcome: column.category({ categories: ['no', 'yes'] }),
}
const project = { columns, entity: 'client', target: 'outcome' } as unknown as Project

const table = {
  rowCount: 4,
  columns: new Map([
    ['client', { kind: 'text' as const, values: ['a', 'a', 'b', 'b'] }],
    ['job', { kind: 'number' as const, values: Float64Array.of(Number.NaN, 1, 2, Number.NaN) }],
  ]) as Table['columns'],
}

test('listOtherTables() fills gaps within the entity for a file, and leaves the rows of requests as they are', () => {
  const [asFile, ...rest] = listOtherTables(project, table)
  expect([asFile?.input, rest]).toEqual(['as_file', []])
  expect(asFile?.table.columns.get('job')).toMatchObject({ values: Float64Array.of(1, 1, 2, 2) })
  expect(table.columns.get('job')).toMatchObject({ values: Float64Array.of(Number.NaN, 1, 2, Number.NaN) })
})

test('listOtherTables() is empty where requests are the only way', () => {
  const { entity: _, ...alone } = project
  expect(listOtherTables(alone as Project, table)).toEqual([])
})

test('measureOtherInput() is the mean over repeats', () => {
  const [sure, wrong] = [Float64Array.of(0, 1, 0, 1), Float64Array.of(0, 1, 0.75, 0.25)]
  const measured = measureOtherInput('as_file', [sure, wrong], Uint8Array.of(1, 1))
  expect(measured).toMatchObject({ input: 'as_file', accuracy: 0.75 })
  expect(measured.log_loss).toBeCloseTo(-Math.log(0.25) / 4, 12)
})
