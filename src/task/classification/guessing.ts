import type { Evaluation } from './evaluation.ts'

/** Share of the most frequent class from which accuracy says little: a model that has learned nothing reaches it. */
const imbalancedShare = 0.8

/** Returns whether the log-loss is better, beyond noise, than that of giving every row the shares of the training rows. */
export function beatsGuessing({ metrics, baselines }: Pick<Evaluation, 'metrics' | 'baselines'>): boolean {
  return metrics.log_loss.high < baselines.prior.log_loss // false for a value that is not a number
}

/** Returns whether always predicting the most frequent class looks good by accuracy. */
export function isImbalanced({ baselines }: Pick<Evaluation, 'baselines'>): boolean {
  return baselines.majority.accuracy >= imbalancedShare
}
