import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { fitEncoded } from './evidence/fit-evidence.ts'
import type { Learner } from './learner.ts'
import type { LearnerFamily } from './learner-family.ts'
import type { Param, ParamValue } from './param.ts'

/**
 * Creates a learner of a family, with defaults for the params that `options` does not set.
 *
 * @throws LapidaryError `unknown-learner-option`, `bad-learner-option`
 */
export function createLearner<O extends object>(family: LearnerFamily<O>, options: O): Learner {
  const { kind } = family
  const params = completeParams(kind, family.params, options)
  return {
    kind,
    params,
    fit: async (table, context) => ({
      model: await fitEncoded(
        table,
        context,
        async (encoded, own) => await family.fit(params as Required<O>, encoded, own),
      ),
    }),
  }
}

function completeParams(
  learner: string,
  declared: object,
  options: object,
): Readonly<Record<string, ParamValue>> {
  const specs = declared as Readonly<Record<string, Param>>
  const given = options as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(specs, name))
  if (unknown !== undefined) {
    throw new LapidaryError('unknown-learner-option', {
      learner,
      seen: unknown,
      known: Object.keys(specs).join(', '),
    })
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, param]) => [name, paramValue(learner, name, param, given[name])]),
  )
}

/**
 * Returns the value of a param: the default if none is given.
 *
 * @throws LapidaryError `bad-learner-option`
 */
export function paramValue<T extends ParamValue>(
  learner: string,
  name: string,
  param: Param<T>,
  seen: unknown,
): T {
  const value = seen === undefined ? param.default : seen
  if (param.accepts(value)) return value
  throw new LapidaryError('bad-learner-option', {
    learner,
    name,
    seen: String(seen),
    requirement: param.requirement(),
  })
}
