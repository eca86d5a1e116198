import { type ErrorCode, LapidaryError } from '../../base/errors/lapidary-error.ts'
import type { Language, LocalizedText } from '../../base/text/localized-text.ts'
import { formatNumber } from '../../report/words.ts'
import type { Estimate, Evaluation } from '../../task/classification/evaluation.ts'
import { beatsGuessing } from '../../task/classification/guessing.ts'

/** Two versions on the same rows, which neither was trained on. */
export interface Comparison {
  /** The champion at that time. */
  readonly champion: number
  readonly rows: number
  readonly entities: number
  /**
   * This version's value minus the champion's, row by row, with its 95 % interval by a bootstrap
   * over entities.
   */
  readonly log_loss: Estimate
  readonly accuracy: Estimate
}

/** Evidence of a version that the gate compares. */
export interface Evidence {
  readonly evaluation: Pick<Evaluation, 'classes' | 'metrics' | 'baselines'>
  /** Trained and evaluated on data that a generator made. */
  readonly synthetic: boolean
  /** The split was by rows although rows of one entity are near copies. */
  readonly leaking: boolean
  /** Names the held-out rows, such as the hash of data and split. */
  readonly heldOut: string
  /**
   * With the champion at the time of the training; null when there was none, or when it could not
   * be evaluated on these rows.
   */
  readonly comparison: Comparison | null
}

/**
 * How a version that passed stands to the one before. `first`: there was none. `paired`: not worse,
 * row by row on the same rows. `same-rows`: not worse on the same rows, by their totals.
 * `other-rows`: not worse, but on other rows, so less is certain. `not-comparable`: real data
 * replaces synthetic, or honest metrics leaking ones. `forced`: the gate was skipped. `unchanged`:
 * it had the alias already. `no-gate`: no project examines the versions here.
 */
export type GateVerdict =
  | 'first'
  | 'paired'
  | 'same-rows'
  | 'other-rows'
  | 'not-comparable'
  | 'forced'
  | 'unchanged'
  | 'no-gate'

/** The candidate, and the version that it would replace. */
export interface GateCase {
  readonly model: string
  /** Alias in words, as `aliasInWords` returns it. */
  readonly alias: LocalizedText
  readonly version: number
  readonly current: number
}

/**
 * Whether a version may take the alias of the current one. It may not
 * - if it is worse beyond noise in log-loss or accuracy. Where both were evaluated row by row on
 *   the same rows, the interval of the difference decides; else the totals: on the same rows the
 *   version's value must lie inside the current one's interval, on other rows the difference must
 *   stay below the noise of both.
 * - if its log-loss is not better than guessing beyond noise, or if its accuracy is not above
 *   guessing while the current one's is and its log-loss is not better beyond noise.
 *
 * Metrics of synthetic and of real data, or leaking and honest ones, are never compared: the better
 * kind wins.
 * @throws LapidaryError `gate-refused`, `gate-refused-paired`, `gate-refused-guessing`,
 * `gate-refused-synthetic`, `gate-refused-leaking`, `gate-refused-classes`.
 */
export function passGate(at: GateCase, candidate: Evidence, current: Evidence): GateVerdict {
  const classesOf = ({ evaluation }: Evidence): string => evaluation.classes.toSorted().join(', ')
  const [seen, allowed] = [classesOf(candidate), classesOf(current)]
  if (seen !== allowed) throw new LapidaryError('gate-refused-classes', { ...at, seen, allowed })
  if (!beatsGuessing(candidate.evaluation)) throw worthless(at, candidate, 'log_loss')
  if (candidate.synthetic !== current.synthetic) {
    if (candidate.synthetic) throw new LapidaryError('gate-refused-synthetic', { ...at })
    return 'not-comparable'
  }
  if (candidate.leaking !== current.leaking) {
    if (candidate.leaking) throw new LapidaryError('gate-refused-leaking', { ...at })
    return 'not-comparable'
  }
  const paired = comparisonOf(at, candidate, current)
  const verdict = paired === null ? compareTotals(at, candidate, current) : comparePaired(at, paired)
  const accuracyLost =
    aboveGuessing(current) && !aboveGuessing(candidate) && !(paired !== null && paired.log_loss.high < 0)
  if (accuracyLost) throw worthless(at, candidate, 'accuracy')
  return verdict
}

function worthless(
  at: GateCase,
  { evaluation: { metrics, baselines } }: Evidence,
  metric: 'log_loss' | 'accuracy',
): LapidaryError {
  const guessing = metric === 'log_loss' ? baselines.prior.log_loss : baselines.majority.accuracy
  return new LapidaryError('gate-refused-guessing', {
    ...at,
    metric: names[metric],
    candidate: estimateInWords(metrics[metric]),
    guessing: localize((language) => formatNumber(guessing, language, 4)),
  })
}

const names = {
  log_loss: { en: 'log-loss', 'pt-BR': 'log-loss' },
  accuracy: { en: 'accuracy', 'pt-BR': 'acurácia' },
} as const satisfies Record<string, LocalizedText>

function aboveGuessing({ evaluation: { metrics, baselines } }: Evidence): boolean {
  return metrics.accuracy.value > baselines.majority.accuracy
}

/** The comparison of these two, whichever of them was trained later. */
function comparisonOf(at: GateCase, candidate: Evidence, current: Evidence): Comparison | null {
  if (candidate.comparison?.champion === at.current) return candidate.comparison
  const other = current.comparison
  if (other?.champion !== at.version) return null
  const turned = ({ value, low, high }: Estimate): Estimate => ({ value: -value, low: -high, high: -low })
  return {
    ...other,
    champion: at.current,
    log_loss: turned(other.log_loss),
    accuracy: turned(other.accuracy),
  }
}

function comparePaired(at: GateCase, { rows, entities, log_loss: loss, accuracy }: Comparison): GateVerdict {
  const worse = !(loss.low <= 0) ? 'log_loss' : !(accuracy.high >= 0) ? 'accuracy' : null // a value that is not a number is worse
  if (worse === null) return 'paired'
  const difference = estimateInWords(worse === 'log_loss' ? loss : accuracy)
  throw new LapidaryError('gate-refused-paired', { ...at, metric: names[worse], difference, rows, entities })
}

function compareTotals(at: GateCase, candidate: Evidence, current: Evidence): GateVerdict {
  const [mine, its] = [candidate.evaluation.metrics, current.evaluation.metrics]
  const sameRows = candidate.heldOut === current.heldOut
  const noise = (a: number, b: number): number => (sameRows ? b : Math.hypot(a, b))
  const lossNoise = noise(mine.log_loss.value - mine.log_loss.low, its.log_loss.high - its.log_loss.value)
  const accuracyNoise = noise(mine.accuracy.high - mine.accuracy.value, its.accuracy.value - its.accuracy.low)
  // written so that a metric that is not a number never passes
  const lossPasses = mine.log_loss.value - its.log_loss.value <= lossNoise
  const accuracyPasses = its.accuracy.value - mine.accuracy.value <= accuracyNoise
  const worse = !lossPasses ? 'log_loss' : !accuracyPasses ? 'accuracy' : null
  if (worse === null) return sameRows ? 'same-rows' : 'other-rows'
  const values = {
    metric: names[worse],
    candidate: estimateInWords(mine[worse]),
    champion: estimateInWords(its[worse]),
  }
  throw new LapidaryError('gate-refused', { ...at, ...values })
}

/**
 * Returns whether an error means that a version did not get an alias: rejected by the gate, not
 * loadable, or the alias moved meanwhile.
 */
export function isRefusal(error: unknown): error is LapidaryError {
  const others: readonly ErrorCode[] = ['alias-moved', 'version-not-loadable']
  return error instanceof LapidaryError && (error.code.startsWith('gate-') || others.includes(error.code))
}

/** Returns an alias as the messages name it. In Portuguese the champion has a name of its own. */
export function aliasInWords(alias: string): LocalizedText {
  return { en: alias, 'pt-BR': alias === 'champion' ? 'modelo campeão' : `alias "${alias}"` }
}

function estimateInWords({ value, low, high }: Estimate): LocalizedText {
  return localize((language) => {
    const [middle, from, to] = [value, low, high].map((number) => formatNumber(number, language, 4))
    return language === 'en' ? `${middle} [${from}, ${to}]` : `${middle} [${from} a ${to}]`
  })
}

function localize(textIn: (language: Language) => string): LocalizedText {
  return { en: textIn('en'), 'pt-BR': textIn('pt-BR') }
}
