import { describe, expect, it } from 'vitest'
import { column } from '../data/column.ts'
import type { Table } from '../data/table.ts'
import { daysBetween } from '../base/time/calendar.ts'
import type { Learner } from '../learner/learner.ts'
import { defineProject } from './define-project.ts'
import { FeatureBuilder } from './feature-builder.ts'

const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not used')) }
const label = { en: 'x', 'pt-BR': 'x' }
const base = {
  name: 'toy',
  title: label,
  model: 'Toy',
  target: 'y',
  learner,
  data: { files: [] },
  columns: {
    age: column.integer({}),
    job: column.category({ categories: ['a', 'b'] }),
    loans: column.list({ categories: ['u', 'v'] }),
    y: column.category({ categories: ['no', 'yes'] }),
  },
} as const
const project = defineProject({
  ...base,
  derived: { double: { label, from: ['age'], compute: (row) => (row.age === null ? null : row.age * 2) } },
})
const table: Table = {
  rowCount: 3,
  columns: new Map([
    ['age', { kind: 'number', values: Float64Array.of(30, Number.NaN, 5) }],
    ['job', { kind: 'category', codes: Int32Array.of(1, -1, 0), categories: ['a', 'b'] }],
    ['loans', { kind: 'list', values: [['u', 'u', 'v'], null, []] }],
    ['y', { kind: 'category', codes: Int32Array.of(0, 1, 1), categories: ['no', 'yes'] }],
  ] as const),
}
const rows = [
  { age: 30, job: 'b', loans: ['u', 'u', 'v'] },
  { age: null, loans: null },
  { age: 5, job: 'a', loans: [] },
]

describe('FeatureBuilder', () => {
  it('derives the same from the dates of a table and of a request, and takes them for features only when asked', () => {
    const dates = { from: column.date({}), to: column.datetime({ feature: true }) }
    const dated = defineProject({
      ...base,
      columns: { ...base.columns, ...dates },
      derived: { days: { label, from: ['from', 'to'], compute: (row) => daysBetween(row.from, row.to) } },
    })
    const builder = new FeatureBuilder(dated)
    const [first, last] = [Date.parse('2022-03-05'), Date.parse('2022-03-07T12:00:00Z')]
    const columns = new Map([
      ...table.columns,
      ['from', { kind: 'date', values: Float64Array.of(first, first, Number.NaN), precision: 'day' }],
      ['to', { kind: 'date', values: Float64Array.of(last, Number.NaN, last), precision: 'millisecond' }],
    ] as const)
    const features = builder.ofTable({ rowCount: 3, columns })
    expect(features.specs.map(({ name }) => name).slice(-2)).toEqual(['to', 'days'])
    expect(features.specs.at(-1)?.columns).toEqual(['from', 'to'])
    expect(features.values.slice(-2)).toEqual([
      Float64Array.of(19_058.5, Number.NaN, 19_058.5),
      Float64Array.of(2, Number.NaN, Number.NaN),
    ])
    const out = new Float64Array(builder.specs.length)
    builder.ofRow({ from: '2022-03-05', to: '2022-03-07T12:00:00Z' }, out)
    expect(out.slice(-2)).toEqual(Float64Array.of(19_058.5, 2))
    builder.ofRow({ from: '2022-03-05' }, out)
    expect(out.slice(-2)).toEqual(Float64Array.of(Number.NaN, Number.NaN))
  })

  it('expands lists into counts, keeps missing missing, and ends with the derived features', () => {
    const builder = new FeatureBuilder(project)
    expect(builder.specs.map(({ name }) => name)).toEqual([
      'age',
      'job',
      'loans=u',
      'loans=v',
      'loans count',
      'double',
    ])
    const { values } = builder.ofTable(table)
    const expected = [
      [30, Number.NaN, 5],
      [1, Number.NaN, 0],
      [2, Number.NaN, 0],
      [1, Number.NaN, 0],
      [3, Number.NaN, 0],
      [60, Number.NaN, 10],
    ]
    expect(values.map((column) => [...column])).toEqual(expected)
  })

  it('gives the same numbers for a row as for a table', () => {
    const builder = new FeatureBuilder(project)
    const { values } = builder.ofTable(table)
    rows.forEach((row, index) => {
      const out = new Float64Array(builder.specs.length)
      builder.ofRow(row, out)
      expect([...out]).toEqual(values.map((column) => column[index]))
    })
  })

  it('refuses a derived feature that reads the target', () => {
    const leaking = defineProject({
      ...base,
      derived: { leak: { label, from: ['age'], compute: (row) => (row.y === 'yes' ? 1 : 0) } },
    })
    expect(() => new FeatureBuilder(leaking).ofTable(table)).toThrow(
      'a derived feature reads "y", which no request carries',
    )
  })

  it('refuses a derived feature that gives no finite number', () => {
    const dividing = defineProject({
      ...base,
      derived: { ratio: { label, from: ['age'], compute: () => 1 / 0 } },
    })
    expect(() => new FeatureBuilder(dividing).ofRow({ age: 1 }, new Float64Array(6))).toThrow(
      `The project ${base.name} cannot be used: the derived feature "ratio" gave Infinity`,
    )
  })
})
