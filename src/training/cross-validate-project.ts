import { foldsOf, groupsOf } from '../dataset/split.ts'
import { takeTrainingRows } from '../learner/take-training-rows.ts'
import { takeFeatureRows } from '../model/features.ts'
import type { Project } from '../project/project.ts'
import { type CrossValidation, crossValidate } from './cross-validation.ts'
import type { PreparedTable, TrainEffects, TrainRequest } from './train.ts'

/** Evaluates a project's learner by `folds` parts of its table: each is held out once, from a model fitted on the others. */
export async function crossValidateProject(
  project: Project,
  request: TrainRequest,
  { table, features, learnFrom, target, classes }: PreparedTable,
  folds: number,
  effects: TrainEffects,
): Promise<CrossValidation> {
  const { seed, threads, split, learner } = request
  const groups = groupsOf(table, project.entity)
  const whole = { ...learnFrom, target, classes, groups }
  return await crossValidate({
    folds: foldsOf(table, { entity: project.entity, folds, by: split, seed }),
    classes,
    target,
    groups,
    seed,
    fitAndPredict: async (train, heldOut, fold) => {
      const progress = (share: number): void => effects.progress('Cross-validating', (fold + share) / folds)
      const { signal } = effects
      const model = await learner.fit(takeTrainingRows(whole, train), { seed, threads, signal, progress })
      signal.throwIfAborted()
      return model.predict(takeFeatureRows(features, heldOut))
    },
  })
}
