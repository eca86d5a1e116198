import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { readTable } from '../../data/readers/read-table.ts'
import { cellValue } from '../../data/table.ts'
import { loadProject } from '../../project/load-project.ts'
import { writeProject } from '../write-project.ts'

/** Writes a project for a table of 120 rows: these columns, a number and a target. */
async function init(columns: Readonly<Record<string, (row: number) => string>>, separator = ',') {
  const folder = tempFolder()
  const file = join(folder, 'data.csv')
  const names = Object.keys(columns)
  const rows = Array.from({ length: 120 }, (_, row) => {
    return [
      ...names.map((name) => columns[name]?.(row)),
      (row * 37) % 101,
      row % 3 === 0 ? 'yes' : 'no',
    ].join(separator)
  })
  writeFileSync(file, [[...names, 'amount', 'late'].join(separator), ...rows].join('\n'))
  await writeProject({ file, dir: join(folder, 'project'), target: 'late' })
  const config = readFileSync(join(folder, 'project/lapidary.config.ts'), 'utf8')
  const { project } = await loadProject(join(folder, 'project'))
  const { table, report } = await readTable([file], project, { requireTarget: true, synthetic: false })
  const value = (name: string, row = 0) =>
    cellValue(table.columns.get(name) ?? { kind: 'text', values: [] }, row)
  return { project, config, report, value }
}

const two = (value: number): string => String(value).padStart(2, '0')
const dayMonth = (row: number): string => `${two(1 + (row % 28))}/${two(1 + (row % 12))}/2022`
/** Nothing in these cells says which comes first. */
const open = (row: number): string => `${two(1 + (row % 12))}/${two(1 + ((row * 5) % 12))}/2022`

describe('the order of day and month is decided', () => {
  test('by a day above 12', async () => {
    const { project, config, value } = await init({
      sold: (row) => (row === 0 ? '05/03/2022' : dayMonth(row)),
    })
    expect(project.columns['sold']).toMatchObject({ type: 'date', dayFirst: true })
    expect(value('sold')).toBe('2022-03-05')
    expect(config).toMatch(/Day first: "13\/01\/2022" cannot be read otherwise/)
  })

  test('by a second part above 12', async () => {
    const { project, value } = await init({
      sold: (row) => (row === 0 ? '05/03/2022' : `${two(1 + (row % 12))}/${two(1 + (row % 28))}/2022`),
    })
    expect(project.columns['sold']).toMatchObject({ type: 'date', dayFirst: false })
    expect(value('sold')).toBe('2022-05-03')
  })

  test('by another column of the file', async () => {
    const { project, config } = await init({ sold: open, paid: dayMonth })
    expect(project.columns['sold']).toMatchObject({ dayFirst: true })
    expect(config.replaceAll(/\s+\/\/ /g, ' ')).toContain(
      'may be either, but the column "paid" has the day first; if the month comes first, write dayFirst: false',
    )
  })

  test('by the semicolons of the file, and by points', async () => {
    const { config } = await init({ sold: open }, ';')
    expect(config).toContain('the day comes first where semicolons divide cells')
    const points = await init({ sold: (row) => open(row).replaceAll('/', '.') })
    expect(points.project.columns['sold']).toMatchObject({ dayFirst: true })
  })

  test('or said to be only supposed', async () => {
    const { config } = await init({ sold: open })
    expect(config).toContain('Day first is only assumed: the file does not decide "01/01/2022"')
  })

  test('by the majority, and the others are named', async () => {
    const { config, report } = await init({ sold: (row) => (row < 5 ? '03/25/2022' : dayMonth(row)) })
    expect(config.replaceAll(/\s+\/\/ /g, ' ')).toContain(
      '5 rows such as "03/25/2022" can only be read the other way and become missing',
    )
    expect(report.columns[0]?.problems).toEqual([
      { problem: 'not-a-date', count: 5, examples: ['03/25/2022'] },
    ])
  })
})

test.each<[string, string, (row: number) => string, object, string]>([
  ['ISO 8601', 'sold', (row) => `2022-03-${two(5 + (row % 20))}`, { type: 'date' }, '2022-03-05'],
  ['digits', 'sold', (row) => `202203${two(5 + (row % 20))}`, { type: 'date' }, '2022-03-05'],
  [
    'digits, the day first',
    'DTOBITO',
    (row) => `${two(5 + (row % 20))}032022`,
    { type: 'date', format: 'ddMMyyyy' },
    '2022-03-05',
  ],
  ['names of months', 'sold', (row) => `${two(5 + (row % 20))}-mar-2022`, { type: 'date' }, '2022-03-05'],
  [
    'serial numbers',
    'data_venda',
    (row) => String(44_625 + (row % 40)),
    { type: 'date', serial: 1900 },
    '2022-03-05',
  ],
  [
    'serial numbers among dates',
    'data',
    (row) => (row % 2 === 0 ? String(44_625 + row) : dayMonth(row)),
    { type: 'date', dayFirst: true, serial: 1900 },
    '2022-03-05',
  ],
  [
    'midnights',
    'sold',
    (row) => `${two(5 + (row % 20))}/03/2022 00:00`,
    { type: 'date', dayFirst: true },
    '2022-03-05',
  ],
  [
    'times',
    'sold',
    (row) => `2022-03-${two(5 + (row % 20))} ${two(row % 24)}:30`,
    { type: 'datetime' },
    '2022-03-05T00:30:00Z',
  ],
  [
    'times with an offset',
    'sold',
    (row) => `2022-03-05T${two(row % 24)}:30:00-03:00`,
    { type: 'datetime' },
    '2022-03-05T03:30:00Z',
  ],
])('%s are dates', async (_, name, cell, column, first) => {
  // biome-ignore format: a table
  const { project, value } = await init({ [name]: cell })
  expect(project.columns[name]).toMatchObject(column)
  expect(value(name)).toBe(first)
})

test.each<[string, string, (row: number) => string]>([
  ['postal codes', 'cep', (row) => String(13_083_000 + row * 3)],
  ['numbers of another name', 'income', (row) => String(44_000 + row * 13)],
  ['versions', 'version', (row) => `${1 + (row % 3)}.${row % 4}.${row % 5}`],
])('%s are none', async (_, name, cell) => {
  const { project } = await init({ [name]: cell })
  expect(['date', 'datetime']).not.toContain(project.columns[name]?.type)
})

test('dates that stand for "not known" are missing or pointed out', async () => {
  const { project, config } = await init({
    sold: (row) => (row % 40 === 0 ? '00/00/0000' : dayMonth(row)),
    ended: (row) => (row % 10 === 0 ? '31/12/9999' : dayMonth(row)),
  })
  expect(project.columns['sold']).toMatchObject({ missing: ['00/00/0000'] })
  expect(config.replaceAll(/\s+\/\/ /g, ' ')).toContain(
    '12 rows have 9999-12-31: if that stands for "not known"',
  )
})

describe('numbers are derived', () => {
  test('the days between dates, and the parts that come again', async () => {
    const { project, config } = await init({
      ordered: (row) => `${two(1 + (row % 28))}/${two(1 + (row % 12))}/${2020 + (Math.floor(row / 28) % 3)}`,
      'sent at': (row) => `${two(1 + (row % 28))}/12/2022 ${two(row % 24)}:00`,
    })
    expect(Object.keys(project.derived ?? {})).toEqual([
      'days_ordered_to_sent_at',
      'ordered_month',
      'ordered_weekday',
      'sent_at_weekday',
      'sent_at_hour',
    ])
    expect(
      project.derived?.['days_ordered_to_sent_at']?.compute({
        ordered: '2022-11-30',
        'sent at': '2022-12-05T10:00:00Z',
      } as never),
    ).toBe(5)
    expect(config).toContain(
      "import { column, daysBetween, defineProject, hourOf, monthOf, randomForest, weekdayOf } from 'lapidary'",
    )
  })

  test('from no date that is known only after the decision', async () => {
    const { project, config } = await init({ paid: (row) => (row % 3 === 0 ? '' : dayMonth(row)) })
    expect(project.columns['paid']).toMatchObject({ type: 'date', knownAfter: true })
    expect(project.derived).toBeUndefined()
    expect(config).toContain('leaks:')
  })

  test.each([
    'DTNASC',
    'dt_nasc',
    'data_nascimento',
    'Data de Nascimento',
    'birthdate',
    'birth_date',
    'dob',
    'dateOfBirth',
  ])('from %s only when the team says so: it is personal', async (name) => {
    const born = (row: number): string => `${two(1 + (row % 28))}/${two(1 + (row % 12))}/${1950 + (row % 50)}`
    const { project, config } = await init({ [name]: born, data_pedido: dayMonth })
    expect(project.columns[name]).toMatchObject({ type: 'date', dayFirst: true, personal: true })
    expect(Object.values(project.derived ?? {}).flatMap(({ from }) => from)).not.toContain(name)
    expect(config).toContain('remove personal: true')
    expect(config).toContain('//   compute: (row) => yearsBetween(')
    expect(config).not.toMatch(/19[5-9]\d/)
  })
})

test.each([
  ['2021-03', 'yyyy-MM', (row: number) => `${2020 + (row % 3)}-${two(1 + (row % 12))}`],
  ['04/2021', 'MM/yyyy', (row: number) => `${two(1 + (row % 12))}/${2020 + (row % 3)}`],
  ['4/2021', 'M/yyyy', (row: number) => `${1 + (row % 12)}/${2020 + (row % 3)}`],
  ['202103', 'yyyyMM', (row: number) => `${2020 + (row % 3)}${two(1 + (row % 12))}`],
  ['abr/2021', 'MMM/yyyy', (row: number) => `${['mar', 'abr', 'mai'][row % 3]}/${2020 + (row % 4)}`],
] as const)('months such as %s are dates, so that later ones can be sent', async (_, format, text) => {
  const { project, config, value, report } = await init({ competencia: text })
  expect(project.columns['competencia']).toMatchObject({ type: 'date', format })
  expect(value('competencia')).toMatch(/^2020-\d\d-01$/)
  expect(report.columns[0]?.present).toBe(120)
  expect(config).not.toContain('competencia_weekday')
  expect(config).toContain('No column repeats in near-equal rows')
})

test('numbers and pairs of numbers are no months', async () => {
  const { project } = await init({
    ratio: (row) => `${1 + (row % 12)}.${2000 + (row % 50)}`,
    pair: (row) => `${1 + (row % 3)}/${1 + (row % 24)}`,
  })
  expect(project.columns['ratio']?.type).toBe('number')
  expect(project.columns['pair']?.type).not.toBe('date')
})

const months = (row: number): string => `${2020 + (row % 3)}${two(1 + (row % 4))}`

test.each([
  'ano_mes',
  'anomes',
  'AnoMes',
  'mes_ano',
  'Competência',
  'month',
  'period',
  'safra',
  'year_month',
  'mes_ref',
  'yyyymm',
])('a few months of six digits are dates where the column is called %s', async (name) => {
  const { project, value } = await init({ [name]: months })
  expect(project.columns[name]).toMatchObject({ type: 'date', format: 'yyyyMM' })
  expect(value(name, 1)).toBe('2021-02-01')
})

test('six digits are no months without such a name, nor where one cell is none', async () => {
  const cells = {
    balance: months,
    period: (row: number) => (row === 7 ? '202413' : months(row)),
    safra: (row: number) => (row === 7 ? '189912' : months(row)),
    month: (row: number) => (row === 7 ? '210001' : months(row)),
    competencia: (row: number) => (row === 7 ? '0' : months(row)),
  }
  const { project } = await init(cells)
  for (const name of Object.keys(cells))
    expect([name, project.columns[name]?.type]).not.toEqual([name, 'date'])
})

test('many months of six digits are dates, whatever the name', async () => {
  const { project } = await init({ x: (row) => `${2010 + (row % 9)}${two(1 + (row % 12))}` })
  expect(project.columns['x']).toMatchObject({ type: 'date', format: 'yyyyMM' })
})
