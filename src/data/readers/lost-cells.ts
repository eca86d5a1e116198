import type { CellProblem, ColumnReport } from '../data-report.ts'

/** Cells of one column that held something and became missing. */
export interface LostColumn {
  readonly name: string
  /** Cells that hold something: neither empty nor a missing marker. */
  readonly cells: number
  readonly lost: number
  /** `lost / cells`. */
  readonly share: number
  /** Why they were lost, with at most five examples of each reason; none of a personal column. */
  readonly problems: ColumnReport['problems']
}

/** Examples of one reason. */
const maxExamples = 5

/** Returns true if a cell with this problem held something that its column does not allow. An empty cell or a missing marker is no loss. */
export function isLoss(problem: CellProblem): boolean {
  return problem !== 'empty' && problem !== 'marker'
}

/**
 * Returns the columns that lost cells, in the order of the reports. Several reports of one column, as parts of a large file give, count together.
 * The share is that of the cells which hold something, so that a column that is mostly empty and wholly misread stands out.
 */
export function lostColumns(columns: readonly ColumnReport[]): LostColumn[] {
  return [...Map.groupBy(columns, ({ name }) => name)].flatMap(([name, parts]) => {
    const problems = mergeProblems(parts.flatMap((part) => part.problems.filter(({ problem }) => isLoss(problem))))
    const lost = sumOf(problems, ({ count }) => count)
    const cells = lost + sumOf(parts, ({ present }) => present)
    return lost === 0 ? [] : [{ name, cells, lost, share: lost / cells, problems }]
  })
}

/** Returns how many cells were lost in all. */
export function countLost(columns: readonly Pick<LostColumn, 'lost'>[]): number {
  return sumOf(columns, ({ lost }) => lost)
}

/** Returns the share of lost cells of each column that lost any, by name. */
export function lostShares(columns: readonly ColumnReport[]): Record<string, number> {
  return Object.fromEntries(lostColumns(columns).map(({ name, share }) => [name, share]))
}

function mergeProblems(problems: ColumnReport['problems']): ColumnReport['problems'] {
  return [...Map.groupBy(problems, ({ problem }) => problem)].map(([problem, parts]) => ({
    problem,
    count: sumOf(parts, ({ count }) => count),
    examples: [...new Set(parts.flatMap(({ examples }) => examples))].slice(0, maxExamples),
  }))
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0)
}
