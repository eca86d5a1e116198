import { expect, test } from 'vitest'
import type { RunInfo } from 'lapidary/client'
import { metricColumns } from '../../lib/runs/metrics.ts'
import { firstOrder, paramColumns, sortRuns } from './sort-runs.ts'

const run = (
  id: string,
  day: number,
  metrics: Record<string, number>,
  params: Record<string, string> = {},
): RunInfo => ({
  run_id: id,
  experiment: 'x',
  name: id,
  status: 'finished',
  started_at: `2026-01-0${day}T00:00:00Z`,
  ended_at: null,
  params,
  metrics,
  tags: {},
})
const runs = [
  run('a', 1, { accuracy: 0.7, log_loss: 0.6 }, { trees: '100', seed: '42' }),
  run('b', 2, {}, { trees: '300', seed: '42' }),
  run('c', 3, { accuracy: 0.6, log_loss: 0.7 }, { trees: '100', seed: '42' }),
]
const ids = (sorted: readonly RunInfo[]): string => sorted.map((one) => one.run_id).join('')

test('newest first, and the best first when a metric sorts', () => {
  expect(ids(sortRuns(runs, {}))).toBe('cba')
  expect(ids(sortRuns(runs, { sort: 'metric.accuracy' }))).toBe('acb')
  expect(firstOrder('metric.cv_log_loss')).toBe('asc')
  expect(ids(sortRuns(runs, { sort: 'metric.log_loss' }))).toBe('acb')
})

test('runs without the value stay last in both orders', () => {
  expect(ids(sortRuns(runs, { sort: 'metric.accuracy', order: 'asc' }))).toBe('cab')
  expect(ids(sortRuns(runs, { sort: 'metric.accuracy', order: 'desc' }))).toBe('acb')
})

test('columns are the metrics there are and the params that differ', () => {
  expect(metricColumns(runs)).toEqual(['accuracy', 'log_loss'])
  const metrics = { cv_folds: 5, log_loss: 0.6, log_loss_low: 0.5, log_loss_high: 0.7, very_low: 1 }
  expect(metricColumns([{ metrics }])).toEqual(['log_loss', 'cv_folds', 'very_low'])
  expect(paramColumns(runs)).toEqual(['trees'])
  expect(paramColumns(runs.slice(0, 1))).toEqual(['trees', 'seed'])
})
