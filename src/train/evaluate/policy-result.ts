import {
  measureAtThreshold,
  type ScoredRows,
  takeClassScores,
  type ThresholdCurve,
  type ThresholdMetrics,
  countByThreshold,
  type ThresholdSide,
} from '../../task/classification/threshold.ts'
import type { Policy } from '../../project/project.ts'

/** Rows predicted by models that were not fitted on them. */
export interface PredictedSide {
  readonly target: Uint8Array
  readonly groups: Int32Array
  /** Row-major probabilities, one array per repeat. */
  readonly repeats: readonly Float64Array[]
}

/** The effect of the project's threshold, and of every other threshold. */
export interface PolicyResult {
  readonly positive: string
  readonly heldOut: ThresholdMetrics
  /** Null without repeated folds. */
  readonly outOfFold: ThresholdMetrics | null
  readonly curve: ThresholdCurve
}

export function computePolicyResult(
  { positive, threshold }: Required<Policy>,
  classes: readonly string[],
  sides: { readonly heldOut: PredictedSide; readonly outOfFold: PredictedSide | null },
  seed: number,
): PolicyResult {
  const scored = ({ target, groups, repeats }: PredictedSide): ScoredRows => {
    const k = classes.indexOf(positive)
    const flags = Uint8Array.from(target, (code) => (code === k ? 1 : 0))
    return {
      positive: flags,
      groups,
      repeats: repeats.map((probabilities) => takeClassScores(probabilities, classes.length, k)),
    }
  }
  const heldOut = scored(sides.heldOut)
  const outOfFold = sides.outOfFold === null ? null : scored(sides.outOfFold)
  const side = (name: ThresholdSide['side'], rows: ScoredRows): ThresholdSide => {
    return {
      side: name,
      rows: rows.positive.length,
      repeats: rows.repeats.length,
      points: countByThreshold(rows),
    }
  }
  return {
    positive,
    heldOut: measureAtThreshold(heldOut, threshold, { seed }),
    outOfFold: outOfFold === null ? null : measureAtThreshold(outOfFold, threshold, { seed }),
    curve: {
      positive,
      sides: [...(outOfFold === null ? [] : [side('out-of-fold', outOfFold)]), side('held-out', heldOut)],
    },
  }
}
