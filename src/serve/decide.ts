import type { Policy } from '../project/project.ts'

/**
 * Decides a prediction from probabilities: the most probable class or, with a policy, whether the
 * positive class reaches the threshold.
 */
export type Decide = (probabilities: Float64Array, threshold: number | null) => string

/**
 * Creates the decision function of a model.
 *
 * @param classes of the model, in the order of its probabilities; exactly two with a policy, which
 * `defineProject` requires
 */
export function createDecide(classes: readonly string[], policy: Required<Policy> | undefined): Decide {
  if (policy === undefined) return (probabilities) => findMostProbableClass(classes, probabilities)
  const positive = classes.indexOf(policy.positive)
  const other = classes[1 - positive]
  if (positive < 0 || other === undefined || classes.length !== 2) {
    throw new RangeError(`createDecide: ${policy.positive} is not one of two classes (${classes.join(', ')})`)
  }
  return (probabilities, threshold) => {
    return (probabilities[positive] as number) >= (threshold ?? policy.threshold) ? policy.positive : other
  }
}

/** Returns the class with the highest probability, the first one on a tie. */
function findMostProbableClass(classes: readonly string[], probabilities: Float64Array): string {
  let best = 0
  for (let code = 1; code < classes.length; code++) {
    if ((probabilities[code] as number) > (probabilities[best] as number)) best = code
  }
  return classes[best] as string
}
