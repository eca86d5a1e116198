import type { CellProblem, ColumnReport } from '../data-report.ts'

/** Cells of one column that were not empty and became missing. */
export interface LostColumn {
  readonly name: string
  /** Cells that hold a value: neither empty nor a missing marker. */
  readonly cells: number
  readonly lost: number
  /** `lost / cells`. */
  readonly share: number
  /** Reasons why they were lost, with at most five examples each; none for a personal column. */
  readonly problems: ColumnReport['problems']
}

/** Examples of each reason. */
const maxExamples = 5

/**
 * Returns true if a cell with this problem held a value that its column does not allow. An empty
 * cell or a missing marker is no loss.
 */
export function isLoss(problem: CellProblem): boolean {
  return problem !== 'empty' && problem !== 'marker'
}

/**
 * Returns the columns that lost cells, in the order of the reports. Several reports of one column,
 * as for parts of a large file, are added up. The share is relative to the cells that hold a value,
 * so that a mostly empty and entirely misread column stands out.
 */
export function lostColumns(columns: readonly ColumnReport[]): LostColumn[] {
  return [...Map.groupBy(columns, ({ name }) => name)].flatMap(([name, parts]) => {
    const problems = mergeProblems(
      parts.flatMap((part) => part.problems.filter(({ problem }) => isLoss(problem))),
    )
    const lost = computeSum(problems, ({ count }) => count)
    const cells = lost + computeSum(parts, ({ present }) => present)
    return lost === 0 ? [] : [{ name, cells, lost, share: lost / cells, problems }]
  })
}

/** Returns the total of lost cells. */
export function countLost(columns: readonly Pick<LostColumn, 'lost'>[]): number {
  return computeSum(columns, ({ lost }) => lost)
}

/** Returns the share of lost cells of each column that lost any, by name. */
export function computeLostShares(columns: readonly ColumnReport[]): Record<string, number> {
  return Object.fromEntries(lostColumns(columns).map(({ name, share }) => [name, share]))
}

function mergeProblems(problems: ColumnReport['problems']): ColumnReport['problems'] {
  return [...Map.groupBy(problems, ({ problem }) => problem)].map(([problem, parts]) => ({
    problem,
    count: computeSum(parts, ({ count }) => count),
    examples: [...new Set(parts.flatMap(({ examples }) => examples))].slice(0, maxExamples),
  }))
}

function computeSum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0)
}
