import { lowerIsBetter, type MetricName, type RunInfo } from 'lapidary/client'
import { byFrequency } from '../../lib/runs/metrics.ts'
import type { RunsSearch } from './search.ts'

/** Params that differ between runs: what is equal everywhere tells nothing in a table. */
export function paramColumns(runs: readonly RunInfo[]): string[] {
  const names = byFrequency(runs.map((run) => Object.keys(run.params)))
  return runs.length < 2
    ? names
    : names.filter((name) => new Set(runs.map((run) => run.params[name])).size > 1)
}

/** The way a column sorts at first: newest, and best, on top. */
export function firstOrder(sort: string): 'asc' | 'desc' {
  return lowerIsBetter.has(sort.replace(/^metric\.(cv_|without_stored_|as_file_)?/, '') as MetricName)
    ? 'asc'
    : 'desc'
}

/**
 * Runs without the value come last, whatever the order. Newest first when nothing says otherwise.
 */
export function sortRuns(
  runs: readonly RunInfo[],
  { sort = 'started', order = firstOrder(sort) }: RunsSearch,
): RunInfo[] {
  const valueOf = (run: RunInfo): number | undefined =>
    sort.startsWith('metric.') ? run.metrics[sort.slice('metric.'.length)] : Date.parse(run.started_at)
  const sign = order === 'asc' ? 1 : -1
  return [...runs].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)]
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined)
    return sign * (left - right)
  })
}
