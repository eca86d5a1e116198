import { groupFolds, splitOfFold } from '../../learner/group-folds.ts'
import type { FitContext, Learner, TrainingTable } from '../../learner/learner.ts'
import { takeTrainingRows } from '../../learner/take-training-rows.ts'
import { evaluate } from '../../task/classification/evaluate.ts'
import type { Evaluation } from '../../task/classification/evaluation.ts'
import { countGroupsByClass } from '../../task/classification/measure.ts'
import {
  evaluateRepeats,
  takeMeans,
  type RepeatedEvaluation,
} from '../../task/classification/evaluate-repeats.ts'
import { type FeatureTable, takeFeatureRows } from '../../model/features.ts'
import type { EvaluationPlan } from '../../project/project.ts'

export interface RepeatedFoldsInput {
  readonly plan: EvaluationPlan
  /** Must not tune: every fold would repeat the whole search. */
  readonly learner: Learner
  /** All rows of the table. */
  readonly table: TrainingTable & { readonly groups: Int32Array }
  /**
   * Features from which the same rows are predicted, if they differ from those that the models are
   * fitted on.
   */
  readonly measured: FeatureTable
  /** Features of the same rows as they arrive in other ways. */
  readonly others?: readonly FeatureTable[]
  readonly context: FitContext
}

/** `repeated-folds.json` of a run. */
export interface RepeatedFolds extends RepeatedEvaluation {
  readonly folds: number
}

export interface OutOfFold {
  readonly evaluation: RepeatedFolds
  /** The same metrics, with the tables and curves of the first repeat. */
  readonly headline: Evaluation
  /** Row-major probabilities of all rows, one array per repeat. */
  readonly repeats: readonly Float64Array[]
  /** Probabilities of each table of `others`, one array per repeat. */
  readonly others: readonly (readonly Float64Array[])[]
}

/**
 * Predicts every row `repeats` times, each time with a model that was fitted on other entities: the
 * rows are cut into `folds` parts, stratified by class, and each part is predicted by a model
 * fitted on the rest. Copies that a learner makes for itself (oversampling) stay inside its `fit`:
 * the rows of the table are predicted and measured once per repeat.
 *
 * Hyper-parameters that were tuned before are used unchanged. Their choice has seen rows that are
 * predicted here, so the result may be slightly optimistic.
 */
export async function repeatFolds(input: RepeatedFoldsInput): Promise<OutOfFold> {
  const { plan, table, context } = input
  const { classes, target, groups } = table
  const { seed } = context
  const [repeats = [], ...others] = await predictOutOfFold(input)
  // A class with one entity is predicted by models that were fitted without that class.
  const learned = Array.from(countGroupsByClass(target, groups, classes.length), (entities) => entities > 1)
  const repeated = evaluateRepeats({ classes, target, groups, repeats, learned, seed })
  const trainRows = classes.map((_, k) => target.filter((code) => code === k).length)
  const first = {
    classes,
    target,
    groups,
    probabilities: repeats[0] as Float64Array,
    trainRows,
    learned,
    seed,
    resamples: 1,
  }
  return {
    repeats,
    others,
    evaluation: { folds: plan.folds, ...repeated },
    headline: { ...evaluate(first), repeated: plan, metrics: takeMeans(repeated) },
  }
}

/**
 * Predicts the rows of `measured`, then those of each table of `others`: probabilities by table and
 * repeat.
 */
async function predictOutOfFold({
  plan,
  learner,
  table,
  measured,
  others = [],
  context,
}: RepeatedFoldsInput): Promise<Float64Array[][]> {
  const classes = table.classes.length
  const fits = plan.folds * plan.repeats
  const tables = [measured, ...others].map((features) => ({ features, repeats: [] as Float64Array[] }))
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const folds = groupFolds(table, plan.folds, context.seed, `repeat ${repeat}`)
    for (const { repeats } of tables) repeats.push(new Float64Array(table.rowCount * classes))
    for (let fold = 0; fold < plan.folds; fold++) {
      const { train, heldOut } = splitOfFold(folds, fold)
      if (heldOut.length === 0) continue
      const done = repeat * plan.folds + fold
      const progress = (share: number): void => context.progress?.((done + share) / fits)
      const { model } = await learner.fit(takeTrainingRows(table, train), {
        ...context,
        seed: context.seed + repeat, // repeats also differ in the randomness of the fit
        progress,
      })
      context.signal?.throwIfAborted()
      for (const { features, repeats } of tables) {
        const predicted = model.predict(takeFeatureRows(features, heldOut))
        const probabilities = repeats[repeat] as Float64Array
        for (let i = 0; i < heldOut.length; i++) {
          probabilities.set(
            predicted.subarray(i * classes, (i + 1) * classes),
            (heldOut[i] as number) * classes,
          )
        }
      }
      progress(1)
    }
  }
  return tables.map(({ repeats }) => repeats)
}
