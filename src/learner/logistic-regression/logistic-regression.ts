import { badOption } from '../bad-option.ts'
import { LogisticRegressionModel, logisticRegressionKind } from '../../model/logistic-regression/logistic-regression-model.ts'
import type { Model } from '../../model/model.ts'
import { classWeights } from '../class-weights.ts'
import { fitEncoded } from '../evidence/fit-evidence.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import { fitDesign } from './design.ts'
import { minimize } from './lbfgs.ts'
import { MultinomialLoss } from './multinomial-loss.ts'

export interface LogisticRegressionOptions {
  /** Strength of the penalty on squared weights; scikit-learn's 1 / C, for two classes as for more. Default 1. */
  readonly l2?: number
  /** Default 500. */
  readonly maxIterations?: number
  /** Stops when no part of the gradient of the mean loss is larger. Default 1e-4, as in scikit-learn. */
  readonly tolerance?: number
  /** `balanced` weighs a row by the inverse of its class's share. Default `none`. */
  readonly classWeight?: 'none' | 'balanced'
}

/**
 * Multinomial logistic regression with an L2 penalty. Numbers are standardised and imputed with their mean beside an
 * indicator of missing, categories are indicators (their evidence from 65 on); all fitted on the training rows.
 *
 * @throws LapidaryError `bad-learner-option`
 * @example
 * learner: logisticRegression({ l2: 10 })
 */
export function logisticRegression(options: LogisticRegressionOptions = {}): Learner {
  const { l2 = 1, maxIterations = 500, tolerance = 1e-4, classWeight = 'none' } = options
  if (!(l2 >= 0 && l2 < Infinity)) throw badOption(logisticRegressionKind, 'l2', l2, 'a number from 0')
  if (!Number.isInteger(maxIterations) || maxIterations < 1)
    throw badOption(logisticRegressionKind, 'maxIterations', maxIterations, 'a whole number from 1')
  if (!(tolerance > 0 && tolerance < 1))
    throw badOption(logisticRegressionKind, 'tolerance', tolerance, 'a number above 0 and below 1')
  if (classWeight !== 'none' && classWeight !== 'balanced')
    throw badOption(logisticRegressionKind, 'classWeight', classWeight, 'none or balanced')
  const fit = async (table: TrainingTable, { progress, signal }: FitContext): Promise<Model> => {
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
  return {
    kind: logisticRegressionKind,
    params: { l2, maxIterations, tolerance, classWeight },
    fit: async (table, context) => await fitEncoded(table, context, fit),
  }
}
