import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  consequencesOf,
  costOf,
  countsAt,
  thresholdForCost,
  thresholdForRecall,
  type CurveSide,
} from './threshold.ts'

/**
 * The curve of rows with these probabilities and truths, a point for each probability, as a run
 * keeps it.
 */
function curveOf(rows: readonly { readonly p: number; readonly truth: boolean }[]): CurveSide {
  const thresholds = [...new Set(rows.map(({ p }) => p))].sort((a, b) => a - b)
  const points = thresholds.map((threshold) => ({ threshold, ...count(rows, threshold) }))
  return { side: 'out-of-fold', rows: rows.length, repeats: 1, points }
}

function count(rows: readonly { readonly p: number; readonly truth: boolean }[], threshold: number) {
  const of = (truth: boolean, flagged: boolean): number =>
    rows.filter((row) => row.truth === truth && row.p >= threshold === flagged).length
  return {
    true_positive: of(true, true),
    false_positive: of(false, true),
    false_negative: of(true, false),
    true_negative: of(false, false),
  }
}

// 4 positive, 6 negative; by hand.
const side = curveOf([
  { p: 0.9, truth: true },
  { p: 0.8, truth: true },
  { p: 0.7, truth: false },
  { p: 0.6, truth: true },
  { p: 0.5, truth: false },
  { p: 0.4, truth: false },
  { p: 0.3, truth: true },
  { p: 0.2, truth: false },
  { p: 0.1, truth: false },
  { p: 0, truth: false },
])

describe('countsAt()', () => {
  test('is exact at a point and between two', () => {
    expect(countsAt(side, 0.6)).toMatchObject({
      true_positive: 3,
      false_positive: 1,
      false_negative: 1,
      true_negative: 5,
    })
    expect(countsAt(side, 0.55)).toMatchObject({ true_positive: 3, false_positive: 1 })
    expect(countsAt(side, 0.6000001)).toMatchObject({ true_positive: 2, false_positive: 1 })
    expect(countsAt(side, 0.1 + 0.2)).toMatchObject({ true_positive: 4, false_positive: 3 })
  })

  test('above the highest probability flags nobody', () => {
    expect(countsAt(side, 0.95)).toEqual({
      true_positive: 0,
      false_positive: 0,
      false_negative: 4,
      true_negative: 6,
    })
    expect(countsAt({ ...side, points: [] }, 0.5)).toEqual({
      true_positive: 0,
      false_positive: 0,
      false_negative: 0,
      true_negative: 0,
    })
  })

  test('counts any rows as the policy would decide them', () => {
    const rows = fc.array(
      fc.record({ p: fc.integer({ min: 0, max: 100 }).map((p) => p / 100), truth: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, threshold) => {
        fc.pre(drawn.every(({ p }) => Math.abs(p - threshold) > 1e-6 || p === threshold))
        expect(countsAt(curveOf(drawn), threshold)).toMatchObject(count(drawn, threshold))
      }),
    )
  })
})

test('consequencesOf() names what people ask for', () => {
  expect(consequencesOf(countsAt(side, 0.6))).toEqual({
    rows: 10,
    flagged: 4,
    missed: 1,
    falseAlarms: 1,
    precision: 0.75,
    recall: 0.75,
    accuracy: 0.8,
  })
  expect(consequencesOf(countsAt(side, 0.95)).precision).toBeNaN()
})

describe('choosing', () => {
  test('by recall takes the highest threshold that reaches it', () => {
    expect(thresholdForRecall(side, 0.75)).toBe(0.6)
    expect(thresholdForRecall(side, 0.76)).toBe(0.3)
    expect(thresholdForRecall(side, 1)).toBe(0.3)
    expect(thresholdForRecall({ ...side, points: [] }, 0.5)).toBeNull()
  })

  test('by cost weighs a missed row against false alarms, and of equals misses the fewest', () => {
    expect(thresholdForCost(side, 1)).toBe(0.6) // 0.8: 2 missed; 0.6: 1 + 1; both cost 2
    expect(thresholdForCost(side, 3)).toBe(0.3) // 3 false alarms, as 0.6 costs 3 + 1
    expect(thresholdForCost(side, 0.1)).toBe(0.8)
    expect(thresholdForCost({ ...side, points: [] }, 1)).toBeNull()
  })

  test('by cost finds what no other point beats', () => {
    const rows = fc.array(
      fc.record({ p: fc.integer({ min: 0, max: 20 }).map((p) => p / 20), truth: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (drawn, missedCost) => {
        const curve = curveOf(drawn)
        const chosen = costOf(countsAt(curve, thresholdForCost(curve, missedCost) ?? 2), missedCost)
        expect(chosen).toBe(Math.min(...curve.points.map((point) => costOf(point, missedCost))))
      }),
    )
  })
})
