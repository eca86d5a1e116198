import { expect, test } from 'vitest'
import { column } from '../../data/column.ts'
import type { Table } from '../../data/table.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { LeakCheckInput, LeakCheckName } from './leak-check.ts'
import { checkLeaks } from './check-leaks.ts'

const rowCount = 400

/**
 * Creates 100 clients with four rows each and two features of noise. Clients below 80 are the
 * training side.
 */
function honest(): LeakCheckInput {
  const random = seededRandom(11)
  const noise = (): Float64Array => Float64Array.from({ length: rowCount }, () => random.normal())
  const target = Uint8Array.from({ length: rowCount }, () => random.integer(3))
  const client = Array.from({ length: rowCount }, (_, row) => `c${row >> 2}`)
  const table: Table = { rowCount, columns: new Map([['Client', { kind: 'text', values: client }]]) }
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row)
  return {
    project: {
      columns: { Client: column.identifier({}), A: column.number({}), B: column.number({}) },
      entity: 'Client',
      target: 'Score',
    },
    table,
    features: {
      specs: ['A', 'B'].map((name) => ({ name, kind: 'number', columns: [name] })),
      rowCount,
      values: [noise(), noise()],
    },
    target,
    sides: { train: rows.slice(0, 320), heldOut: rows.slice(320) },
    split: 'entity',
  }
}

function withFeature(
  input: LeakCheckInput,
  values: Float64Array,
  kind: 'number' | 'category' = 'number',
): LeakCheckInput {
  const categories = kind === 'category' ? { categories: ['a', 'b', 'c'] } : {}
  const specs = [...input.features.specs, { name: 'Suspect', kind, ...categories, columns: ['Suspect'] }]
  return { ...input, features: { specs, rowCount, values: [...input.features.values, values] } }
}

function failed(input: LeakCheckInput): Partial<Record<LeakCheckName, string>> {
  return Object.fromEntries(
    checkLeaks(input).flatMap(({ check, passed, message }) => (passed ? [] : [[check, message]])),
  )
}

test('checkLeaks() passes an honest split, with one message a check in both languages', () => {
  const checks = checkLeaks(honest())
  expect(checks.filter(({ passed }) => !passed)).toEqual([])
  expect(checks.map(({ check }) => check)).toEqual([
    'entity-on-both-sides',
    'duplicate-rows',
    'near-copies',
    'feature-equals-target',
    'feature-predicts-target',
    'noisy-target',
    'target-encoding',
    'known-after-decision',
    'drift-over-time',
  ])
  for (const { message, messages } of checks) {
    expect(message).toBe(messages.en)
    expect(messages['pt-BR']).not.toBe(messages.en)
  }
  expect(checks[0]?.message).toBe('No Client is on both sides of the split: 80 in training, 20 held out.')
})

test('checkLeaks() finds a client on both sides', () => {
  const input = honest()
  const everyFifth = (row: number): boolean => row % 5 === 0
  const all = Array.from({ length: rowCount }, (_, row) => row)
  const sides = {
    train: Int32Array.from(all.filter((row) => !everyFifth(row))),
    heldOut: Int32Array.from(all.filter(everyFifth)),
  }
  expect(failed({ ...input, sides, split: 'rows' })).toEqual({
    'entity-on-both-sides':
      '80 of 80 held-out values of Client are in training too, so the metrics are too optimistic. Split by entity.',
  })
})

test('checkLeaks() finds copies of held-out rows in training', () => {
  const input = honest()
  for (const values of input.features.values) values.copyWithin(320, 0, 8)
  input.target.copyWithin(320, 0, 8)
  expect(failed(input)['duplicate-rows']).toMatch(/^8 of 80 held-out rows \(10%\) equal a training row/)
})

test('checkLeaks() finds the target under another name', () => {
  const input = honest()
  const renamed = Float64Array.from(input.target, (code) => [2, 0, 1][code] as number)
  renamed[0] = Number.NaN
  expect(failed(withFeature(input, renamed, 'category'))).toEqual({
    'feature-equals-target':
      'Features that are the target under another name: Suspect. Mark the column feature: false or knownAfter.',
    'feature-predicts-target':
      'Features that predict the target almost perfectly by themselves (balanced accuracy on held-out rows): Suspect (100%). Is it known before the decision?',
  })
})

test('checkLeaks() finds a number that reveals the target alone, and passes a merely strong one', () => {
  const input = honest()
  const random = seededRandom(1)
  const near = (spread: number): Float64Array =>
    Float64Array.from(input.target, (code) => code * 10 + random.next() * spread)
  expect(Object.keys(failed(withFeature(input, near(9))))).toEqual(['feature-predicts-target'])
  expect(failed(withFeature(input, near(15)))).toEqual({})
})

test('checkLeaks() finds a feature that is known only after the decision', () => {
  const input = honest()
  const columns = { ...input.project.columns, B: column.number({ knownAfter: true }) }
  expect(failed({ ...input, project: { ...input.project, columns } })).toEqual({
    'known-after-decision': 'Columns that are known only after the decision but are used as features: B.',
  })
})

test('checkLeaks() reports that the project names no entity', () => {
  const input = honest()
  const { entity: _, ...project } = input.project
  expect(checkLeaks({ ...input, project })[0]).toMatchObject({
    passed: true,
    message: expect.stringMatching(/names no entity/),
  })
})

test('checkLeaks() finds drift by the time of the project or of its split, and not in the time itself', () => {
  const input = honest()
  const day = Float64Array.from({ length: rowCount }, (_, row) => row)
  const columns = { ...input.project.columns, Day: column.number({}) }
  const timed: LeakCheckInput = {
    ...input,
    table: { rowCount, columns: new Map([...input.table.columns, ['Day', { kind: 'number', values: day }]]) },
    features: {
      specs: [...input.features.specs, { name: 'Day', kind: 'number', columns: ['Day'] }],
      rowCount,
      values: [...input.features.values, day],
    },
  }
  const drifting = withFeature(
    timed,
    day.map((value) => value % 350),
  )
  for (const names of [{ time: 'Day' }, { split: { time: 'Day' } }]) {
    const project = { ...input.project, ...names, columns }
    expect(failed({ ...timed, project })).not.toHaveProperty('drift-over-time')
    expect(failed({ ...drifting, project })['drift-over-time']).toContain('by Day, differ in: Suspect.')
  }
})
