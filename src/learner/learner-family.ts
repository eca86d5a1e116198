import type { LocalizedText } from '../base/text/localized-text.ts'
import type { Model } from '../model/model.ts'
import type { FitContext, TrainingTable } from './learner.ts'
import type { Param, ParamValue } from './param.ts'

/** The declaration of each param of a family, by name. */
export type ParamsOf<O extends object> = {
  readonly [K in keyof O]-?: Param<Extract<Required<O>[K], ParamValue>>
}

/**
 * A family of learners: one algorithm with its params. Listed in `families.ts`; `createLearner`
 * makes its learners.
 */
export interface LearnerFamily<O extends object = Readonly<Record<string, ParamValue>>> {
  /** Name of the family, the same as of its models: `random-forest`. */
  readonly kind: string
  /** The algorithm in one line, for help and documentation. */
  readonly summary: LocalizedText
  readonly params: ParamsOf<O>
  /**
   * Fits a model to a table whose categories are few: those of features with many are encoded as
   * evidence before.
   *
   * @param params all params, validated
   * @throws the reason of the context's signal when it is aborted
   */
  fit(params: Required<O>, table: TrainingTable, context: FitContext): Promise<Model>
}
