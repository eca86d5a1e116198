import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { foldText } from '../../base/text/fold-text.ts'
import { column } from '../column.ts'
import { standardMissingMarkers } from '../cells/parsers/missing-markers.ts'
import { readRows } from '../../../test/kit/read-rows.ts'
import { readTable } from './read-table.ts'
import { cellValue, type ColumnData } from '../table.ts'

const stones = ['ametista', 'quartzo', 'topázio', 'ágata'] as const
const schema = {
  columns: {
    id: column.identifier({ headings: ['RA', 'Código'] }),
    age: column.integer({ headings: ['Idade'], missing: ['INCLUIR'] }),
    // The first one that there is.
    stone: column.category({
      categories: stones,
      spellings: { citrino: 'quartzo' },
      loose: true,
      missing: ['INCLUIR'],
      combine: { headings: ['2020', '2021'], value: (cells) => cells.find((cell) => cell !== null) ?? null },
    }),
    score: column.number({
      combine: { headings: ['a', 'b'], value: (cells) => cells.find((cell) => cell !== null) ?? null },
    }),
  },
} as const

async function read(text: string) {
  const path = join(tempFolder(), 'data.csv')
  writeFileSync(path, text)
  const { table, report } = await readTable([path], schema, { requireTarget: false, synthetic: false })
  const values = (name: string) => {
    return Array.from({ length: table.rowCount }, (_, row) =>
      cellValue(table.columns.get(name) as ColumnData, row),
    )
  }
  const of = (name: string) => report.columns.find((one) => one.name === name)
  return { values, of, extra: report.extra_columns }
}

test('readTable() finds a column by its headings or by its own name', async () => {
  const school = await read('RA,Idade,Outra\n7,12,x\n')
  expect([school.values('id'), school.values('age'), school.extra]).toEqual([['7'], [12], ['Outra']])
  const request = await read('id,age\n7,12\n')
  expect([request.values('id'), request.values('age')]).toEqual([['7'], [12]])
})

describe('labels as headings', () => {
  const labelled = {
    columns: {
      Annual_Income: column.number({ label: { en: 'Annual income', 'pt-BR': 'Renda anual' } }),
      Age: column.integer({ label: { en: 'Age', 'pt-BR': 'Idade média' }, headings: ['Years'] }),
      // A label that is another column's name, and one that two columns share.
      Other: column.number({ label: { en: 'Years', 'pt-BR': 'Taxa' } }),
      Rate: column.number({ label: { en: 'Rate %', 'pt-BR': 'Taxa' } }),
    },
  } as const
  const found = async (headings: string) => {
    const path = join(tempFolder(), 'data.csv')
    const cells = headings.split(',').map((_, index) => index + 1)
    writeFileSync(path, `${headings}\n${cells.join(',')}\n`)
    const { table, report } = await readTable([path], labelled, { requireTarget: false, synthetic: false })
    return {
      extra: report.extra_columns,
      values: Object.fromEntries([...table.columns].map(([name, data]) => [name, cellValue(data, 0)])),
    }
  }

  test.each([
    ['English', 'Annual income,Age', { Annual_Income: 1, Age: 2 }, []],
    ['Portuguese', 'Idade média,Renda anual', { Age: 1, Annual_Income: 2 }, []],
    ['letters of two code points', 'Idade me\u0301dia,Age_2', { Age: 1 }, ['Age_2']],
    [
      'the name first, whatever else has the label',
      'Renda anual,Annual_Income,Age',
      { Annual_Income: 2, Age: 3 },
      ['Renda anual'],
    ],
    ['a heading of another column is not a label', 'Years,Rate', { Age: 1, Rate: 2 }, []],
    ['a label of two columns names neither', 'Taxa,Age', { Age: 2 }, ['Taxa']],
  ] as const)('%s', async (_, headings, values, extra) => {
    expect(await found(headings)).toEqual({ values, extra })
  })

  test('labels in two languages in one file name the column twice', async () => {
    await expect(found('Annual income,Renda anual')).rejects.toThrow(
      'repeats these columns: Annual income, Renda anual',
    )
  })

  test('training matches labels too', async () => {
    const path = join(tempFolder(), 'data.csv')
    writeFileSync(path, 'Renda anual,Resultado\n1,sim\n2,não\n')
    const schema = {
      columns: {
        income: column.number({ label: { en: 'Income', 'pt-BR': 'Renda anual' } }),
        result: column.category({
          categories: ['sim', 'não'],
          label: { en: 'Result', 'pt-BR': 'Resultado' },
        }),
      },
      target: 'result',
    }
    const { table } = await readTable([path], schema, { requireTarget: true, synthetic: false })
    expect([...table.columns.keys()]).toEqual(['income', 'result'])
  })
})

test('readTable() refuses a column that is there twice, and names the headings that it looks for', async () => {
  await expect(read('RA,Código,Idade\n7,7,12\n')).rejects.toThrow('repeats these columns: RA, Código')
  await expect(read('RA,Idde\n7,12\n')).rejects.toThrow(
    'does not have these columns: age / Idade, stone / 2020 + 2021, score / a + b',
  )
})

test('readTable() combines cells as their column reads them, and says why a combination has no value', async () => {
  const { values, of, extra } = await read(
    'age,2020,2021\n1,Topazio,Ágata\n2,#N/A, AGATA \n3,Citrino,x\n4,,\n5,#NULO!,INCLUIR\n6,Topasio,quartzo\n7,,Rubi\n',
  )
  expect(values('stone')).toEqual(['topázio', 'ágata', 'quartzo', null, null, null, null])
  expect(of('stone')?.problems).toEqual([
    { problem: 'unknown-category', count: 2, examples: ['Topasio', 'Rubi'] },
    { problem: 'empty', count: 1, examples: [] },
    { problem: 'marker', count: 1, examples: ['#NULO!'] },
  ])
  // A cell that means nothing was outvoted: its row is shown among the repaired.
  expect(of('stone')).toMatchObject({ repaired: 1, repaired_examples: ['Citrino | x'] })
  expect(extra).toEqual([])
})

test('readTable() combines numbers too, and takes the column itself where a file has it', async () => {
  expect((await read('age,a,b\n1,-,2.5\n2,7,1\n3,x,1\n')).values('score')).toEqual([2.5, 7, null])
  const both = await read('age,score,stone\n1,3,TOPAZIO\n')
  expect([both.values('score'), both.values('stone')]).toEqual([[3], ['topázio']])
})

test('a row that lacks what it must have is told by what stands in its own cell, combined or not', async () => {
  const combine = {
    headings: ['a', 'b'],
    value: (cells: readonly (string | null)[]) => cells[0] ?? cells[1] ?? null,
  }
  const needing = { columns: { score: column.number({ combine, required: true }) } }
  const problemOf = async (text: string) => {
    const path = join(tempFolder(), 'data.csv')
    writeFileSync(path, text)
    const { rowProblems } = await readRows(path, needing)
    return rowProblems.get(0)?.en
  }
  expect(await problemOf('score\nabc\n')).toContain('abc')
  expect(await problemOf('a,b\nxyz,1\n')).toContain('xyz')
})

test('readTable() refuses a file that has only some of the cells to combine', async () => {
  await expect(read('age,a,2020\n1,2,quartzo\n')).rejects.toThrow(
    'does not have these columns: stone / 2020 + 2021, score / a + b.',
  )
})

test('readTable() counts a missing accent as repaired, and letter case not', async () => {
  const { of, values } = await read('age,stone\n1,TOPÁZIO\n2,topázio\n3,Topaziu\n4,Topazio\n')
  expect(values('stone')).toEqual(['topázio', 'topázio', null, 'topázio'])
  expect(of('stone')).toMatchObject({ repaired: 1, repaired_examples: ['Topazio'] })
  expect(of('stone')?.problems).toEqual([{ problem: 'unknown-category', count: 1, examples: ['Topaziu'] }])
})

test('readTable() takes what spreadsheets show for a failed formula as missing, and counts it', async () => {
  const errors = standardMissingMarkers.filter((marker) => marker.startsWith('#'))
  const { values, of } = await read(
    `age,a,b\n${errors.map((error) => `${error.toUpperCase()},1,1\n`).join('')}INCLUIR,1,1\n9,1,1\n`,
  )
  expect(values('age')).toEqual([...errors.map(() => null), null, 9])
  expect(of('age')?.problems[0]).toMatchObject({ problem: 'marker', count: errors.length + 1 })
  expect(errors.length).toBeGreaterThan(10)
})

test('foldText() forgets letter case, accents and outer spaces, and nothing else', () => {
  expect([' Topázio ', 'ÁGATA', 'Topa zio', 'ç'].map(foldText)).toEqual(['topazio', 'agata', 'topa zio', 'c'])
})
