import { type ColumnGuess, percent } from './column-guess.ts'
import { wordsOf } from './personal-data.ts'

export interface TimeGuess {
  readonly name: string
  readonly reason: string
}

/** Rows of one entity that may share a time. */
const maxSharedShare = 0.02

/**
 * The column that orders the rows of an entity: its name speaks of time, its values can be ordered, and (almost) no two rows of
 * one entity have the same. The first of several.
 */
export function guessTime(guesses: readonly ColumnGuess[], entity: string, target: string): TimeGuess | undefined {
  const owner = guesses.find(({ name }) => name === entity)
  if (owner === undefined) return undefined
  for (const guess of guesses) {
    if (guess.name === entity || guess.name === target || guess.personal === true || !speaksOfTime(guess.name)) continue
    if (!isOrdered(guess)) continue
    const shared = sharedWithin(owner, guess)
    if (shared === null || shared > maxSharedShare) continue
    const times = shared === 0 ? 'no' : percent(shared)
    return { name: guess.name, reason: `its name speaks of time, and ${times} rows of one ${entity} share a value` }
  }
  return undefined
}

function speaksOfTime(name: string): boolean {
  return /(^| )(month|mes|mês|date|data|day|dia|time|timestamp|datetime|week|semana|year|ano|period|periodo|período|quarter|trimestre)( |$)/.test(
    wordsOf(name),
  )
}

/** Whole numbers, dates, and categories, which are listed in their order. */
function isOrdered({ type }: ColumnGuess): boolean {
  return type === 'integer' || type === 'category' || type === 'date' || type === 'datetime'
}

/** Share of the rows that have the same time as an earlier row of their entity; null when entities have one row each. */
function sharedWithin(owner: ColumnGuess, guess: ColumnGuess): number | null {
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
