import {
  LogisticRegressionModel,
  logisticRegressionKind,
} from '../../model/logistic-regression/logistic-regression-model.ts'
import { type ClassWeight, classWeightParam, classWeights } from '../class-weights.ts'
import { createLearner } from '../create-learner.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import type { LearnerFamily } from '../learner-family.ts'
import { integerParam, numberParam } from '../param.ts'
import { fitDesign } from './design.ts'
import { minimize } from './lbfgs.ts'
import { MultinomialLoss } from './multinomial-loss.ts'

/** Options of `logisticRegression`. */
export interface LogisticRegressionOptions {
  /**
   * Strength of the penalty on squared weights; scikit-learn's 1 / C, for two classes as for more.
   * @defaultValue 1
   */
  readonly l2?: number
  /** Most iterations of L-BFGS, 1 to 1000000. @defaultValue 500 */
  readonly maxIterations?: number
  /**
   * Stops when no part of the gradient of the mean loss is larger, as in scikit-learn.
   * @defaultValue 1e-4
   */
  readonly tolerance?: number
  /** `balanced` weighs a row by the inverse of its class's share. @defaultValue 'none' */
  readonly classWeight?: ClassWeight
}

export const logisticRegressionFamily: LearnerFamily<LogisticRegressionOptions> = {
  kind: logisticRegressionKind,
  summary: {
    en: 'Multinomial logistic regression with a penalty on squared weights, fitted by L-BFGS.',
    'pt-BR':
      'Regressão logística multinomial com penalidade sobre os pesos ao quadrado, ajustada por L-BFGS.',
  },
  params: {
    l2: numberParam({
      min: 0,
      max: 1e9,
      default: 1,
      help: {
        en: 'Strength of the penalty on squared weights.',
        'pt-BR': 'Força da penalidade sobre os pesos ao quadrado.',
      },
    }),
    maxIterations: integerParam({
      min: 1,
      max: 1_000_000,
      default: 500,
      help: { en: 'Most iterations.', 'pt-BR': 'Máximo de iterações.' },
    }),
    tolerance: numberParam({
      above: 0,
      max: 1,
      default: 1e-4,
      help: {
        en: 'Stops when no part of the gradient of the mean loss is larger.',
        'pt-BR': 'Para quando nenhuma parte do gradiente da perda média é maior.',
      },
    }),
    classWeight: classWeightParam,
  },
  fit: fitRegression,
}

/**
 * Creates a multinomial logistic regression with an L2 penalty. Numbers are standardised and
 * imputed with their mean beside an indicator of missing, categories are indicators (their evidence
 * from 65 on); all fitted on the training rows.
 *
 * @param options those that differ from the defaults; each option names its own
 * @defaultValue `options`: {}
 * @returns the learner, to be set as `learner` of a project
 * @throws LapidaryError `bad-learner-option` for a value out of its range, `unknown-learner-option`
 * @example
 * ```ts
 * import { logisticRegression } from 'lapidary'
 *
 * const learner = logisticRegression({ l2: 10 })
 * learner.params['maxIterations'] // 500
 * ```
 */
export function logisticRegression(options: LogisticRegressionOptions = {}): Learner {
  return createLearner(logisticRegressionFamily, options)
}

async function fitRegression(
  { l2, maxIterations, tolerance, classWeight }: Required<LogisticRegressionOptions>,
  table: TrainingTable,
  { progress, signal }: FitContext,
): Promise<LogisticRegressionModel> {
  signal?.throwIfAborted()
  const design = fitDesign(table)
  const loss = new MultinomialLoss(design, table, classWeights(table, classWeight), l2)
  const solution = await minimize(loss, { maxIterations, tolerance, progress, signal })
  const weightCount = design.slotCount * table.classes.length
  return new LogisticRegressionModel({
    features: table.specs,
    classes: table.classes,
    means: design.means,
    scales: design.scales,
    weights: solution.slice(0, weightCount),
    intercepts: solution.slice(weightCount),
    slotMeans: design.slotMeans,
  })
}
