import { type ColumnGuess, percent } from './column-guess.ts'
import { splitWords } from './personal-data.ts'

export interface TimeGuess {
  readonly name: string
  readonly reason: string
}

/** Rows of one entity that may share a time. */
const maxSharedShare = 0.02

/**
 * Guesses the column that orders the rows of an entity: its name suggests time, its values can be
 * ordered, and (almost) no two rows of one entity have the same value. The first of several.
 */
export function guessTime(
  guesses: readonly ColumnGuess[],
  entity: string,
  target: string,
): TimeGuess | undefined {
  const owner = guesses.find(({ name }) => name === entity)
  if (owner === undefined) return undefined
  for (const guess of guesses) {
    if (guess.name === entity || guess.name === target || guess.personal === true || !hasTimeName(guess.name))
      continue
    if (!isOrdered(guess)) continue
    const shared = computeSharedShare(owner, guess)
    if (shared === null || shared > maxSharedShare) continue
    const times = shared === 0 ? 'no' : percent(shared)
    return {
      name: guess.name,
      reason: `its name suggests a time, and ${times} rows of one ${entity} share a value`,
    }
  }
  return undefined
}

function hasTimeName(name: string): boolean {
  return /(^| )(month|mes|mês|date|data|day|dia|time|timestamp|datetime|week|semana|year|ano|period|periodo|período|quarter|trimestre)( |$)/.test(
    splitWords(name),
  )
}

/** Returns true for integers, dates, and categories, which are listed in their order. */
function isOrdered({ type }: ColumnGuess): boolean {
  return type === 'integer' || type === 'category' || type === 'date' || type === 'datetime'
}

/**
 * Computes the share of rows that have the same time as an earlier row of their entity; null if
 * entities have one row each.
 */
function computeSharedShare(owner: ColumnGuess, guess: ColumnGuess): number | null {
  const seen = new Set<string>()
  const entities = new Set<number>()
  let rows = 0
  let shared = 0
  for (let row = 0; row < owner.raw.codes.length; row++) {
    const entity = owner.keys[owner.raw.codes[row] as number] as number
    const time = guess.keys[guess.raw.codes[row] as number] as number
    if (entity < 0 || time < 0) continue
    rows++
    entities.add(entity)
    const pair = `${entity} ${time}`
    if (seen.has(pair)) shared++
    seen.add(pair)
  }
  return rows < 1.5 * entities.size || rows === 0 ? null : shared / rows
}
