import { classifyName } from './category/classify-name.ts'
import { type ColumnGuess, count, percent, getPresentCells, createTextGuess } from './column-guess.ts'
import { isUsable } from './guess-leaks.ts'

export interface EntityGuess {
  readonly name: string
  readonly reason: string
}

/** The entity, or the reason why there is none. */
export interface EntitySearch {
  readonly entity?: EntityGuess
  readonly reason: string
}

const maxPairs = 5000
const minPairs = 10
/**
 * Rows of one entity must agree in this much larger a share of the features than random rows, or in
 * two features that differ between entities.
 */
const minSimilarity = 0.2
/**
 * The same if nothing else indicates that a column names something: a city may predict the target,
 * but not two other columns.
 */
const highSimilarity = 0.4
/** Values that a column must have: fewer may equal the number of entities by chance. */
const minNames = 20
/**
 * Rows of a value of an entity: a value with more is one of a place or a kind, unless its column is
 * an identifier.
 */
const maxRowsOfOne = 50
/**
 * Numbers this close in rank are similar: the income of a client is not the same to the cent every
 * month.
 */
const nearRank = 0.05

interface Candidate {
  readonly guess: ColumnGuess
  readonly together: number
  readonly random: number
  readonly isNearEqual: boolean
  readonly isEntity: boolean
  readonly score: number
}

/**
 * Finds the column whose values repeat in near-equal rows: rows with the same value agree in far
 * more features than random rows. All columns are compared; one that is neither an identifier nor
 * personal data needs more evidence, and a quantity is only reported.
 */
export function guessEntity(guesses: readonly ColumnGuess[], rowCount: number): EntitySearch {
  const others = guesses.filter(isUsable).map((guess) => ({ guess, isNear: createComparison(guess) }))
  const randomPairs = createRandomPairs(rowCount)
  const chances = others.map(({ isNear }) => computeAgreement(isNear, randomPairs))
  const candidates: Candidate[] = []
  for (const guess of guesses) {
    // Rows of one day are similar for many reasons, and a day is no entity.
    const pairs = guess.date === undefined ? findRepeatedPairs(guess, rowCount) : undefined
    if (pairs === undefined) continue
    const compared = others.flatMap((other, i) =>
      other.guess === guess
        ? []
        : [{ within: computeAgreement(other.isNear, pairs), chance: chances[i] as number }],
    )
    const found = createCandidate(guess, compared)
    const isQuantityLike =
      found.together - found.random >= minSimilarity &&
      !isName(guess) &&
      areNeighboursSimilar(guess, others, found)
    candidates.push(isQuantityLike ? { ...found, isNearEqual: false, isEntity: false, score: -1 } : found)
  }
  const best = candidates.reduce<Candidate | undefined>(
    (a, b) => (a === undefined || b.score > a.score ? b : a),
    undefined,
  )
  if (best === undefined || !best.isEntity) return { reason: formatNoEntityReason(candidates, rowCount) }
  const entity = {
    name: best.guess.name,
    reason: `${formatRepetition(best, rowCount)}; ${formatComparison(best)}`,
  }
  return { entity, reason: entity.reason }
}

function createCandidate(
  guess: ColumnGuess,
  compared: readonly { within: number; chance: number }[],
): Candidate {
  const together = computeMean(compared.map(({ within }) => within))
  const random = computeMean(compared.map(({ chance }) => chance))
  const fixed = compared.filter(({ within, chance }) => within >= 0.95 && chance <= 0.6).length
  const named = isName(guess)
  const isQuantity = guess.type === 'number' || classifyName(guess.name) === 'quantity'
  const near = compared.filter(({ within, chance }) => within - chance >= highSimilarity).length
  const isNearEqual = together - random >= highSimilarity && near >= 2
  const isEntity = named ? together - random >= minSimilarity || fixed >= 2 : !isQuantity && isNearEqual
  const penalty = guess.personal === true ? 0.2 : named ? 0 : 0.3
  return {
    guess,
    together,
    random,
    isNearEqual,
    isEntity,
    score: (isEntity ? 1 : 0) + together - random - penalty,
  }
}

/**
 * Returns pairs of rows that share a value, if there are enough and the value may be that of an
 * entity.
 */
function findRepeatedPairs(guess: ColumnGuess, rowCount: number): [number, number][] | undefined {
  const distinct = countDistinct(guess)
  const repeats = rowCount / distinct
  if (distinct < (isName(guess) ? 5 : 20) || repeats < 1.2) return undefined
  if (!isName(guess) && (repeats > maxRowsOfOne || countModeRows(guess) > 6 * repeats)) return undefined
  const pairs = findPairs(guess, rowCount)
  return pairs.length < minPairs ? undefined : pairs
}

function isName({ type, personal }: ColumnGuess): boolean {
  return type === 'identifier' || personal === true
}

/** Counts the rows of the most frequent value. */
function countModeRows({ keys, raw }: ColumnGuess): number {
  const rows = new Map<number, number>()
  for (const code of raw.codes)
    if ((keys[code] as number) >= 0) rows.set(keys[code] as number, (rows.get(keys[code] as number) ?? 0) + 1)
  return Math.max(0, ...rows.values())
}

/**
 * Returns true if rows with the next larger number are similar too: then the number is a quantity,
 * such as a tax rate, and names nothing.
 */
function areNeighboursSimilar(
  { values, raw }: ColumnGuess,
  others: readonly { readonly guess: ColumnGuess; readonly isNear: Nearness }[],
  { guess, together, random }: Candidate,
): boolean {
  if (values === undefined) return false
  const rows = Array.from(raw.codes.keys())
    .filter((row) => !Number.isNaN(values[raw.codes[row] as number]))
    .sort((a, b) => (values[raw.codes[a] as number] as number) - (values[raw.codes[b] as number] as number))
  const pairs: [number, number][] = []
  for (const [i, row] of rows.entries()) {
    const next = rows[i + 1]
    if (next !== undefined && values[raw.codes[row] as number] !== values[raw.codes[next] as number])
      pairs.push([row, next])
  }
  const nearby = computeMean(
    others.filter((other) => other.guess !== guess).map(({ isNear }) => computeAgreement(isNear, pairs)),
  )
  return nearby - random > (together - random) / 2
}

/** Formats the findings if no column is taken as the entity. */
function formatNoEntityReason(candidates: readonly Candidate[], rowCount: number): string {
  const alike = candidates.filter(({ isNearEqual }) => isNearEqual).sort((a, b) => b.score - a.score)[0]
  if (alike !== undefined) {
    return `Rows with the same ${quoteName(alike)} are near-equal (${formatComparison(alike)}): they may be of one customer whose column is not in the file. No column names it, so every row is independent and the metrics may be too good`
  }
  const named = candidates.find(({ guess }) => guess.type === 'identifier')
  if (named !== undefined) {
    return `${quoteName(named)} repeats (${formatRepetition(named, rowCount)}), but its rows are not near-equal (${formatComparison(named)}), so every row is independent. If its rows belong together, write entity: ${JSON.stringify(named.guess.name)}`
  }
  return 'No column repeats in near-equal rows, so every row is independent. If rows belong to one customer, name their column: entity'
}

function quoteName({ guess }: Candidate): string {
  return JSON.stringify(guess.name)
}

function formatRepetition({ guess }: Candidate, rowCount: number): string {
  return `${count(countDistinct(guess), 'value')} in ${count(rowCount, 'row')}`
}

function formatComparison({ together, random }: Candidate): string {
  return `rows with the same value agree in ${percent(together)} of the features, rows at random in ${percent(random)}`
}

function countDistinct({ keys }: ColumnGuess): number {
  const distinct = new Set(keys)
  distinct.delete(-1)
  return distinct.size
}

/**
 * Marks feature columns that have one value, almost without exception, in all rows of an entity.
 */
export function markConstantWithin(
  guesses: readonly ColumnGuess[],
  entity: string,
  target: string,
): ColumnGuess[] {
  const owner = guesses.find(({ name }) => name === entity) as ColumnGuess
  return guesses.map((guess) => {
    if (guess.name === entity || guess.name === target || !isUsable(guess)) return guess
    const share = computeModeShare(owner, guess)
    if (share < 0.98) return guess
    if (
      guess.type === 'category' &&
      countDistinct(guess) > minNames &&
      countDistinct(guess) > countDistinct(owner) * 0.9
    ) {
      const reason = `${count(countDistinct(guess), 'value')}, almost one for each ${entity}: it names the entity too`
      return createTextGuess(getPresentCells(guess.raw), 'identifier', [reason])
    }
    const reason = `${percent(share)} of its values equal the most frequent one of their ${entity}: gaps of a file that is scored are filled from there`
    return { ...guess, constantWithinEntity: true as const, reasons: [...guess.reasons, reason] }
  })
}

/**
 * Computes the share of present values that equal the most frequent value of their entity, over
 * entities with several present values.
 */
function computeModeShare(owner: ColumnGuess, guess: ColumnGuess): number {
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

/** Returns pairs of rows that follow each other within one entity. */
function findPairs(guess: ColumnGuess, rowCount: number): [number, number][] {
  const last = new Map<number, number>()
  const pairs: [number, number][] = []
  for (let row = 0; row < rowCount && pairs.length < maxPairs; row++) {
    const key = guess.keys[guess.raw.codes[row] as number] as number
    if (key < 0) continue
    const before = last.get(key)
    if (before !== undefined) pairs.push([before, row])
    last.set(key, row)
  }
  return pairs
}

function createRandomPairs(rowCount: number): [number, number][] {
  // With a large prime as step every pair is far apart, and the same in every run.
  return Array.from({ length: Math.min(maxPairs, rowCount) }, (_, row) => [row, (row * 31 + 7919) % rowCount])
}

/** Returns true if the values of two rows are similar; undefined if one is missing. */
type Nearness = (a: number, b: number) => boolean | undefined

function createComparison({ keys, raw, values }: ColumnGuess): Nearness {
  const ranks = values === undefined ? undefined : computeRanks(raw.codes, values)
  return (a, b) => {
    const [left, right] = [raw.codes[a] as number, raw.codes[b] as number]
    if ((keys[left] as number) < 0 || (keys[right] as number) < 0) return undefined
    if (keys[left] === keys[right]) return true
    return ranks !== undefined && Math.abs((ranks[left] as number) - (ranks[right] as number)) <= nearRank
  }
}

/** Computes the share of rows below each text's value, plus half of those that have it. */
function computeRanks(codes: Int32Array, values: Float64Array): Float64Array {
  const counts = new Float64Array(values.length)
  for (const code of codes) counts[code] = (counts[code] as number) + 1
  const order = Array.from(values.keys())
    .filter((code) => !Number.isNaN(values[code]))
    .sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Float64Array(values.length)
  let below = 0
  for (const code of order) {
    ranks[code] = (below + (counts[code] as number) / 2) / codes.length
    below += counts[code] as number
  }
  return ranks
}

/** Computes the share of pairs whose values are similar, of those where both have one. */
function computeAgreement(isNear: Nearness, pairs: readonly (readonly [number, number])[]): number {
  let compared = 0
  let near = 0
  for (const [a, b] of pairs) {
    const isPairNear = a === b ? undefined : isNear(a, b)
    if (isPairNear === undefined) continue
    compared++
    if (isPairNear) near++
  }
  return compared === 0 ? 0 : near / compared
}

function computeMean(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length)
}
