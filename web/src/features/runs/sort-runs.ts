import { lowerIsBetter, metricNames, type MetricName, type RunInfo } from 'lapidary/client'
import type { RunsSearch } from './search.ts'

/** Names of what the runs measured: those that the page knows first. The ends of an interval are no columns of their own. */
export function metricColumns(runs: readonly Pick<RunInfo, 'metrics'>[]): string[] {
  const names = byFrequency(runs.map((run) => Object.keys(run.metrics)))
  const isEnd = (name: string): boolean => /_(low|high)$/.test(name) && names.includes(name.replace(/_(low|high)$/, ''))
  const known = metricNames.filter((name) => names.includes(name))
  return [...known, ...names.filter((name) => !isEnd(name) && !(known as readonly string[]).includes(name))]
}

/** Params that differ between runs: what is equal everywhere tells nothing in a table. */
export function paramColumns(runs: readonly RunInfo[]): string[] {
  const names = byFrequency(runs.map((run) => Object.keys(run.params)))
  return runs.length < 2 ? names : names.filter((name) => new Set(runs.map((run) => run.params[name])).size > 1)
}

function byFrequency(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>()
  for (const name of lists.flat()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
}

/** The way a column sorts at first: newest, and best, on top. */
export function firstOrder(sort: string): 'asc' | 'desc' {
  return lowerIsBetter.has(sort.replace(/^metric\.(cv_|without_stored_|as_file_)?/, '') as MetricName) ? 'asc' : 'desc'
}

/** Runs without the value come last, whatever the order. Newest first when nothing says otherwise. */
export function sortRuns(runs: readonly RunInfo[], { sort = 'started', order = firstOrder(sort) }: RunsSearch): RunInfo[] {
  const valueOf = (run: RunInfo): number | undefined =>
    sort.startsWith('metric.') ? run.metrics[sort.slice('metric.'.length)] : Date.parse(run.started_at)
  const sign = order === 'asc' ? 1 : -1
  return [...runs].sort((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return sign * (left - right)
  })
}
