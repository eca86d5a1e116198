import { isByTime, isLeaking, type SplitKind } from '../../data/split/split-kind.ts'
import type { EvaluationPlan, Project } from '../../project/project.ts'

/** Held-out entities below which one fifth says too little, so folds over all rows are measured. */
const minHeldOutEntities = 1000

/** Limits of cells (rows x features) for repeated folds and for folds at all, unless a project sets `evaluation`. */
const maxRepeatedCells = 500_000
const maxFoldedCells = 5_000_000

export interface PlanInput {
  readonly kind: SplitKind
  readonly heldOutEntities: number
  readonly rows: number
  readonly features: number
}

/**
 * Decides by which folds a training is measured; null: by its held-out rows alone. What a project writes is done. Else a table with
 * fewer than 1,000 held-out entities gets five folds: three times, or once if it is wide or long, and none if fitting five times more
 * costs too much. The decision depends on sizes only, so it is the same on every machine.
 */
export function planEvaluation(
  { entity, evaluation }: Pick<Project, 'entity' | 'evaluation'>,
  { kind, heldOutEntities, rows, features }: PlanInput,
): EvaluationPlan | null {
  // Folds would put later rows before earlier ones, and be honest where the held-out rows are to show a leak.
  if (isByTime(kind) || isLeaking(entity, kind) || evaluation === false) return null
  if (evaluation !== undefined) return evaluation
  const cells = rows * features
  if (heldOutEntities >= minHeldOutEntities || cells > maxFoldedCells) return null
  return { folds: 5, repeats: cells > maxRepeatedCells ? 1 : 3 }
}
