import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { NamedArray } from './model.ts'

/** Creates the error of a model file that does not hold what its header declares. */
export function corrupted(problem: string, cause?: unknown): LapidaryError {
  return new LapidaryError('model-corrupted', { problem }, { cause })
}

/**
 * Returns the array `name` of a saved model. @throws LapidaryError `model-corrupted` if it is
 * missing or of another type
 */
export function arrayOf<A extends NamedArray>(
  arrays: Readonly<Record<string, NamedArray>>,
  name: string,
  type: abstract new (...args: never[]) => A,
): A {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (!(array instanceof type)) throw corrupted(`${name} is missing`)
  return array
}
