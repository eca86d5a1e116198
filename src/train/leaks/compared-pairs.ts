import { sampleEvenly } from './evenly-spaced.ts'
import { type LeakCheckInput, tooGood } from './leak-check.ts'
import { measureParts } from './single-feature.ts'

/** Maximum number of numeric features that are compared with each other. */
const maxFeatures = 40
const maxRows = 2000

/** Two numbers whose order (less, equal or greater) reveals the class. */
export interface ComparedPair {
  readonly names: readonly [string, string]
  /** Balanced accuracy on held-out rows. */
  readonly accuracy: number
}

/**
 * Finds pairs of numbers that together reveal the target by their order, such as the amount due and
 * the amount paid.
 *
 * @param known features that reveal it alone, and are left out
 */
export function findRevealingPairs(
  { features, target, sides }: LeakCheckInput,
  known: ReadonlySet<string>,
): ComparedPair[] {
  const looked = { train: sampleEvenly(sides.train, maxRows), heldOut: sampleEvenly(sides.heldOut, maxRows) }
  const numbers = features.specs
    .flatMap(({ name, kind }, k) =>
      kind === 'number' && !known.has(name) ? [{ name, values: features.values[k] as Float64Array }] : [],
    )
    .slice(0, maxFeatures)
  const classCount = target.reduce((max, code) => Math.max(max, code), 0) + 1
  const found: ComparedPair[] = []
  for (const [i, a] of numbers.entries()) {
    for (const b of numbers.slice(i + 1)) {
      const orderOf = (row: number): number => {
        const difference = (a.values[row] as number) - (b.values[row] as number)
        return Number.isNaN(difference) ? 3 : Math.sign(difference) + 1
      }
      const accuracy = measureParts(orderOf, 4, looked, target, classCount)
      if (accuracy >= tooGood) found.push({ names: [a.name, b.name], accuracy })
    }
  }
  return found
}
