import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { findBooleanCategories } from './parsers/boolean-categories.ts'
import { createCellCleaner } from './cell-cleaner.ts'
import { column } from '../column.ts'
import { readTable } from '../readers/read-table.ts'
import { type ColumnData, cellValue } from '../table.ts'
import { splitList } from './collectors/list-collector.ts'

test.each<
  [readonly string[], Readonly<Record<string, string>> | undefined, readonly [string, string] | undefined]
>([
  [['true', 'false'], undefined, ['true', 'false']],
  [['False', 'True'], undefined, ['True', 'False']],
  [['FALSO', 'VERDADEIRO', 'sem dados'], undefined, ['VERDADEIRO', 'FALSO']],
  [['0', '1'], undefined, ['1', '0']],
  [['1.0', '0.0'], undefined, ['1.0', '0.0']],
  [['Sim', 'Não'], { true: 'Sim', false: 'Não' }, ['Sim', 'Não']],
  [['yes', 'no'], undefined, undefined],
  [['0', '1', '2'], undefined, undefined],
  [['true', 'TRUE', 'false'], undefined, undefined],
  [['true', 'other'], undefined, undefined],
])('findBooleanCategories() of %j with the spellings %j', (categories, spellings, expected) => {
  const of = { categories, ...(spellings && { spellings }) }
  expect(findBooleanCategories(of)).toEqual(expected && { true: expected[0], false: expected[1] })
})

test('a truth value is the category that it means, however a program writes it; a category comes first', () => {
  const clean = createCellCleaner(column.category({ categories: ['FALSO', 'VERDADEIRO'] }))
  for (const value of [true, 'true', 'TRUE', 'True', ' verdadeiro '])
    expect(clean(value).value).toBe('VERDADEIRO')
  for (const value of [false, 'false', 'FALSE', 'Falso']) expect(clean(value).value).toBe('FALSO')
  expect(createCellCleaner(column.category({ categories: ['yes', 'no'] }))(true)).toMatchObject({
    value: null,
    problem: 'unknown-category',
  })
  const flag = createCellCleaner(column.category({ categories: ['1', '0'] }))
  expect([flag(true), flag('FALSE'), flag(1), flag('1.0')].map(({ value }) => value)).toEqual([
    '1',
    '0',
    '1',
    '1',
  ])
})

test.each<[string, readonly string[]]>([
  ['["a, b","c\\"d",null,""]', ['a, b', 'c"d']],
  ['[1, 2.5, true]', ['1', '2.5', 'true']],
  ["['a, b', 'c']", ['a, b', 'c']],
  ["['it\\'s', \"it's\"]", ["it's", "it's"]],
  ["[a, 'b, c', NULL]", ['a', 'b, c']],
  ["['NULL']", ['NULL']],
  ['[a, b]', ['a', 'b']],
  ["[it's, b]", ["it's", 'b']],
  ['[]', []],
  ['["Payday and Auto"]', ['Payday and Auto']],
  ["Children's Loan, Auto", ["Children's Loan", 'Auto']],
  ['A, B, and C', ['A', 'B', 'C']],
  ['[', ['[']],
])('splitList() reads %s', (cell, expected) => {
  expect(splitList(cell)).toEqual(expected)
})

test('readTable() takes a list that is written as an array by its items, whatever splits other cells', async () => {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, `l;x\n["a, b","c"];1\na, b|c;2\n[];3\n["z"];4\n`)
  const list = column.list({ categories: ['a, b', 'c'], split: (cell) => cell.split('|') })
  const columns = { l: list, x: column.integer({}) }
  const { table } = await readTable([path], { columns }, { requireTarget: false, synthetic: false })
  const data = table.columns.get('l') as ColumnData
  expect([0, 1, 2, 3].map((row) => cellValue(data, row))).toEqual([['a, b', 'c'], ['a, b', 'c'], [], null])
})
