import { LapidaryError } from '../base/errors/lapidary-error.ts'
import type { Learner } from '../learner/learner.ts'
import { learnerKinds } from '../learner/learner-kinds.ts'

/** A learner and its changes, as requested on a command line. */
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
 * @throws LapidaryError `unknown-learner`, `unknown-param`, `no-grid`, `param-of-grid`.
 */
export function chooseLearner(own: Learner, { kind, changes = [], fullGrid = false }: LearnerChoice): Learner {
  if (fullGrid) {
    if (kind !== undefined || changes.length > 0 || own.inFull === undefined) throw new LapidaryError('no-grid')
    return own.inFull()
  }
  if (kind === undefined && changes.length === 0) return own
  if (kind === undefined && own.inFull !== undefined) {
    throw new LapidaryError('param-of-grid', { seen: changes[0] ?? '', known: Object.keys(learnerKinds).join(', ') })
  }
  const maker = learnerKinds[kind ?? own.kind]
  if (maker === undefined) {
    throw new LapidaryError('unknown-learner', { seen: kind ?? own.kind, known: Object.keys(learnerKinds).join(', ') })
  }
  const defaults = kind === undefined || kind === own.kind ? own.params : maker({}).params
  const params: Record<string, number | string | boolean | null> = { ...defaults }
  for (const change of changes) {
    const [, name = '', text = ''] = /^(\w+)=(.*)$/.exec(change) ?? []
    if (!Object.hasOwn(params, name)) {
      throw new LapidaryError('unknown-param', { seen: change, known: Object.keys(params).join(', '), learner: kind ?? own.kind })
    }
    params[name] = parseParam(text)
  }
  return maker(params)
}

function parseParam(text: string): number | string | boolean | null {
  if (text === 'null') return null
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
