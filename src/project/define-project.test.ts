import { describe, expect, it } from 'vitest'
import { column } from '../data/column.ts'
import type { Learner } from '../learner/learner.ts'
import { daysBetween } from '../base/time/calendar.ts'
import {
  defineProject,
  featureColumns,
  identifierColumns,
  requestColumns,
  findUnreadDates,
} from './define-project.ts'
import type { RequestOf } from './project.ts'

const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not used')) }
const columns = {
  id: column.identifier({}),
  name: column.text({ personal: true }),
  age: column.integer({ min: 0, max: 120 }),
  income: column.number({ min: 0 }),
  job: column.category({ categories: ['a', 'b'] }),
  loans: column.list({ categories: ['x', 'y'] }),
  paid: column.category({ categories: ['no', 'yes'] }),
  later: column.number({ knownAfter: true }),
}
const base = {
  name: 'toy',
  title: { en: 'Toy', 'pt-BR': 'Teste' },
  model: 'Toy',
  columns,
  target: 'paid',
  learner,
  data: { files: ['a.csv'] },
} as const

describe('defineProject()', () => {
  it('leaves target, identifiers, personal and later columns out of the features', () => {
    expect(featureColumns(defineProject({ ...base, entity: 'id' }))).toEqual([
      'age',
      'income',
      'job',
      'loans',
    ])
  })

  it('fills in what the definition leaves open', () => {
    const project = defineProject({ ...base, policy: { positive: 'yes' } })
    expect(project).toMatchObject({
      requestSchema: 'ToyInput',
      data: { files: ['a.csv'], generateRows: 20_000 },
      policy: { positive: 'yes', threshold: 0.5 },
      seed: 42,
    })
    expect(defineProject(base)).not.toHaveProperty('policy')
  })

  it('takes columns whose names every object inherits, but no prototype for a column', () => {
    const inherited = {
      ['__proto__']: column.number({}),
      constructor: column.category({ categories: ['a'] }),
      paid: columns.paid,
    }
    expect(featureColumns(defineProject({ ...base, columns: inherited }))).toEqual([
      '__proto__',
      'constructor',
    ])
    const lost = { __proto__: column.number({}), age: columns.age, paid: columns.paid }
    expect(() => defineProject({ ...base, columns: lost })).toThrow(
      "its columns have a member __proto__: write it as ['__proto__'].",
    )
  })

  it('refuses a split by a personal date, which is not read', () => {
    const withBirth = { ...columns, birth: column.date({ personal: true }) }
    expect(() => defineProject({ ...base, columns: withBirth, split: { time: 'birth' } })).toThrow(
      'its split is by the time "birth", but personal columns are not read',
    )
  })

  it('shows identifiers, but none that is personal data, even as the entity', () => {
    const withDocument = { ...columns, cpf: column.identifier({ personal: true }) }
    expect(identifierColumns(defineProject({ ...base, columns: withDocument, entity: 'cpf' }))).toEqual([
      'id',
    ])
  })

  it('knows the row: misspelt columns do not compile', () => {
    const project = defineProject({
      ...base,
      derived: {
        perYear: {
          label: { en: 'Income a year of age', 'pt-BR': 'Renda por ano de idade' },
          from: ['income', 'age'],
          compute: (row) => {
            // @ts-expect-error a misspelt column
            void row.incom
            // @ts-expect-error a category that does not exist
            void (row.job === 'c')
            const items: readonly ('x' | 'y')[] | null = row.loans
            return row.income === null || row.age === null || items === null
              ? null
              : row.income / (1 + row.age)
          },
        },
      },
    })
    const request: RequestOf<typeof project> = { age: 3, job: 'a', loans: ['x'], income: null }
    // @ts-expect-error a misspelt column
    const misspelt: RequestOf<typeof project> = { agee: 3 }
    // @ts-expect-error the target is not part of a request
    const target: RequestOf<typeof project> = { paid: 'yes' }
    // @ts-expect-error personal data are not part of a request
    const personal: RequestOf<typeof project> = { name: 'x' }
    expect([request, misspelt, target, personal]).toHaveLength(4)
  })

  it('makes dates that derived features read part of a request, the time too, and no others', () => {
    const dates = {
      when: column.date({}),
      paid_at: column.datetime({}),
      printed: column.date({}),
      born: column.date({ personal: true }),
    }
    const project = defineProject({
      ...base,
      columns: { ...columns, ...dates },
      time: 'when',
      derived: {
        days: {
          label: { en: 'Days', 'pt-BR': 'Dias' },
          from: ['when', 'paid_at'],
          compute: (row) => {
            const when: string | null = row.when
            return daysBetween(when, row.paid_at)
          },
        },
      },
    })
    const names = ['age', 'income', 'job', 'loans', 'when', 'paid_at']
    expect(featureColumns(project)).toEqual(names)
    expect(requestColumns(project)).toEqual(names)
    expect(findUnreadDates(project)).toEqual(['printed'])
    const request: RequestOf<typeof project> = { when: '2022-03-05', paid_at: '2022-03-05T14:30:00Z' }
    // @ts-expect-error a date is a text
    const number: RequestOf<typeof project> = { when: 44_625 }
    expect([request, number]).toHaveLength(2)
    const raw = defineProject({ ...base, columns: { ...columns, when: column.date({ feature: true }) } })
    expect([featureColumns(raw), findUnreadDates(raw)]).toEqual([
      ['age', 'income', 'job', 'loans', 'when'],
      [],
    ])
    const left = { ...columns, when: column.date({ feature: false }) }
    expect(findUnreadDates(defineProject({ ...base, columns: left }))).toEqual([])
    const reads = { days: { label: { en: 'x', 'pt-BR': 'x' }, from: ['born'], compute: () => 1 } } as const
    const personal = { ...base, columns: { ...columns, ...dates }, derived: reads }
    expect(() => defineProject(personal)).toThrow(
      'reads "born", which is not a column that a request may carry',
    )
  })

  it.each([
    [{ name: 'Toy Project' }, 'its name is "Toy Project"'],
    [{ target: 'age' }, 'its target "age" must be a category'],
    [{ entity: 'nobody' }, 'its entity is "nobody", which is none of its columns'],
    [
      { derived: { age: { label: base.title, from: ['income'], compute: () => 1 } } },
      '"age" has the name of a column',
    ],
    [
      { derived: { d: { label: base.title, from: ['paid'], compute: () => 1 } } },
      'reads "paid", which is not a column that a request',
    ],
    [{ slices: ['name'] }, '"name" is personal data'],
    [{ evaluation: { folds: 1, repeats: 3 } }, 'its evaluation is of 1 folds 3 times'],
    [
      { evaluation: { folds: 5, repeats: 3 }, split: { time: 'age' } },
      'both a split by time and an evaluation by folds',
    ],
    [{ split: { time: 'nowhere' as 'age' } }, 'the time "nowhere", which is none of its columns'],
    [{ split: { time: 'age', by: 'entity-time' } }, 'by entity and time, but it has no entity'],
    [{ split: { time: 'job', from: 'sailor' } }, 'holds out from "sailor", which is no time of "job"'],
    [{ split: { time: 'age', gap: '90d' } }, 'the gap of its split is "90d"'],
    [{ split: { time: 'age', heldOut: 0.2, from: 40 } }, 'both "heldOut" and "from"'],
    [{ split: { time: 'age', heldOut: 1 } }, 'holds out 1 of the rows'],
    [{ split: { time: 'age', windows: 0 } }, 'its split has 0 windows'],
    [
      { columns: { ...columns, job: { ...columns.job, categories: ['á', 'A'], loose: true } } },
      'categories of "job" repeat',
    ],
    [
      { columns: { ...columns, age: { ...columns.age, headings: ['job'] } } },
      'the heading "job" is that of "job" and of "age"',
    ],
    [
      { columns: { ...columns, age: { ...columns.age, combine: { headings: [] } } } },
      '"age" combines no cells',
    ],
  ])('refuses %j', (change, message) => {
    expect(() => defineProject({ ...base, ...change } as never)).toThrow(message)
  })
})
