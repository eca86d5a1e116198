import { LapidaryError } from '../base/errors/lapidary-error.ts'
import { createLearner } from '../learner/create-learner.ts'
import { learnerFamilies } from '../learner/families.ts'
import type { Learner } from '../learner/learner.ts'
import type { LearnerFamily } from '../learner/learner-family.ts'
import type { Param } from '../learner/param.ts'

/** Learner options of a command line. */
export interface LearnerChoice {
  readonly kind?: string | undefined
  /** Changed hyper-parameters, such as `["trees=100"]`. */
  readonly changes?: readonly string[]
  /** Replaces a random search by the project's full grid. */
  readonly fullGrid?: boolean
}

/**
 * Creates the learner that a command line requests: `kind`, or the project's own learner, with some
 * hyper-parameters changed.
 *
 * @throws LapidaryError `unknown-learner`, `unknown-param`, `bad-param`, `no-grid`, `param-of-grid`
 */
export function chooseLearner(
  own: Learner,
  { kind, changes = [], fullGrid = false }: LearnerChoice,
): Learner {
  if (fullGrid) {
    if (kind !== undefined || changes.length > 0 || own.inFull === undefined)
      throw new LapidaryError('no-grid')
    return own.inFull()
  }
  if (kind === undefined && changes.length === 0) return own
  const known = learnerFamilies.map((family) => family.kind).join(', ')
  if (kind === undefined && own.inFull !== undefined) {
    throw new LapidaryError('param-of-grid', { seen: changes[0] ?? '', known })
  }
  const wanted = kind ?? own.kind
  const family = learnerFamilies.find((each) => each.kind === wanted)
  if (family === undefined) throw new LapidaryError('unknown-learner', { seen: wanted, known })
  const params = own.kind === family.kind ? own.params : {}
  return createLearner(family, {
    ...params,
    ...Object.fromEntries(changes.map((change) => parseChange(family, change))),
  })
}

/**
 * Parses `NAME=VALUE` by the type of the param.
 *
 * @throws LapidaryError `unknown-param`, `bad-param`
 */
function parseChange(family: LearnerFamily, change: string) {
  const { kind: learner, params } = family
  const [, name = '', text = ''] = /^(\w+)=(.*)$/.exec(change) ?? []
  if (!Object.hasOwn(params, name)) {
    throw new LapidaryError('unknown-param', { seen: change, known: Object.keys(params).join(', '), learner })
  }
  const param = params[name] as Param
  const value = param.parse(text)
  if (param.accepts(value)) return [name, value] as const
  throw new LapidaryError('bad-param', { name, seen: text, learner, requirement: param.requirement() })
}
