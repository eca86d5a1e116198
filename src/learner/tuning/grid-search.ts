import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { paramValue } from '../create-learner.ts'
import type { FitContext, Fitted, Learner, TrainingTable, Tuning } from '../learner.ts'
import { flagParam, integerParam } from '../param.ts'
import { halvingRungs, searchBest } from './halving.ts'

/** Options of `gridSearch`. */
export interface GridSearchOptions {
  /**
   * Grouped folds of the training rows that each combination is measured by, 2 to 20. @defaultValue
   * 3
   */
  readonly folds?: number
  /**
   * Param that a first look at a combination gets little of. @defaultValue `epochs` where the
   * learner has it
   */
  readonly budget?: string
  /**
   * Gives every combination the whole budget; `lapidary train --full-grid` sets it. @defaultValue
   * false
   */
  readonly full?: boolean
}

/** The values to try of each option. */
export type Grid<O> = { readonly [K in keyof O]?: readonly Required<O>[K][] }

type Combination = Readonly<Record<string, unknown>>

const gridSearchKind = 'grid-search'
const foldsParam = integerParam({
  min: 2,
  max: 20,
  default: 3,
  help: { en: 'Folds of the training rows.', 'pt-BR': 'Partes das linhas de treinamento.' },
})
const fullParam = flagParam({
  default: false,
  help: {
    en: 'Gives every combination the whole budget.',
    'pt-BR': 'Dá a cada combinação o orçamento inteiro.',
  },
})
const maxCombinations = 10_000
/** Share of the work that is the search; the rest is the fit of the best. */
const searchShare = 0.98

/**
 * Creates a learner that tries the combinations of `grid` and fits the best of them, by the
 * log-loss of rows held out by entity from the training rows. Successive halving (Jamieson and
 * Talwalkar 2016, figure 2): all combinations get a sixteenth of the budget, the best quarter of
 * them a quarter, and the best quarter of those the whole. Threads share the trials; the choice is
 * the same for any number of them.
 *
 * @param family function that creates a learner, such as `multilayerPerceptron`
 * @param grid values to try of each of its options, at most 10000 combinations
 * @param options how to search
 * @defaultValue `options`: {}
 * @returns the learner, to be set as `learner` of a project; its fit also returns what was tried
 * @throws LapidaryError `grid-unknown-param`, `grid-without-values`, `grid-too-large`,
 * `grid-bad-budget`, `bad-learner-option`
 * @example
 * ```ts
 * import { gridSearch, multilayerPerceptron } from 'lapidary'
 *
 * const grid = { hiddenLayers: [[64], [128, 64]], dropout: [0.1, 0.3] }
 * const learner = gridSearch(multilayerPerceptron, grid)
 * learner.params['combinations'] // 4
 * ```
 */
export function gridSearch<O extends object>(
  family: (options?: O) => Learner,
  grid: Grid<O>,
  options: GridSearchOptions = {},
): Learner {
  const folds = paramValue(gridSearchKind, 'folds', foldsParam, options.folds)
  const full = paramValue(gridSearchKind, 'full', fullParam, options.full)
  const make = family as (options?: Combination) => Learner
  const plain = make()
  const budget = budgetOf(plain, grid, options.budget)
  const combinations = combinationsOf(grid as Readonly<Record<string, readonly unknown[]>>, plain)
  for (const combination of combinations) make(combination) // rejects a bad value now, not in the middle of a search
  const search = full ? 'full' : 'halving'
  return {
    kind: gridSearchKind,
    params: {
      family: plain.kind,
      ...plain.params,
      ...formatGrid(grid),
      search,
      combinations: combinations.length,
      folds,
    },
    inFull: () => gridSearch(family, grid, { ...options, full: true }),
    withParams: make,
    fit: (table, context) =>
      fitBest({ make, kind: plain.kind, combinations, budget, folds, search }, table, context),
  }
}

interface SearchPlan {
  readonly make: (combination: Combination) => Learner
  /** Kind of the learners that `make` creates. */
  readonly kind: string
  readonly combinations: readonly Combination[]
  readonly budget: Budget | null
  readonly folds: number
  readonly search: Tuning['search']
}

/** Ranks the combinations and fits the best of them. */
async function fitBest(plan: SearchPlan, table: TrainingTable, context: FitContext): Promise<Fitted> {
  const { make, kind, budget, folds } = plan
  const trials = await rankCombinations(plan, table, {
    ...context,
    progress: (share) => context.progress?.(searchShare * share),
  })
  const chosen = trials[0]?.params as Combination
  const progress = (share: number): void => context.progress?.(searchShare + (1 - searchShare) * share)
  const { model } = await make(chosen).fit(table, { ...context, progress })
  return {
    model,
    tuning: {
      learner: kind,
      search: plan.search,
      metric: 'log_loss',
      folds,
      budget_param: budget?.param ?? null,
      trials,
      chosen,
    },
  }
}

/** Returns the trials of all combinations, best first. */
async function rankCombinations(
  { make, combinations, budget, folds, search }: SearchPlan,
  table: TrainingTable,
  context: FitContext,
): Promise<Tuning['trials']> {
  const learnerOf = (index: number, amount: number | null): Learner => {
    const combination = combinations[index] as Combination
    return make(budget === null ? combination : { ...combination, [budget.param]: amount })
  }
  const whole = budget?.whole ?? null
  const rungs =
    search === 'full'
      ? [{ count: combinations.length, budget: whole }]
      : halvingRungs(combinations.length, whole)
  const ranked = await searchBest(table, { rungs, learnerOf, folds }, context)
  return ranked.map(({ index, ...trial }) => ({ params: combinations[index] as Combination, ...trial }))
}

interface Budget {
  readonly param: string
  /** What a combination gets at most. */
  readonly whole: number
}

/**
 * Returns the param that is the budget of a trial; null when a trial has none. @throws
 * LapidaryError `grid-bad-budget`
 */
function budgetOf(plain: Learner, grid: object, given: string | undefined): Budget | null {
  const param = given ?? ('epochs' in plain.params && !('epochs' in grid) ? 'epochs' : null)
  if (param === null) return null
  const whole = plain.params[param]
  if (typeof whole === 'number' && !(param in grid)) return { param, whole }
  throw new LapidaryError('grid-bad-budget', { seen: param, learner: plain.kind })
}

/** Returns all combinations, those of the last option next to one another. */
function combinationsOf(
  grid: Readonly<Record<string, readonly unknown[]>>,
  plain: Learner,
): readonly Combination[] {
  let combinations: Combination[] = [{}]
  for (const [name, values] of Object.entries(grid)) {
    if (!Object.hasOwn(plain.params, name)) {
      const known = Object.keys(plain.params).join(', ')
      throw new LapidaryError('grid-unknown-param', { seen: name, learner: plain.kind, known })
    }
    if (!Array.isArray(values) || values.length === 0)
      throw new LapidaryError('grid-without-values', { name })
    const count = combinations.length * values.length
    if (count > maxCombinations)
      throw new LapidaryError('grid-too-large', { seen: count, max: maxCombinations })
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [name]: value })),
    )
  }
  return combinations
}

/** Writes the values of each option as one text, for the params of a run. */
function formatGrid(grid: Readonly<Record<string, readonly unknown[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(grid).map(([name, values]) => [name, (values ?? []).map(String).join(' | ')]),
  )
}
