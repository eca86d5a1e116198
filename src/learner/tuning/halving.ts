import { createHash } from 'node:crypto'
import { innerSplits } from '../group-folds.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import { scoreTrials, sharedTable } from './score-trials.ts'

/** A step of a search: so many combinations get so much of the budget; null is all there is. */
export interface Rung {
  readonly count: number
  readonly budget: number | null
}

/** A combination by its number, with its score at the most that it got. */
export interface RankedTrial {
  readonly index: number
  readonly budget: number | null
  readonly score: number
}

export interface Search {
  readonly rungs: readonly Rung[]
  readonly learnerOf: (index: number, budget: number | null) => Learner
  readonly folds: number
}

/** The best quarter of a rung goes on to the next, which has four times the budget. */
const factor = 4
/** A smaller budget does not separate good combinations from bad ones. */
const minBudget = 4

/** Computes the steps of successive halving: the last has the whole budget. */
export function halvingRungs(combinations: number, whole: number | null): readonly Rung[] {
  if (whole === null) return [{ count: combinations, budget: null }]
  let steps = 0
  while (Math.min(whole / minBudget, combinations) >= factor ** (steps + 1)) steps++
  return Array.from({ length: steps + 1 }, (_, step) => ({
    count: Math.ceil(combinations / factor ** step),
    budget: Math.round(whole / factor ** (steps - step)),
  }))
}

/**
 * Scores the combinations rung by rung, and ranks them: the best first, those that went further
 * before all others.
 */
export async function searchBest(
  table: TrainingTable,
  search: Search,
  context: FitContext,
): Promise<readonly RankedTrial[]> {
  const { rungs, learnerOf, folds } = search
  const { seed, trials, progress } = context
  const shared = sharedTable(table)
  const splits = innerSplits(table, folds, seed, 'tuning folds')
  const keyOf = trialKeys(table, folds, seed)
  const total = rungs.reduce((sum, { count, budget }) => sum + count * (budget ?? 1), 0)
  let spent = 0
  let order = Array.from({ length: rungs[0]?.count ?? 0 }, (_, index) => index)
  let ranked: readonly RankedTrial[] = []
  for (const { count, budget } of rungs) {
    const scores = new Map<number, number>()
    const keep = (index: number, score: number): void => {
      scores.set(index, score)
      spent += budget ?? 1
      progress?.(spent / total)
    }
    const entrants = order.slice(0, count)
    const missing = entrants.filter((index) => {
      const known = trials?.get(keyOf(learnerOf(index, budget)))
      if (typeof known !== 'number') return true
      keep(index, known)
      return false
    })
    const learners = missing.map((index) => learnerOf(index, budget))
    await scoreTrials(learners, { table: shared, splits }, context, (at, score) => {
      trials?.set(keyOf(learners[at] as Learner), score)
      keep(missing[at] as number, score)
    })
    const scored = entrants.map((index) => ({ index, budget, score: scores.get(index) as number }))
    const best = scored.sort((a, b) => a.score - b.score || a.index - b.index)
    ranked = [...best, ...ranked.filter(({ index }) => !scores.has(index))]
    order = best.map(({ index }) => index)
  }
  return ranked
}

/**
 * Names a trial by all that its score depends on: the rows and their folds, the learner with all
 * its params, the seed.
 */
function trialKeys(table: TrainingTable, folds: number, seed: number): (learner: Learner) => string {
  const { specs, classes, values, target, groups, time } = table
  const order = time === undefined ? [] : [time.gap, time.byEntity]
  const hash = createHash('sha256').update(JSON.stringify([specs, classes, folds, ...order]))
  const arrays = [...values, target, groups ?? new Int32Array(), ...(time === undefined ? [] : [time.values])]
  for (const { buffer, byteOffset, byteLength } of arrays) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength)).update('|')
  }
  const rows = hash.digest('hex')
  return ({ kind, params }) => JSON.stringify([rows, kind, params, seed])
}
