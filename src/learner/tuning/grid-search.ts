import { badOption } from '../bad-option.ts'
import type { FitContext, Learner, TrainingTable } from '../learner.ts'
import { halvingRungs, searchBest } from './halving.ts'

export interface GridSearchOptions {
  /** Grouped folds of the training rows that each combination is measured by, 2 to 20. Default 3. */
  readonly folds?: number
  /** Param that a first look at a combination gets little of. Default `epochs` where the learner has it. */
  readonly budget?: string
  /** Gives every combination the whole budget. Default false; `lapidary train --full-grid` sets it. */
  readonly full?: boolean
}

/** The values to try of each option. */
export type Grid<O> = { readonly [K in keyof O]?: readonly Required<O>[K][] }

type Combination = Readonly<Record<string, unknown>>

const gridSearchKind = 'grid-search'
const mostCombinations = 10_000
/** Share of the work that is the search; the rest is the fit of the best. */
const searchShare = 0.98

/**
 * Tries the combinations of `grid` and fits the best of them, by the log-loss of rows held out by entity from the training rows.
 * Successive halving (Jamieson and Talwalkar 2016): all combinations get a sixteenth of the budget, the best quarter of them a
 * quarter, and the best quarter of those the whole. Threads share the trials; the choice is the same for any number of them.
 *
 * @throws LapidaryError `bad-learner-option`
 * @example
 * learner: gridSearch(multilayerPerceptron, { hiddenLayers: [[64], [128, 64]], dropout: [0.1, 0.3] })
 */
export function gridSearch<O extends object>(
  family: (options?: O) => Learner,
  grid: Grid<O>,
  options: GridSearchOptions = {},
): Learner {
  const { folds = 3, full = false } = options
  const make = family as (options?: Combination) => Learner
  const plain = make()
  const budget = options.budget ?? ('epochs' in plain.params && !('epochs' in grid) ? 'epochs' : null)
  const whole = budget === null ? null : plain.params[budget]
  if (!Number.isInteger(folds) || folds < 2 || folds > 20)
    throw badOption(gridSearchKind, 'folds', folds, 'a whole number from 2 to 20')
  if (whole !== null && (typeof whole !== 'number' || (budget as string) in grid)) {
    throw badOption(gridSearchKind, 'budget', budget, 'the name of a param that is a number and not in the grid')
  }
  const combinations = combinationsOf(grid as Readonly<Record<string, readonly unknown[]>>, plain)
  for (const combination of combinations) make(combination) // what is wrong with one of them is said at once
  const search = full ? 'full' : 'halving'
  return {
    kind: gridSearchKind,
    params: { family: plain.kind, ...plain.params, ...listed(grid), search, combinations: combinations.length, folds },
    inFull: () => gridSearch(family, grid, { ...options, full: true }),
    chosen: make,
    async fit(table: TrainingTable, context: FitContext) {
      const learnerOf = (index: number, amount: number | null): Learner => {
        const combination = combinations[index] as Combination
        return make(budget === null ? combination : { ...combination, [budget]: amount })
      }
      const rungs = full ? [{ count: combinations.length, budget: whole }] : halvingRungs(combinations.length, whole)
      const searching = { ...context, progress: (share: number): void => context.progress?.(searchShare * share) }
      const ranked = await searchBest(table, { rungs, learnerOf, folds }, searching)
      const trials = ranked.map(({ index, ...trial }) => ({ params: combinations[index] as Combination, ...trial }))
      const chosen = trials[0]?.params as Combination
      context.tuned?.({ learner: plain.kind, search, metric: 'log_loss', folds, budget_param: budget, trials, chosen })
      const progress = (share: number): void => context.progress?.(searchShare + (1 - searchShare) * share)
      return await make(chosen).fit(table, { ...context, chosenParams: chosen, progress })
    },
  }
}

/** All combinations, those of the last option next to one another. */
function combinationsOf(grid: Readonly<Record<string, readonly unknown[]>>, plain: Learner): readonly Combination[] {
  let combinations: Combination[] = [{}]
  for (const [name, values] of Object.entries(grid)) {
    const known = Object.keys(plain.params).join(', ')
    if (!Object.hasOwn(plain.params, name)) throw badOption(gridSearchKind, 'grid', name, `one of ${known}`)
    if (!Array.isArray(values) || values.length === 0) throw badOption(gridSearchKind, name, values, 'a list of values to try')
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value })))
    if (combinations.length > mostCombinations)
      throw badOption(gridSearchKind, 'grid', combinations.length, `at most ${mostCombinations} combinations`)
  }
  return combinations
}

/** The values of each option as one text, for the params of a run. */
function listed(grid: Readonly<Record<string, readonly unknown[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(grid).map(([name, values]) => [name, (values ?? []).map(String).join(' | ')]))
}
