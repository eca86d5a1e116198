import { isByTime, isLeaking, type SplitKind } from '../../data/split/split-kind.ts'
import type { EvaluationPlan, Project } from '../../project/project.ts'

/**
 * Number of held-out entities below which all rows are also measured by folds, because the held-out
 * rows alone are too few.
 */
const minHeldOutEntities = 1000

/**
 * Limits of cells (rows x features) for repeated folds and for folds at all, unless a project sets
 * `evaluation`.
 */
const maxRepeatedCells = 500_000
const maxFoldedCells = 5_000_000

export interface PlanInput {
  readonly kind: SplitKind
  readonly heldOutEntities: number
  readonly rows: number
  readonly features: number
}

/**
 * Decides by which folds a training is measured. Null means by its held-out rows alone. A project's
 * own `evaluation` takes precedence. Otherwise a table with fewer than 1,000 held-out entities gets
 * five folds: repeated three times, or once if the table is wide or long, or not at all if five
 * more fits cost too much. The decision depends on sizes only, so it is the same on every machine.
 */
export function planEvaluation(
  { entity, evaluation }: Pick<Project, 'entity' | 'evaluation'>,
  { kind, heldOutEntities, rows, features }: PlanInput,
): EvaluationPlan | null {
  // Folds would train on later rows to predict earlier ones, and would hide a leak that the
  // held-out rows show.
  if (isByTime(kind) || isLeaking(entity, kind) || evaluation === false) return null
  if (evaluation !== undefined) return evaluation
  const cells = rows * features
  if (heldOutEntities >= minHeldOutEntities || cells > maxFoldedCells) return null
  return { folds: 5, repeats: cells > maxRepeatedCells ? 1 : 3 }
}
