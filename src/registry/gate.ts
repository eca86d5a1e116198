import { LapidaryError } from '../errors.ts'
import type { Estimate, Evaluation } from '../metric/evaluation.ts'

/** What the gate knows of a version. */
export interface Evidence {
  readonly evaluation: Pick<Evaluation, 'classes' | 'metrics'>
  /** Trained and evaluated on data that a generator made. */
  readonly synthetic: boolean
  /** The split was by rows although rows of one entity are near copies. */
  readonly leaking: boolean
  /** Names the held-out rows, such as the hash of data and split: versions with the same one were asked the same questions. */
  readonly heldOut: string
}

/**
 * How a version that passed stands to the one before. `first`: there was none. `same-rows`: not worse on the same held-out rows.
 * `other-rows`: not worse, but on other rows, so less is known. `not-comparable`: real data replaces synthetic, or honest metrics
 * leaking ones. `forced`: the gate was not asked. `unchanged`: it had the alias already.
 */
export type GateVerdict = 'first' | 'same-rows' | 'other-rows' | 'not-comparable' | 'forced' | 'unchanged'

/** What stands at the gate, and what it would replace. */
export interface GateCase {
  readonly model: string
  readonly alias: string
  readonly version: number
  readonly current: number
}

/**
 * Whether a version may take the alias of the current one. On the same held-out rows it is worse when its log-loss or accuracy
 * lies outside the current one's 95 % interval on the wrong side: the rows' luck is shared. On other rows each has its own luck,
 * so it is worse only when the two intervals lie apart. Where nobody can say, the newer version passes. Metrics of synthetic and
 * of real data, or leaking and honest ones, are never compared: the better kind wins.
 * @throws LapidaryError `gate-refused`, `gate-refused-synthetic`, `gate-refused-leaking`, `gate-refused-classes`.
 */
export function passGate(at: GateCase, candidate: Evidence, current: Evidence): GateVerdict {
  const [seen, allowed] = [candidate, current].map(({ evaluation }) => evaluation.classes.toSorted().join(', '))
  if (seen !== allowed) throw new LapidaryError('gate-refused-classes', { ...at, seen, allowed })
  if (candidate.synthetic !== current.synthetic) {
    if (candidate.synthetic) throw new LapidaryError('gate-refused-synthetic', { ...at })
    return 'not-comparable'
  }
  if (candidate.leaking !== current.leaking) {
    if (candidate.leaking) throw new LapidaryError('gate-refused-leaking', { ...at })
    return 'not-comparable'
  }
  const [mine, its] = [candidate.evaluation.metrics, current.evaluation.metrics]
  const sameRows = candidate.heldOut === current.heldOut
  // written so that a metric that is not a number never passes
  if (!(mine.log_loss[sameRows ? 'value' : 'low'] <= its.log_loss.high)) throw worse(at, 'log-loss', mine.log_loss, its.log_loss)
  if (!(mine.accuracy[sameRows ? 'value' : 'high'] >= its.accuracy.low)) throw worse(at, 'accuracy', mine.accuracy, its.accuracy)
  return sameRows ? 'same-rows' : 'other-rows'
}

function worse(at: GateCase, metric: string, candidate: Estimate, champion: Estimate): LapidaryError {
  return new LapidaryError('gate-refused', { ...at, metric, candidate: inWords(candidate), champion: inWords(champion) })
}

function inWords({ value, low, high }: Estimate): string {
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
}
