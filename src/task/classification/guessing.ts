import type { Evaluation } from './evaluation.ts'

/**
 * Share of the most frequent class from which accuracy is not informative, because a model that has
 * learned nothing reaches it.
 */
const imbalancedShare = 0.8

/**
 * Returns whether the log-loss is better, beyond noise, than that of always predicting the class
 * shares of the training rows.
 */
export function beatsGuessing({ metrics, baselines }: Pick<Evaluation, 'metrics' | 'baselines'>): boolean {
  return metrics.log_loss.high < baselines.prior.log_loss // NaN compares as false
}

/** Returns whether always predicting the most frequent class looks good by accuracy. */
export function isImbalanced({ baselines }: Pick<Evaluation, 'baselines'>): boolean {
  return baselines.majority.accuracy >= imbalancedShare
}
