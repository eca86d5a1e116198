import { describe, expect, test } from 'vitest'
import { column } from '../../column.ts'
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

describe('a label in either language', () => {
  const both = (en: string, pt: string) => ({ en, 'pt-BR': pt })
  const reader = new CategoryReader(
    column.category({
      categories: ['Good', 'Bad', 'Fair', 'not_paid', '1', 'Lost'],
      categoryLabels: {
        Good: both('Good', 'Bom'),
        Bad: both('Fair', 'Regular'),
        Fair: both('Medium', 'Regular'),
        not_paid: both('2', 'INCLUIR'),
        '1': both('One', 'Um'),
        Lost: both('None', 'Nenhum'),
      },
      missing: ['INCLUIR'],
    }),
  )

  test.each([
    ['Bom', 'Good'],
    ['Medium', 'Fair'],
    ['Um', '1'],
    ['2', 'not_paid'],
    ['Nenhum', 'Lost'],
  ])('%s is %s, and counted as repaired', (text, category) => {
    expect(reader.read(text)).toEqual({ code: reader.categories.indexOf(category), repaired: true })
  })

  test('does not win over the name of another category', () => {
    expect(reader.categories[reader.read('Fair').code]).toBe('Fair')
  })

  test('is lost where two categories have it, and in another letter case', () => {
    expect(reader.read('Regular')).toEqual({ code: -1, problem: 'unknown-category' })
    expect(reader.read('bom')).toEqual({ code: -1, problem: 'unknown-category' })
  })

  test('does not win over a missing marker', () => {
    expect([reader.read('INCLUIR'), reader.read('None')]).toEqual([
      { code: -1, problem: 'marker' },
      { code: -1, problem: 'marker' },
    ])
  })

  test('may be the name with spaces, and of a loose column in any letter case', () => {
    expect(read(['not_paid', 'paid'], 'not paid')).toBe('not_paid')
    const loose = new CategoryReader(
      column.category({
        categories: ['Good', 'Bad'],
        categoryLabels: { Good: both('Good', 'Ótimo'), Bad: both('Bad', 'Mau') },
        loose: true,
      }),
    )
    expect(loose.read('otimo').code).toBe(0)
  })
})
