import { availableParallelism } from 'node:os'

/** Threads to train on: the setting, or one per core and at most 4 when it is 0. The result is the same for any number. */
export function threadsOf(setting: number): number {
  return setting > 0 ? setting : Math.min(4, availableParallelism())
}
