import { type ColumnGuess, count, percent } from './column-guess.ts'
import { isUsable } from './guess-leaks.ts'

export interface EntityGuess {
  readonly name: string
  readonly reason: string
}

const mostPairs = 5000
/** Rows of one entity agree in this much more of the features than rows at random, or in two that differ between entities. */
const nearer = 0.2

/**
 * The column whose values repeat in near-equal rows: rows with the same value agree in far more of the features than rows at random.
 * Only columns that name something are asked, identifiers and personal data, and only features are compared.
 */
export function guessEntity(guesses: readonly ColumnGuess[], rowCount: number): EntityGuess | undefined {
  const others = guesses.filter(isUsable)
  const chance = others.map((other) => agreement(other, pairsAtRandom(rowCount)))
  const random = meanOf(chance)
  let best: { guess: ColumnGuess; score: number; together: number } | undefined
  for (const guess of guesses) {
    if (guess.type !== 'identifier' && guess.personal !== true) continue
    const distinct = new Set(guess.keys).size
    const repeats = rowCount / distinct
    if (distinct < 5 || repeats < 1.5) continue
    const pairs = pairsWithin(guess, rowCount)
    const within = others.map((other) => agreement(other, pairs))
    const together = meanOf(within)
    const fixed = others.filter((_, i) => (within[i] as number) >= 0.95 && (chance[i] as number) <= 0.6).length
    const score = together - random - (guess.personal === true ? 0.2 : 0)
    const entity = together - random >= nearer || fixed >= 2
    if (entity && (best === undefined || score > best.score)) best = { guess, score, together }
  }
  if (best === undefined) return undefined
  const { guess, together } = best
  const values = count(new Set(guess.keys.filter((key) => key >= 0)).size, 'value')
  const agree = `rows with the same value agree in ${percent(together)} of the features, rows at random in ${percent(random)}`
  return { name: guess.name, reason: `${values} in ${count(rowCount, 'row')}; ${agree}` }
}

/** Marks feature columns that have one value, almost without exception, in all rows of an entity. */
export function markConstantWithin(guesses: readonly ColumnGuess[], entity: string, target: string): ColumnGuess[] {
  const owner = guesses.find(({ name }) => name === entity) as ColumnGuess
  return guesses.map((guess) => {
    if (guess.name === entity || guess.name === target || !isUsable(guess)) return guess
    const share = shareOfMode(owner, guess)
    if (share < 0.98) return guess
    const reason = `${percent(share)} of its values equal the most frequent one of their ${entity}: gaps of a file that is scored are filled from there`
    return { ...guess, constantWithinEntity: true as const, reasons: [...guess.reasons, reason] }
  })
}

/** Share of present values that equal the most frequent value of their entity, over entities with several present values. */
function shareOfMode(owner: ColumnGuess, guess: ColumnGuess): number {
  const counts = new Map<number, Map<number, number>>()
  for (let row = 0; row < owner.raw.codes.length; row++) {
    const entity = owner.keys[owner.raw.codes[row] as number] as number
    const key = guess.keys[guess.raw.codes[row] as number] as number
    if (entity < 0 || key < 0) continue
    let values = counts.get(entity)
    if (values === undefined) counts.set(entity, (values = new Map()))
    values.set(key, (values.get(key) ?? 0) + 1)
  }
  let all = 0
  let modal = 0
  for (const values of counts.values()) {
    let sum = 0
    let most = 0
    for (const times of values.values()) {
      sum += times
      most = Math.max(most, times)
    }
    if (sum < 2) continue
    all += sum
    modal += most
  }
  return all === 0 ? 0 : modal / all
}

/** Pairs of rows that follow each other within one entity. */
function pairsWithin(guess: ColumnGuess, rowCount: number): [number, number][] {
  const last = new Map<number, number>()
  const pairs: [number, number][] = []
  for (let row = 0; row < rowCount && pairs.length < mostPairs; row++) {
    const key = guess.keys[guess.raw.codes[row] as number] as number
    if (key < 0) continue
    const before = last.get(key)
    if (before !== undefined) pairs.push([before, row])
    last.set(key, row)
  }
  return pairs
}

function pairsAtRandom(rowCount: number): [number, number][] {
  // A large prime as step: every pair is far apart, and the same on every run.
  return Array.from({ length: Math.min(mostPairs, rowCount) }, (_, row) => [row, (row * 31 + 7919) % rowCount])
}

/** Share of pairs whose values are equal, of those where both have one. */
function agreement({ keys, raw }: ColumnGuess, pairs: readonly (readonly [number, number])[]): number {
  let compared = 0
  let equal = 0
  for (const [a, b] of pairs) {
    const left = keys[raw.codes[a] as number] as number
    const right = keys[raw.codes[b] as number] as number
    if (left < 0 || right < 0 || a === b) continue
    compared++
    if (left === right) equal++
  }
  return compared === 0 ? 0 : equal / compared
}

function meanOf(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length)
}
