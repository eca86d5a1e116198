import type { CellProblem, ColumnReport } from '../../data-report.ts'

const maxExamples = 5
const maxExampleLength = 40

/**
 * Counts the problems of the cells of one column, and keeps a few examples unless the column is
 * personal.
 */
export class Tally {
  rows = 0
  repaired = 0
  /** The problem of the last cell. */
  last: CellProblem | undefined
  readonly #problems = new Map<CellProblem, { count: number; examples: Set<string> }>()
  readonly #repairedExamples = new Set<string>()
  readonly #personal: boolean

  constructor(personal: boolean) {
    this.#personal = personal
  }

  problem(problem: CellProblem, seen: string): void {
    this.last = problem
    let entry = this.#problems.get(problem)
    if (entry === undefined) this.#problems.set(problem, (entry = { count: 0, examples: new Set() }))
    entry.count++
    if (problem !== 'empty') this.#keep(entry.examples, seen)
  }

  repair(seen: string): void {
    this.repaired++
    this.#keep(this.#repairedExamples, seen)
  }

  get missing(): number {
    let count = 0
    for (const entry of this.#problems.values()) count += entry.count
    return count
  }

  report(): Pick<ColumnReport, 'problems' | 'repaired' | 'repaired_examples'> {
    const problems = Array.from(this.#problems, ([problem, { count, examples }]) => ({
      problem,
      count,
      examples: [...examples],
    }))
    return {
      problems: problems.sort((a, b) => b.count - a.count || (a.problem < b.problem ? -1 : 1)),
      repaired: this.repaired,
      repaired_examples: [...this.#repairedExamples],
    }
  }

  #keep(examples: Set<string>, seen: string): void {
    if (this.#personal || examples.size >= maxExamples) return
    examples.add(seen.length > maxExampleLength ? `${seen.slice(0, maxExampleLength)}…` : seen)
  }
}
