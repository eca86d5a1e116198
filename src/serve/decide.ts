import { indexOfMax } from '../base/arrays/index-of-max.ts'
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
  if (policy === undefined)
    return (probabilities) => classes[indexOfMax(probabilities, 0, classes.length)] as string
  const positive = classes.indexOf(policy.positive)
  const other = classes[1 - positive]
  if (positive < 0 || other === undefined || classes.length !== 2) {
    throw new RangeError(`createDecide: ${policy.positive} is not one of two classes (${classes.join(', ')})`)
  }
  return (probabilities, threshold) => {
    return (probabilities[positive] as number) >= (threshold ?? policy.threshold) ? policy.positive : other
  }
}
