import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { realData } from '../../../test/kit/real-data.ts'
import { columns } from '../columns.ts'
import { generate } from './generate.ts'
import { behaviours } from './profiles.ts'

type Cells = Readonly<Record<string, string>>

const tableText = (rows: number, seed: number): string => [...generate({ rows, seed })].join('')

function parse(text: string): Cells[] {
  const [header = [], ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? ''),
    )
  return lines.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] as string])))
}

const text = tableText(40_000, 1)
const table = parse(text)
const customers = Array.from({ length: table.length / 8 }, (_, index) =>
  table.slice(index * 8, index * 8 + 8),
)
const share = (test: (cells: Cells) => boolean, rows = table): number =>
  rows.filter(test).length / rows.length
const near = (seen: number, wanted: number, band: number): void => {
  expect(seen).toBeGreaterThan(wanted - band)
  expect(seen).toBeLessThan(wanted + band)
}

describe('the text', () => {
  it('is the same for the same seed, byte for byte, on every machine', () => {
    const sha256 = createHash('sha256').update(tableText(2_000, 42)).digest('hex')
    expect(sha256).toBe('1007114924f37d2d19163001673c1f3cc005718fa149c5bb43671c970687b264')
  })

  it('differs by seed, and a longer table begins with the shorter one', () => {
    expect(tableText(80, 2)).not.toBe(tableText(80, 3))
    expect(tableText(20_000, 1).startsWith(tableText(1_003, 1))).toBe(true)
  })

  it('has the columns of the file in its order, and as many rows as asked for', () => {
    expect(Object.keys(table[0] as Cells)).toEqual(Object.keys(columns))
    for (const rows of [0, 1, 7, 1_003])
      expect(tableText(rows, 1).trimEnd().split('\n')).toHaveLength(rows + 1)
  })
})

describe('customers', () => {
  it('have eight months each, an ID a row and one of their own', () => {
    expect(new Set(table.map((row) => row['ID'])).size).toBe(table.length)
    expect(table[0]?.['ID']).toBe('0x1602')
    expect(table[8]?.['ID']).toBe('0x160e')
    expect(new Set(customers.map(([first]) => first?.['Customer_ID'])).size).toBe(customers.length)
    for (const months of customers) {
      expect(new Set(months.map((row) => row['Customer_ID'])).size).toBe(1)
      expect(months.map((row) => row['Month']).join()).toBe(
        'January,February,March,April,May,June,July,August',
      )
    }
  })

  it('are made up: no area 000 was ever given to anybody', () => {
    for (const row of table) expect(row['SSN']).toMatch(/^000-\d\d-\d{4}$|^#F%\$D@\*&8$/)
  })

  const real = realData('credit-score/train-first10k.csv')
  it.skipIf(real === null)('are no copies of real ones', () => {
    const personOf = (row: Cells): string =>
      `${Number.parseFloat(row['Annual_Income'] as string)}/${row['Outstanding_Debt']}`
    const people = new Set(parse(readFileSync(real ?? '', 'utf8')).map(personOf))
    expect(table.filter((row) => people.has(personOf(row)))).toEqual([])
  })
})

describe('scores', () => {
  const scores = customers.map((months) => months.map((row) => row['Credit_Score'] as string))

  it.each([
    ['Poor', 0.29],
    ['Standard', 0.5317],
    ['Good', 0.1783],
  ])('%s has the share of the real table', (score, wanted) => {
    near(
      share((row) => row['Credit_Score'] === score),
      wanted,
      0.02,
    )
  })

  it.each([
    ['Good', 0.8152, 0.1848, 0],
    ['Standard', 0.0704, 0.8313, 0.0983],
    ['Poor', 0, 0.1799, 0.8201],
  ])('go from %s to the next month as in the real table', (from, good, standard, poor) => {
    const next = scores.flatMap((months) => months.slice(1).filter((_, month) => months[month] === from))
    const shareOf = (score: string): number => next.filter((seen) => seen === score).length / next.length
    near(shareOf('Good'), good, 0.015)
    near(shareOf('Standard'), standard, 0.015)
    near(shareOf('Poor'), poor, 0.015)
  })

  it.each([
    ['Good', 'January', 0.158],
    ['Good', 'April', 0.1886],
    ['Good', 'August', 0.193],
    ['Poor', 'January', 0.2866],
    ['Poor', 'June', 0.2982],
    ['Poor', 'August', 0.2882],
  ])('%s in %s has the share of the real table', (score, month, wanted) => {
    near(
      share(
        (row) => row['Credit_Score'] === score,
        table.filter((row) => row['Month'] === month),
      ),
      wanted,
      0.025,
    )
  })

  it('stay the same for two customers in five, and never are all three', () => {
    near(scores.filter((months) => new Set(months).size === 1).length / scores.length, 0.417, 0.03)
    expect(scores.filter((months) => new Set(months).size === 3)).toEqual([])
  })

  it.each([
    ['Good', 'No', 0.3038, 0.4888, 0.1595],
    ['Standard', 'No', 0.1018, 0.0758, 0.0577],
    ['Standard', 'Yes', 0.3566, 0.0521, 0.2599],
    ['Bad', 'Yes', 0.2376, 0.0148, 0.6011],
  ])('follow the credit mix %s with payment of the minimum %s', (mix, minimum, rows, good, poor) => {
    const known = table.filter((row) => row['Credit_Mix'] !== '_' && row['Payment_of_Min_Amount'] !== 'NM')
    const same = known.filter((row) => row['Credit_Mix'] === mix && row['Payment_of_Min_Amount'] === minimum)
    near(same.length / known.length, rows, 0.01)
    near(
      share((row) => row['Credit_Score'] === 'Good', same),
      good,
      0.025,
    )
    near(
      share((row) => row['Credit_Score'] === 'Poor', same),
      poor,
      0.025,
    )
  })
})

/** Means of the real table by class, in-range values: columns, Poor, Standard, Good. */
const means: [string, number, number, number][] = [
  ['Age', 31.24, 33.43, 36.37],
  ['Annual_Income', 40587, 51013, 65292],
  ['Num_Bank_Accounts', 6.53, 5.39, 3.44],
  ['Num_Credit_Card', 6.62, 5.4, 4.14],
  ['Interest_Rate', 20.19, 13.75, 7.66],
  ['Num_of_Loan', 4.76, 3.31, 2.2],
  ['Delay_from_due_date', 29.34, 20.26, 11.22],
  ['Num_of_Delayed_Payment', 15.44, 13.62, 8.57],
  ['Changed_Credit_Limit', 10.96, 11.17, 6.87],
  ['Num_Credit_Inquiries', 8.09, 5.4, 3.11],
  ['Outstanding_Debt', 2081, 1278, 801],
  ['Amount_invested_monthly', 165.4, 200, 253.8],
  ['Monthly_Balance', 346.2, 412.7, 500],
]

describe('values', () => {
  it.each(means)('%s has the mean of each class of the real table', (name, ...wanted) => {
    const column = columns[name as 'Age']
    const inRange = (row: Cells): boolean => {
      const value = Number.parseFloat(row[name] as string)
      return value >= (name === 'Num_of_Delayed_Payment' ? -3 : column.min) && value <= column.max
    }
    for (const [index, score] of ['Poor', 'Standard', 'Good'].entries()) {
      const rows = table.filter((row) => row['Credit_Score'] === score && inRange(row))
      const mean = rows.reduce((sum, row) => sum + Number.parseFloat(row[name] as string), 0) / rows.length
      near(mean / (wanted[index] as number), 1, 0.12)
    }
  })

  it('obey the accounting identity', () => {
    const added = new Map<string, number>(behaviours.map(({ name, adds }) => [name, adds]))
    const parts = [
      'Total_EMI_per_month',
      'Amount_invested_monthly',
      'Monthly_Balance',
      'Monthly_Inhand_Salary',
    ] as const
    let checked = 0
    let held = 0
    for (const row of table) {
      const [instalments, invested, balance, salary] = parts.map((name) =>
        Number(row[name] || Number.NaN),
      ) as [number, number, number, number]
      const adds = added.get(row['Payment_Behaviour'] as string)
      if (adds === undefined || instalments > 1_780 || Number.isNaN(invested + balance + salary)) continue
      checked++
      if (Math.abs(instalments + invested + balance - salary / 10 - adds) < 0.02) held++
    }
    expect(checked).toBeGreaterThan(table.length / 2)
    near(held / checked, 0.97, 0.02) // all but those whose salary and instalments changed within the year
  })

  it('grow with the months', () => {
    const monthsOf = (cell: string): number => {
      const [years = 0, months = 0] = cell.match(/\d+/g)?.map(Number) ?? []
      return years * 12 + months
    }
    for (const months of customers) {
      const starts = months.flatMap((row, month) =>
        row['Credit_History_Age'] === '' ? [] : [monthsOf(row['Credit_History_Age'] as string) - month],
      )
      expect(new Set(starts).size).toBeLessThanOrEqual(1)
    }
  })

  it('list as many kinds of loan as there are loans', () => {
    for (const row of table.slice(0, 4_000)) {
      const loans = row['Num_of_Loan'] as string
      const kinds = row['Type_of_Loan'] === '' ? 0 : (row['Type_of_Loan'] as string).split(', ').length
      if (Number.parseFloat(loans) >= 0 && Number.parseFloat(loans) < 10)
        expect(kinds).toBe(Number.parseFloat(loans))
    }
  })
})

const above =
  (name: string, limit: number) =>
  (row: Cells): boolean =>
    Number.parseFloat(row[name] as string) > limit
const equals =
  (name: string, value: string) =>
  (row: Cells): boolean =>
    row[name] === value
const ends =
  (name: string) =>
  (row: Cells): boolean =>
    (row[name] as string).endsWith('_') && (row[name] as string).length > 1

const dirt: [string, (row: Cells) => boolean, number][] = [
  ['an empty name', equals('Name', ''), 0.09985],
  ['an age of -500', (row) => Number.parseFloat(row['Age'] as string) === -500, 0.0093],
  ['an age from 95', above('Age', 94), 0.0188],
  ['an age with an underscore', ends('Age'), 0.0495],
  ['a masked SSN', equals('SSN', '#F%$D@*&8'), 0.0557],
  ['a masked occupation', equals('Occupation', '_______'), 0.0706],
  ['an income with an underscore', ends('Annual_Income'), 0.0704],
  ['an income over 180,000', above('Annual_Income', 180_000), 0.01],
  ['an empty salary', equals('Monthly_Inhand_Salary', ''), 0.15],
  ['too many accounts', above('Num_Bank_Accounts', 11), 0.0127],
  ['too many cards', above('Num_Credit_Card', 11), 0.0236],
  ['too high interest', above('Interest_Rate', 34), 0.0193],
  ['-100 loans', (row) => Number.parseFloat(row['Num_of_Loan'] as string) === -100, 0.0395],
  ['a number of loans with an underscore', ends('Num_of_Loan'), 0.0487],
  ['no kind of loan', equals('Type_of_Loan', ''), 0.114],
  ['an empty number of late payments', equals('Num_of_Delayed_Payment', ''), 0.07],
  [
    'a negative number of late payments',
    (row) => Number.parseFloat(row['Num_of_Delayed_Payment'] as string) < 0,
    0.0057,
  ],
  ['too many late payments', above('Num_of_Delayed_Payment', 28), 0.0079],
  ['a masked change of limit', equals('Changed_Credit_Limit', '_'), 0.0209],
  [
    'a negative change of limit',
    (row) => Number.parseFloat(row['Changed_Credit_Limit'] as string) < 0,
    0.0167,
  ],
  ['empty inquiries', equals('Num_Credit_Inquiries', ''), 0.0197],
  ['too many inquiries', above('Num_Credit_Inquiries', 17), 0.0169],
  ['a masked credit mix', equals('Credit_Mix', '_'), 0.202],
  ['a debt with an underscore', ends('Outstanding_Debt'), 0.0098],
  ['an empty history', equals('Credit_History_Age', ''), 0.0903],
  ['a masked minimum', equals('Payment_of_Min_Amount', 'NM'), 0.12007],
  ['instalments over 1,780', above('Total_EMI_per_month', 1_780), 0.0326],
  ['an empty investment', equals('Amount_invested_monthly', ''), 0.0448],
  ['a masked investment', equals('Amount_invested_monthly', '__10000__'), 0.0431],
  ['a masked behaviour', equals('Payment_Behaviour', '!@9#%8'), 0.076],
  ['an empty balance', equals('Monthly_Balance', ''), 0.012],
]

describe('dirt', () => {
  it.each(dirt)('%s is as frequent as in the real table', (_, test, wanted) => {
    near(share(test), wanted, 0.003 + wanted * 0.08)
  })

  it('says nothing about the score', () => {
    for (const [, test, wanted] of dirt.filter(([name]) => /masked|empty (name|salary|history)/.test(name))) {
      const good = table.filter(equals('Credit_Score', 'Good'))
      near(share(test, good), wanted, 0.004 + wanted * 0.12)
    }
  })
})
