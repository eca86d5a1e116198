import { type DerivedFeature, defineProject, type RequestOf, type Row, randomForest } from 'lapidary'
import { expect, it } from 'vitest'
import { columns } from './columns.ts'
import project from './lapidary.config.ts'

// The compiler makes these checks: a line under `@ts-expect-error` that compiles is an error.

type Request = RequestOf<typeof project>

it('knows the columns of a row in a derived feature', () => {
  const label = { en: 'x', 'pt-BR': 'x' }
  const features = {
    debt: { label, from: ['Outstanding_Debt'], compute: (row) => row.Outstanding_Debt },
    // @ts-expect-error Outstanding_Dept is no column
    misspelt: { label, from: ['Outstanding_Debt'], compute: (row) => row.Outstanding_Dept },
    // @ts-expect-error nor can it be named as one that is read
    misspeltFrom: { label, from: ['Outstanding_Dept'], compute: () => null },
    // @ts-expect-error a category is no number
    wrongType: { label, from: ['Credit_Mix'], compute: (row) => row.Credit_Mix },
    // @ts-expect-error the value may be missing
    forgotMissing: { label, from: ['Age'], compute: (row) => row.Age * 2 },
  } satisfies Record<string, DerivedFeature<typeof columns>>
  expect(Object.keys(features)).toHaveLength(5)
})

it('knows the types of the values', () => {
  const row = { Age: 30, Credit_Mix: 'Good', Type_of_Loan: ['Auto Loan'] } as const satisfies Partial<
    Row<typeof columns>
  >
  // @ts-expect-error Excellent is no credit mix
  const mix: Row<typeof columns>['Credit_Mix'] = 'Excellent'
  // @ts-expect-error a list, not one value
  const loans: Row<typeof columns>['Type_of_Loan'] = 'Auto Loan'
  expect([row, mix, loans]).toHaveLength(3)
})

it('knows what a request may carry', () => {
  const request: Request = {
    Age: 30,
    Annual_Income: null,
    Payment_of_Min_Amount: 'No',
    Type_of_Loan: ['Auto Loan', 'Auto Loan'],
  }
  // @ts-expect-error misspelt
  const misspelt: Request = { Anual_Income: 1 }
  // @ts-expect-error numbers are numbers
  const text: Request = { Age: '30' }
  // @ts-expect-error personal data is no part of a request
  const personal: Request = { Name: 'Opal Quartzx' }
  // @ts-expect-error nor is the entity
  const entity: Request = { Customer_ID: 'CUS_0x1' }
  // @ts-expect-error nor the month
  const time: Request = { Month: 'May' }
  // @ts-expect-error nor what is to be predicted
  const target: Request = { Credit_Score: 'Good' }
  // @ts-expect-error nor what the feature store gives
  const stored: Request = { Mean_Monthly_Balance: 300 }
  expect([request, misspelt, text, personal, entity, time, target, stored]).toHaveLength(8)
})

it('knows the columns that a definition names', () => {
  const rest = { ...project, learner: randomForest(), derived: {}, slices: [] }
  // @ts-expect-error no such target
  expect(() => defineProject({ ...rest, target: 'Credit_Scor' })).toThrow('Credit_Scor')
})
