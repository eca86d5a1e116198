import { takeFeatureRows } from '../../model/features.ts'
import { rowsOfFold } from '../group-folds.ts'
import type { Learner, TrainingTable } from '../learner.ts'
import { takeTrainingRows } from '../take-training-rows.ts'

/** Mean log-loss over all rows, each answered by a model that saw no row of its fold. */
export async function scoreTrial(
  learner: Learner,
  table: TrainingTable,
  folds: Uint8Array,
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const classes = table.classes.length
  let loss = 0
  for (const fold of new Set(folds)) {
    const fitted = rowsOfFold(folds, fold, false)
    const held = rowsOfFold(folds, fold, true)
    const model = await learner.fit(takeTrainingRows(table, fitted), {
      seed,
      threads: 1,
      ...(signal === undefined ? {} : { signal }),
    })
    const chances = model.predict(takeFeatureRows(table, held))
    for (let i = 0; i < held.length; i++) {
      loss -= Math.log(Math.max(chances[i * classes + (table.target[held[i] as number] as number)] as number, 1e-15))
    }
  }
  const score = loss / table.rowCount
  return Number.isFinite(score) ? score : Number.MAX_VALUE // what diverged comes last
}
