import { expect, test } from 'vitest'
import { seededRandom } from '../base/math/random.ts'
import { groupFolds, innerSplits, stoppingSplit } from './group-folds.ts'
import type { TrainingTable } from './learner.ts'
import { takeTrainingRows } from './take-training-rows.ts'

const random = seededRandom(1)
const rowCount = 400
/** 100 entities of four rows, a row each quarter; `x` names the row. */
const table: TrainingTable = {
  specs: [{ name: 'x', kind: 'number', columns: ['x'] }],
  rowCount,
  values: [Float64Array.from({ length: rowCount }, (_, row) => row)],
  target: Uint8Array.from({ length: rowCount }, () => random.integer(2)),
  classes: ['no', 'yes'],
  groups: Int32Array.from({ length: rowCount }, (_, row) => row >> 2),
}
const times = Float64Array.from({ length: rowCount }, (_, row) => row % 4)
const ordered = (byEntity: boolean, gap = 0): TrainingTable => ({
  ...table,
  time: { values: times, gap, byEntity },
})
const timesOf = (rows: Int32Array): number[] => [...rows].map((row) => times[row] as number)

test('groupFolds() deals the same entities to a fold in any order of rows', () => {
  const order = Int32Array.from({ length: rowCount }, (_, row) => row)
  seededRandom(2).shuffle(order)
  const folds = groupFolds(table, 5, 3, 'test')
  const moved = groupFolds(takeTrainingRows(table, order), 5, 3, 'test')
  expect([...moved]).toEqual([...order].map((row) => folds[row]))
})

test('innerSplits() by group hold every row out once, apart from its entity', () => {
  const splits = innerSplits(table, 4, 3, 'test')
  expect(splits.flatMap(({ heldOut }) => [...heldOut]).sort((a, b) => a - b)).toEqual([
    ...Array(rowCount).keys(),
  ])
  for (const { train, heldOut } of splits) {
    const known = new Set([...train].map((row) => row >> 2))
    expect([...heldOut].filter((row) => known.has(row >> 2))).toEqual([])
  }
})

test('innerSplits() by time train on what is earlier, with the gap left out', () => {
  const splits = innerSplits(ordered(false), 3, 3, 'test')
  expect(
    splits.map(({ train, heldOut }) => [Math.max(...timesOf(train)), ...new Set(timesOf(heldOut))]),
  ).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ])
  const apart = innerSplits(ordered(false, 1), 3, 3, 'test')
  expect(
    apart.map(({ train, heldOut }) => [Math.max(...timesOf(train)), ...new Set(timesOf(heldOut))]),
  ).toEqual([
    [0, 2],
    [1, 3],
  ])
})

test('innerSplits() by entity and time hold out later rows of other entities', () => {
  for (const { train, heldOut } of innerSplits(ordered(true), 3, 3, 'test')) {
    expect(Math.max(...timesOf(train))).toBeLessThan(Math.min(...timesOf(heldOut)))
    const known = new Set([...train].map((row) => row >> 2))
    expect([...heldOut].filter((row) => known.has(row >> 2))).toEqual([])
  }
})

test('early stopping watches the latest rows of a table in time, and a part of the entities of another', () => {
  const latest = stoppingSplit(ordered(false), 7, 3, 'test')
  expect([...new Set(timesOf(latest.heldOut))]).toEqual([3])
  expect(Math.max(...timesOf(latest.train))).toBe(2)
  const part = stoppingSplit(table, 7, 3, 'test')
  expect(part.train.length + part.heldOut.length).toBe(rowCount)
  const single = { ...ordered(false), time: { values: new Float64Array(rowCount), gap: 0, byEntity: false } }
  expect(stoppingSplit(single, 7, 3, 'test')).toEqual(part)
  expect(innerSplits(single, 4, 3, 'test')).toEqual(innerSplits(table, 4, 3, 'test'))
})
