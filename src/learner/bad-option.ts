import { LapidaryError } from '../base/errors/lapidary-error.ts'

/** Returns the error of an option of a learner, or of a search over them, whose value is not allowed. */
export function badOption(learner: string, name: string, seen: unknown, expected: string): LapidaryError {
  return new LapidaryError('bad-learner-option', { learner, name, seen: String(seen), expected })
}
