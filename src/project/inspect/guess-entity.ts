import { type ColumnGuess, count, percent } from './column-guess.ts'

export interface EntityGuess {
  readonly name: string
  readonly reason: string
}

const mostPairs = 5000
/** Rows of one entity must agree in this much more of the other columns than rows at random. */
const nearer = 0.2

/**
 * The column whose values repeat in near-equal rows: rows with the same value agree in far more of the other columns than rows at random.
 * Only columns that name something are asked: identifiers, texts and personal data.
 */
export function guessEntity(guesses: readonly ColumnGuess[], rowCount: number): EntityGuess | undefined {
  let best: { guess: ColumnGuess; score: number; together: number; random: number } | undefined
  for (const guess of guesses) {
    if (guess.type !== 'identifier' && guess.type !== 'text') continue
    const distinct = new Set(guess.keys).size
    const repeats = rowCount / distinct
    if (distinct < 5 || repeats < 1.5) continue
    const others = guesses.filter((other) => other !== guess && other.type !== 'text' && other.feature !== false)
    const together = agreement(others, pairsWithin(guess, rowCount))
    const random = agreement(others, pairsAtRandom(rowCount))
    const score = together - random + (guess.type === 'identifier' ? 0.1 : 0) - (guess.personal === true ? 0.1 : 0)
    if (together - random >= nearer && (best === undefined || score > best.score)) best = { guess, score, together, random }
  }
  if (best === undefined) return undefined
  const { guess, together, random } = best
  const values = count(new Set(guess.keys.filter((key) => key >= 0)).size, 'value')
  const agree = `rows with the same value agree in ${percent(together)} of the other columns, rows at random in ${percent(random)}`
  return { name: guess.name, reason: `${values} in ${count(rowCount, 'row')}; ${agree}` }
}

/** Marks feature columns that have one value, almost without exception, in all rows of an entity. */
export function markConstantWithin(guesses: readonly ColumnGuess[], entity: string, target: string): ColumnGuess[] {
  const owner = guesses.find(({ name }) => name === entity) as ColumnGuess
  return guesses.map((guess) => {
    const aside = guess.name === entity || guess.name === target || guess.type === 'text' || guess.type === 'identifier'
    if (aside || guess.feature === false) return guess
    const share = shareOfMode(owner, guess)
    if (share < 0.98) return guess
    const reason = `${percent(share)} of its values equal the most frequent one of their ${entity}: gaps are filled from there`
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

function agreement(others: readonly ColumnGuess[], pairs: readonly (readonly [number, number])[]): number {
  let compared = 0
  let equal = 0
  for (const { keys, raw } of others) {
    for (const [a, b] of pairs) {
      const left = keys[raw.codes[a] as number] as number
      const right = keys[raw.codes[b] as number] as number
      if (left < 0 || right < 0 || a === b) continue
      compared++
      if (left === right) equal++
    }
  }
  return compared === 0 ? 0 : equal / compared
}
