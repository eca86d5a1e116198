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
 * Whether a version may take the alias of the current one. It is worse when the 95 % intervals of log-loss or of accuracy lie
 * apart on the wrong side; without intervals that lie apart nobody can say, and the newer data wins. Metrics of synthetic data
 * and of real data, or leaking and honest ones, are never compared: the better kind wins.
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
  // written so that a metric that is not a number never passes
  if (!(mine.log_loss.low <= its.log_loss.high)) throw worse(at, 'log-loss', mine.log_loss, its.log_loss)
  if (!(mine.accuracy.high >= its.accuracy.low)) throw worse(at, 'accuracy', mine.accuracy, its.accuracy)
  return candidate.heldOut === current.heldOut ? 'same-rows' : 'other-rows'
}

function worse(at: GateCase, metric: string, candidate: Estimate, champion: Estimate): LapidaryError {
  return new LapidaryError('gate-refused', { ...at, metric, candidate: inWords(candidate), champion: inWords(champion) })
}

function inWords({ value, low, high }: Estimate): string {
  return `${value.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
}
