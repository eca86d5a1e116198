import type { LeakCheck, LeakCheckInput } from './leak-check.ts'
import { createCheckResult } from './leak-check.ts'

/** Minimum number of repeated values. With fewer, the check cannot decide. */
const minValues = 12
/** Number of rows after which a feature of mostly distinct values is no longer read. */
const firstRows = 20_000
const maxDistinct = 0.6
/** Minimum share of all rows that the repeated values must have together. */
const minRows = 0.3
/**
 * Maximum variance of the class shares around the feature, in units of chance: 1 for an honest
 * score, 0 for an encoding of the target.
 */
const maxDispersion = 0.25
/**
 * Standard deviations by which the variance must lie below 1: chance reaches that once in three
 * million features.
 */
const minDeviations = 5
/** Minimum share of the variance of the means that the feature must explain. */
const minExplained = 0.9

/**
 * Checks for features that encode the target: the mean of the target in a group, computed with the
 * held-out rows. Among the rows with one value of such a feature the share of a class is a function
 * of the value, without the binomial noise that even a perfectly calibrated score would show.
 */
export function checkTargetEncodings({ features, target }: LeakCheckInput): LeakCheck {
  const classes = target.reduce((max, code) => Math.max(max, code), 0) + 1
  const found = features.specs.flatMap(({ name, kind }, k) => {
    return kind === 'number' && isEncoding(features.values[k] as Float64Array, target, classes) ? [name] : []
  })
  if (found.length === 0) {
    return createCheckResult('target-encoding', true, {
      en: 'No feature is a mean of the target.',
      'pt-BR': 'Nenhuma variável é uma média do alvo.',
    })
  }
  const names = found.join(', ')
  return createCheckResult('target-encoding', false, {
    en: `Features that seem to be computed from the target of the same rows (a mean of the target by group): ${names}. Remove the column, or compute it from earlier rows only.`,
    'pt-BR': `Variáveis que parecem calculadas a partir do alvo das mesmas linhas (média do alvo por grupo): ${names}. Remova a coluna ou calcule-a só com linhas anteriores.`,
  })
}

interface ValueCounts {
  rows: number
  readonly classes: Float64Array
}

function isEncoding(values: Float64Array, target: Uint8Array, classCount: number): boolean {
  const counts = new Map<number, ValueCounts>()
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    let entry = counts.get(value)
    if (entry === undefined) {
      // A feature of mostly distinct values has no groups.
      if (row >= firstRows && counts.size > row * maxDistinct) return false
      counts.set(value, (entry = { rows: 0, classes: new Float64Array(classCount) }))
    }
    entry.rows++
    const code = target[row] as number
    entry.classes[code] = (entry.classes[code] as number) + 1
  }
  const repeated = [...counts].filter(([, { rows }]) => rows >= 2)
  const rows = repeated.reduce((sum, [, each]) => sum + each.rows, 0)
  if (repeated.length < minValues || rows < values.length * minRows) return false
  for (let k = 0; k < classCount; k++) if (isTooExact(repeated, (code) => (code === k ? 1 : 0))) return true
  return classCount > 2 && isTooExact(repeated, (code) => code) // the mean of an ordered target
}

/**
 * Returns whether the mean of `scoreOf` among the rows with one value lies nearer to a line through
 * all means than noise allows. The squared distances, in units of the variance within the values,
 * are a chi-squared statistic, made normal by its cube root (Wilson and Hilferty 1931).
 */
function isTooExact(
  counts: readonly (readonly [number, ValueCounts])[],
  scoreOf: (code: number) => number,
): boolean {
  const total = { rows: 0, x: 0, y: 0, xx: 0, xy: 0, within: 0 }
  const means = counts.map(([value, { rows, classes }]) => {
    const sum = classes.reduce((all, count, code) => all + count * scoreOf(code), 0)
    const squares = classes.reduce((all, count, code) => all + count * scoreOf(code) ** 2, 0)
    total.rows += rows
    total.x += rows * value
    total.y += sum
    total.xx += rows * value * value
    total.xy += sum * value
    total.within += squares - sum ** 2 / rows
    return sum / rows
  })
  const freedom = counts.length - 2
  const variance = total.within / (total.rows - counts.length)
  const [x, y] = [total.x / total.rows, total.y / total.rows]
  const slope = (total.xy / total.rows - x * y) / (total.xx / total.rows - x * x)
  const distance = counts.reduce((sum, [value, { rows }], i) => {
    return sum + rows * ((means[i] as number) - y - slope * (value - x)) ** 2
  }, 0)
  const all = counts.reduce((sum, [, { rows }], i) => sum + rows * ((means[i] as number) - y) ** 2, 0)
  if (!(distance <= (1 - minExplained) * all)) return false
  const dispersion = distance / freedom / variance
  const unit = 2 / (9 * freedom)
  return (
    dispersion <= maxDispersion && (Math.cbrt(dispersion) - (1 - unit)) / Math.sqrt(unit) < -minDeviations
  )
}
