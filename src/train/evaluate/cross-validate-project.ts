import type { RowSplit } from '../../data/split/row-split.ts'
import { createCrossSplits } from '../../data/split/split.ts'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { takeTrainingRows } from '../../learner/take-training-rows.ts'
import { takeFeatureRows } from '../../model/features.ts'
import type { Project } from '../../project/project.ts'
import { type CrossValidation, crossValidate } from './cross-validation.ts'
import {
  type PreparedTable,
  getSplitOptions,
  type TrainEffects,
  buildTrainingTable,
  type TrainRequest,
} from '../train.ts'

/**
 * Evaluates a project's learner with `folds` models, split as the request says. By entity or by
 * rows, each part is held out once and predicted by a model fitted on the others; by time, each
 * window is predicted by a model fitted on earlier rows.
 *
 * @param sides the split of the same table
 * @throws LapidaryError `too-few-folds`
 */
export async function crossValidateProject(
  project: Project,
  request: TrainRequest,
  prepared: PreparedTable,
  { folds, sides }: { readonly folds: number; readonly sides: RowSplit },
  effects: TrainEffects,
): Promise<CrossValidation> {
  const { seed, threads, split, learner } = request
  const { table, features, target, classes } = prepared
  const whole = buildTrainingTable(split, prepared, sides)
  const splits = createCrossSplits(table, project, getSplitOptions(project, request), folds)
  if (splits.length < 2) throw new LapidaryError('too-few-folds', { seen: splits.length })
  return await crossValidate({
    splits,
    classes,
    target,
    groups: sides.groups,
    seed,
    fitAndPredict: async ({ train, heldOut }, fold) => {
      const progress = (share: number): void =>
        effects.progress('Cross-validating', (fold + share) / splits.length)
      const { signal } = effects
      const { model } = await learner.fit(takeTrainingRows(whole, train), { seed, threads, signal, progress })
      signal.throwIfAborted()
      return model.predict(takeFeatureRows(features, heldOut))
    },
  })
}
