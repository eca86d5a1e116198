import { availableParallelism } from 'node:os'

/**
 * Returns the number of threads to train on: the setting or, if it is 0, one for each core and at
 * most 4. The result of a training is the same for any number.
 */
export function resolveThreadCount(setting: number): number {
  return setting > 0 ? setting : Math.min(4, availableParallelism())
}
