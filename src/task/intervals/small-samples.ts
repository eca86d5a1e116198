import { type Estimate, minClassEntities } from '../classification/evaluation.ts'

/** A share of independent cases, such as the recall of one class. */
export interface Share {
  /** From 0 to 1. */
  readonly value: number
  /** Number of independent cases, at least 1: entities, because rows of one entity are similar. */
  readonly cases: number
}

/** 97.5 % point of the normal distribution. */
const z = 1.96

/** Returns the score interval of a share (Wilson 1927). */
function computeWilsonInterval({ value, cases }: Share): { readonly low: number; readonly high: number } {
  const center = (value + (z * z) / (2 * cases)) / (1 + (z * z) / cases)
  const half =
    (z / (1 + (z * z) / cases)) * Math.sqrt((value * (1 - value)) / cases + (z * z) / (4 * cases * cases))
  return { low: Math.min(value, center - half), high: Math.max(value, center + half) }
}

/**
 * Returns the minimum distances of an interval's ends below and above the mean of `shares`. A
 * bootstrap only repeats the cases it has, so its interval for a class with one row would have no
 * width. Shares of fewer than `minClassEntities` cases, and those that are exactly 0 or 1, get
 * their Wilson interval; the distances are combined as those of independent estimates (MOVER; Zou
 * and Donner 2008).
 */
export function computeSmallSampleReach(shares: readonly Share[]): {
  readonly below: number
  readonly above: number
} {
  let [below, above] = [0, 0]
  for (const share of shares) {
    const { value, cases } = share
    if (cases >= minClassEntities && value > 0 && value < 1) continue
    const { low, high } = computeWilsonInterval(share)
    below += (value - low) ** 2
    above += (high - value) ** 2
  }
  return { below: Math.sqrt(below) / shares.length, above: Math.sqrt(above) / shares.length }
}

/** Returns the interval of a metric between `min` and `max`, widened by `reach`. */
export function widenInterval(
  { value, low, high }: Estimate,
  { below, above }: { readonly below: number; readonly above: number },
  { min, max }: { readonly min: number; readonly max: number },
): Estimate {
  return {
    value,
    low: Math.max(min, value - Math.hypot(value - low, below)),
    high: Math.min(max, value + Math.hypot(high - value, above)),
  }
}

/**
 * Returns how far Student's interval of the mean over rows reaches to both sides, from sums over
 * groups of rows. It is 0 with so many groups that it adds nothing to a bootstrap, and infinite
 * with one group.
 */
export function computeStudentReach(sums: Float64Array, rows: Float64Array): number {
  const degrees = sums.length - 1
  if (degrees > maxStudentDegrees) return 0
  if (degrees === 0) return Number.POSITIVE_INFINITY
  const [sum, count] = [sums, rows].map((values) => values.reduce((total, value) => total + value, 0)) as [
    number,
    number,
  ]
  const squares = sums.reduce(
    (total, ofGroup, g) => total + (ofGroup - (sum / count) * (rows[g] as number)) ** 2,
    0,
  )
  return (getStudentPoint(degrees) * Math.sqrt((squares * sums.length) / degrees)) / count
}

/** 97.5 % points of Student's t with 1, 2, 3... degrees of freedom. */
const studentPoints = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093,
]

/**
 * Degrees of freedom up to which `studentT` differs noticeably from the normal distribution's 1.96.
 */
const maxStudentDegrees = studentPoints.length

/**
 * Returns the 97.5 % point of Student's t. Beyond `maxStudentDegrees` it returns that of the last
 * one, which is close enough.
 */
export function getStudentPoint(degrees: number): number {
  return studentPoints[Math.min(degrees, maxStudentDegrees) - 1] as number
}
