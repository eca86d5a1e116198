import type { Row } from 'lapidary'
import { expect, it } from 'vitest'
import { columns } from './columns.ts'
import { derived } from './derived.ts'
import { featureViews } from './feature-views.ts'
import project from './lapidary.config.ts'

type Student = Row<typeof columns>

/** The documented example. */
const student = Object.fromEntries(
  Object.entries(columns).map(([name, column]) => [name, 'example' in column ? column.example : null]),
) as unknown as Student

it('computes the engineered features of the contract', () => {
  const values = Object.fromEntries(
    Object.entries(derived).map(([name, { compute }]) => [name, compute(student)]),
  )
  expect(values).toEqual({
    score_medio: expect.closeTo((7.1 + 8.8 + 8.3 + 7.5 + 6.3 + 7.3 + 5) / 7, 12),
    nota_media: (430 + 74 + 6) / 3,
    avaliacoes_por_defasagem: 1.5,
    inde_quadrado: 7.1 ** 2,
    idade_quadrado: 144,
    avaliacoes_quadrado: 9,
    inde_x_idade: 7.1 * 12,
    avaliacoes_x_defasagem: -3,
  })
})

it('divides by zero for no lag, -1 least of all', () => {
  const { min, max } = columns.defasagem
  for (let defasagem = min; defasagem <= max; defasagem++) {
    const ratio = derived.avaliacoes_por_defasagem.compute({ ...student, defasagem })
    expect(ratio).toBe(3 / (1 + Math.abs(defasagem)))
  }
})

it('has no value where a part has none', () => {
  for (const [name, { compute, from }] of Object.entries(derived)) {
    for (const part of from)
      expect(compute({ ...student, [part]: null }), `${name} without ${part}`).toBeNull()
  }
})

it('gives every feature of a request to the store, once, as it stands in the student’s row', () => {
  const views = featureViews.flatMap(({ name, features, source, joinKey }) => {
    if (source.kind !== 'dataset') throw new TypeError('Views are of the project’s own table.')
    const given = source.compute([{ ...student, fase: 0 }, student])
    expect(given?.at).toBe('2022-12-31T00:00:00.000Z')
    expect(Object.keys(given?.values ?? {})).toEqual(Object.keys(features))
    expect([joinKey, source.compute([])]).toEqual(['student_id', null])
    return Object.entries(given?.values ?? {}).map(([feature, value]) => [name, feature, value] as const)
  })
  const asked = Object.keys(columns).filter((name) => 'required' in columns[name as keyof typeof columns])
  expect(views.map(([, feature]) => feature).sort()).toEqual(asked.sort())
  expect(asked).toHaveLength(18)
  for (const [, feature, value] of views) expect(value, feature).toBe(student[feature as keyof Student])
  expect(project.featureViews?.map(({ name }) => name)).toEqual([
    'student_academic_features',
    'student_demographic_features',
    'student_performance_features',
  ])
})
