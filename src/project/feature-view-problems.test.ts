import { column, defineProject, type FeatureView } from 'lapidary'
import { expect, test } from 'vitest'
import { viewProject } from '../../test/kit/view-project.ts'

const project = viewProject()
const dataset = { kind: 'dataset', compute: () => null } as const

test.each<[string, Partial<FeatureView>]>([
  ['must be a letter', { name: '1st' }],
  ['has no feature', { features: {} }],
  ['must be more than 0 seconds', { ttl: 0 }],
  ['must be from 0 to less than 1', { hiddenShare: 1 }],
  ['names no file', { source: { kind: 'file', files: [], timestamp: 'at' } }],
  ['query of the feature view "accounts" is empty', { source: { kind: 'sql', query: ' ', timestamp: 'at' } }],
  ['reads "amuont", which is none of its columns', { source: { ...dataset, from: ['amuont'] } }],
  ['reads "late", which is the target', { source: { ...dataset, from: ['late'] } }],
  ['reads "balance", which comes from a feature view itself', { source: { ...dataset, from: ['balance'] } }],
  [
    'is string, which does not fit a column of type number',
    { features: { balance: { type: 'string' }, kind: { type: 'string' } } },
  ],
  [
    'is bool, which does not fit a column of type category',
    { features: { balance: { type: 'float' }, kind: { type: 'bool' } } },
  ],
  ['the column "kind" is stored, but no feature view has it', { features: { balance: { type: 'double' } } }],
])('a view whose definition %s is refused', (problem, view) => {
  expect(() => viewProject(view)).toThrow(problem)
})

test('stored columns need to know whose they are, and when', () => {
  const { decidedAt: _, ...timeless } = project
  expect(() => defineProject(timeless)).toThrow('and decidedAt to tell what was known of it when')
  const { time: __, ...unordered } = viewProject({ source: dataset })
  expect(() => defineProject(unordered)).toThrow('needs a time to tell earlier rows from later ones')
  const balance = column.number({ stored: true, constantWithinEntity: true })
  expect(() => defineProject({ ...project, columns: { ...project.columns, balance } })).toThrow(
    'cannot be filled from other rows',
  )
})

test('two views cannot both give a column', () => {
  const [view] = project.featureViews ?? []
  const again = { ...view, name: 'again' } as FeatureView
  expect(() => defineProject({ ...project, featureViews: [view as FeatureView, again] })).toThrow(
    '"accounts" and "again" both give the column "balance"',
  )
})
