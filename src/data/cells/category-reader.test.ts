import { expect, test } from 'vitest'
import { column } from '../column.ts'
import { CategoryReader } from './category-reader.ts'

const read = (categories: readonly string[], text: string): string | undefined => {
  const reader = new CategoryReader(column.category({ categories }))
  return reader.categories[reader.read(text).code]
}

test.each([
  [['1', '2'], '1.0', '1'],
  [['1', '2'], '+2.00', '2'],
  [['0', '-1'], '-1.0', '-1'],
  [['0.5', '1'], '.50', '0.5'],
  [['1100015', '1100023'], '1100015.0', '1100015'],
  [['01310100', '02000000'], '1310100', '01310100'],
  [['1310100'], '01310100', '1310100'],
])('of %j, %j is %j', (categories, text, category) => expect(read(categories, text)).toBe(category))

test.each([
  [['01', '1'], '01', '01'],
  [['01', '1'], '1', '1'],
  [['01', '1'], '1.0', undefined],
  [['1582218195625938901'], '1582218195625938902', undefined],
  [['1E10', 'A09'], '10000000000', undefined],
  [['1100015', '1100023'], '1100019', undefined],
  [['', '.'], '0', undefined],
])('of %j, %j is no other one', (categories, text, category) => expect(read(categories, text)).toBe(category))
