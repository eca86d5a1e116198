import type { ThresholdCurve } from 'lapidary/client'

export type CurveSide = ThresholdCurve['sides'][number]
export type CurvePoint = CurveSide['points'][number]
/** Rows by truth and decision; means over the repeats, so not always whole. */
export type Counts = Omit<CurvePoint, 'threshold'>

/** Probabilities closer than this are the same: those of a curve went through text. */
const tolerance = 1e-9

/** What a threshold would do. Between two points of the curve the upper one counts. */
export function countsAt(side: CurveSide, threshold: number): Counts {
  let found: CurvePoint | undefined
  for (const point of side.points) {
    const reaches = point.threshold >= threshold - tolerance
    if (reaches && (found === undefined || point.threshold < found.threshold)) found = point
  }
  return found ?? nobody(side)
}

/** A threshold that no probability reaches. */
function nobody({ points }: CurveSide): Counts {
  const [any] = points
  return {
    true_positive: 0,
    false_positive: 0,
    false_negative: (any?.true_positive ?? 0) + (any?.false_negative ?? 0),
    true_negative: (any?.false_positive ?? 0) + (any?.true_negative ?? 0),
  }
}

/** What people ask of counts; shares are `NaN` where there is nothing to divide by. */
export interface Consequences {
  readonly rows: number
  readonly flagged: number
  readonly missed: number
  readonly falseAlarms: number
  readonly precision: number
  readonly recall: number
  readonly accuracy: number
}

export function consequencesOf(counts: Counts): Consequences {
  const {
    true_positive: found,
    false_positive: falseAlarms,
    false_negative: missed,
    true_negative: left,
  } = counts
  const rows = found + falseAlarms + missed + left
  const flagged = found + falseAlarms
  return {
    rows,
    flagged,
    missed,
    falseAlarms,
    precision: found / flagged,
    recall: found / (found + missed),
    accuracy: (found + left) / rows,
  }
}

/**
 * The highest threshold that still finds the wanted share of the positive rows; null when none
 * does.
 */
export function thresholdForRecall(side: CurveSide, recall: number): number | null {
  let best: number | null = null
  for (const point of side.points) {
    const reaches = consequencesOf(point).recall >= recall - tolerance
    if (reaches && (best === null || point.threshold > best)) best = point.threshold
  }
  return best
}

/**
 * The threshold with the least cost, where a missed row costs as much as `missedCost` false alarms.
 * Of equal ones the lowest: it misses the fewest. Null for an empty curve.
 */
export function thresholdForCost(side: CurveSide, missedCost: number): number | null {
  let best: CurvePoint | null = null
  for (const point of side.points) {
    const difference = best === null ? -1 : costOf(point, missedCost) - costOf(best, missedCost)
    const equal = Math.abs(difference) <= tolerance
    if (best === null || (equal ? point.threshold < best.threshold : difference < 0)) best = point
  }
  return best?.threshold ?? null
}

/** In false alarms. */
export function costOf(
  { false_negative: missed, false_positive: falseAlarms }: Counts,
  missedCost: number,
): number {
  return missed * missedCost + falseAlarms
}
