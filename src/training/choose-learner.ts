import { LapidaryError } from '../errors.ts'
import { randomForest } from '../learner/forest/random-forest.ts'
import type { Learner } from '../learner/learner.ts'
import { logisticRegression } from '../learner/logistic/logistic-regression.ts'

type LearnerMaker = (options: Readonly<Record<string, number | string | boolean | null>>) => Learner

const makers: Readonly<Record<string, LearnerMaker>> = {
  'random-forest': (options) => randomForest(options),
  'logistic-regression': (options) => logisticRegression(options),
}

/**
 * The learner of a command line: `kind` or the project's own, with some hyper-parameters changed (`["trees=100"]`).
 *
 * @throws LapidaryError `unknown-learner`, `unknown-param`.
 */
export function chooseLearner(own: Learner, kind: string | undefined, changes: readonly string[]): Learner {
  const known = Object.keys(makers)
  const maker = makers[kind ?? own.kind]
  if (maker === undefined) throw new LapidaryError('unknown-learner', { seen: kind, known: known.join(', ') })
  if (kind === undefined && changes.length === 0) return own
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
