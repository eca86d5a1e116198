import { expect, test } from 'vitest'
import { column } from '../data/column.ts'
import { type ReasonsInput, reasons, valueInWords } from './reasons.ts'

const columns = {
  Rate: column.integer({
    label: { en: 'Interest rate', 'pt-BR': 'Taxa de juros' },
    unit: { en: '%', 'pt-BR': '%' },
  }),
  Income: column.number({
    label: { en: 'Annual income', 'pt-BR': 'Renda anual' },
    unit: { en: '$', 'pt-BR': 'US$' },
  }),
  Loans: column.list({
    categories: ['Auto_Loan', 'Payday_Loan'],
    label: { en: 'Kinds of loan', 'pt-BR': 'Tipos de empréstimo' },
  }),
  Mix: column.category({
    label: { en: 'Credit mix', 'pt-BR': 'Perfil de crédito' },
    categories: ['Bad', 'Good'],
    categoryLabels: { Bad: { en: 'Bad', 'pt-BR': 'Ruim' }, Good: { en: 'Good', 'pt-BR': 'Bom' } },
  }),
  Bank_Accounts: column.integer({}),
  SSN: column.text({ personal: true }),
  Score: column.category({
    categories: ['Poor', 'Good'],
    categoryLabels: { Poor: { en: 'Poor', 'pt-BR': 'Ruim' }, Good: { en: 'Good', 'pt-BR': 'Boa' } },
  }),
}

/** Creates attributions to the class Good. */
function createInput(
  features: Record<string, { columns: string[]; good: number }>,
  row: ReasonsInput['row'],
): ReasonsInput {
  return {
    project: { columns, target: 'Score' },
    model: {
      features: Object.entries(features).map(([name, { columns }]) => ({ name, kind: 'number', columns })),
      classes: ['Poor', 'Good'],
    },
    row,
    attributions: Float64Array.from(Object.values(features).map(({ good }) => good)),
    scale: 'probability',
    prediction: 'Good',
    language: 'en',
  }
}

const five = createInput(
  {
    Rate: { columns: ['Rate'], good: -0.08 },
    Income: { columns: ['Income'], good: 0.05 },
    'Loans=Auto_Loan': { columns: ['Loans'], good: 0.04 },
    'Loans=Payday_Loan': { columns: ['Loans'], good: 0.06 },
    Mix: { columns: ['Mix'], good: -0.02 },
    Bank_Accounts: { columns: ['Bank_Accounts'], good: 0.01 },
  },
  { Rate: 24, Income: 34_000.5, Loans: ['Payday_Loan', 'Auto_Loan', 'Payday_Loan'], Mix: 'Bad' },
)

test('reasons() returns at most four, strongest first, in both languages', () => {
  expect(reasons(five).map(({ text }) => text)).toEqual([
    'Kinds of loan: 2 × Payday Loan, Auto Loan, which raises the chance of Good',
    'Interest rate: 24 %, which lowers the chance of Good',
    'Annual income: $34,000.5, which raises the chance of Good',
    'Credit mix: Bad, which lowers the chance of Good',
  ])
  expect(reasons({ ...five, language: 'pt-BR' }).map(({ text }) => text)).toEqual([
    'Tipos de empréstimo: 2 × Payday Loan, Auto Loan, o que aumenta a chance de Boa',
    'Taxa de juros: 24 %, o que reduz a chance de Boa',
    'Renda anual: US$ 34.000,5, o que aumenta a chance de Boa',
    'Perfil de crédito: Ruim, o que reduz a chance de Boa',
  ])
})

test('reasons() is about the predicted class', () => {
  const attributions = five.attributions.map((each) => -each)
  const [first] = reasons({ ...five, prediction: 'Poor', attributions })
  expect(first).toMatchObject({ column: 'Loans', text: expect.stringMatching(/lowers the chance of Poor$/) })
})

test('reasons() splits a derived feature over the columns it reads, and adds it to theirs', () => {
  const result = reasons(
    createInput(
      { Rate: { columns: ['Rate'], good: 0.02 }, derived: { columns: ['Income', 'Rate'], good: 0.06 } },
      { Rate: 5, Income: 10 },
    ),
  )
  expect(result.map(({ column }) => column)).toEqual(['Rate', 'Income'])
  expect(result[0]?.contribution).toBeCloseTo(0.05, 12)
  expect(result[1]?.contribution).toBeCloseTo(0.03, 12)
})

test('reasons() names a missing value, and omits columns that do not contribute or are personal', () => {
  const features = {
    Bank_Accounts: { columns: ['Bank_Accounts'], good: 0.1 },
    SSN: { columns: ['SSN'], good: 0.5 },
    Rate: { columns: ['Rate'], good: 0 },
  }
  const base = createInput(features, { SSN: '078-05-1120', Rate: 3, Bank_Accounts: null })
  expect(reasons(base)).toEqual([
    {
      column: 'Bank_Accounts',
      label: 'Bank Accounts',
      value: null,
      contribution: 0.1,
      scale: 'probability',
      text: 'Bank Accounts: not provided, which raises the chance of Good',
    },
  ])
  expect(reasons({ ...base, language: 'pt-BR' })[0]?.text).toBe(
    'Bank Accounts: não informado, o que aumenta a chance de Boa',
  )
})

test.each([
  [columns.Loans, [], 'none', 'nenhum'],
  [columns.Rate, 0.00432, '0.0043 %', '0,0043 %'],
  [columns.Income, -500, '-$500', '-US$ 500'],
  [
    column.number({ unit: { en: '$ a month', 'pt-BR': 'R$ por mês' } }),
    1200,
    '$1,200 a month',
    'R$ 1.200 por mês',
  ],
  [columns.Bank_Accounts, 3, '3', '3'],
  [columns.Mix, 'Good', 'Good', 'Bom'],
  [column.date({}), '2022-03-05', '2022-03-05', '05/03/2022'],
  [
    column.datetime({ zone: 'America/Sao_Paulo' }),
    '2022-03-05T14:30:00Z',
    '2022-03-05 11:30',
    '05/03/2022 11:30',
  ],
])('valueInWords() of %o, %o', (column, value, english, portuguese) => {
  expect(valueInWords(column, value, 'en')).toBe(english)
  expect(valueInWords(column, value, 'pt-BR')).toBe(portuguese)
})

test('with a policy of two classes the sentences are about the positive class, whichever is predicted', () => {
  const project = { ...five.project, policy: { positive: 'Good' } }
  const attributions = five.attributions
  const good = reasons({ ...five, project, attributions })
  const poor = reasons({
    ...five,
    project,
    attributions: attributions.map((each) => -each),
    prediction: 'Poor',
  })
  expect(poor.map(({ text }) => text)).toEqual(good.map(({ text }) => text))
  expect(poor[1]?.text).toBe('Interest rate: 24 %, which lowers the chance of Good')
  // The number still refers to the predicted class.
  expect(poor[1]?.contribution).toBeCloseTo(0.08)
})
