import type { Split } from '../../data/split/time-order.ts'
import { takeFeatureRows } from '../../model/features.ts'
import type { Learner, TrainingTable } from '../learner.ts'
import { takeTrainingRows } from '../take-training-rows.ts'

/** Computes the mean log-loss over the held-out rows of all splits. */
export async function scoreTrial(
  learner: Learner,
  table: TrainingTable,
  splits: readonly Split[],
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<number> {
  const classes = table.classes.length
  let loss = 0
  let rows = 0
  for (const { train, heldOut } of splits) {
    const { model } = await learner.fit(takeTrainingRows(table, train), {
      seed,
      threads: 1,
      ...(signal === undefined ? {} : { signal }),
    })
    const chances = model.predict(takeFeatureRows(table, heldOut))
    rows += heldOut.length
    for (let i = 0; i < heldOut.length; i++) {
      loss -= Math.log(
        Math.max(chances[i * classes + (table.target[heldOut[i] as number] as number)] as number, 1e-15),
      )
    }
  }
  const score = loss / rows
  return Number.isFinite(score) ? score : Number.MAX_VALUE // what diverged comes last
}
