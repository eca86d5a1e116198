import { expect, test } from 'vitest'
import type { RunSearch, TrackedRun } from '../../../store/tracking/runs.ts'
import { searchRunsText } from './search-text.ts'

const run = (i: number): TrackedRun => ({
  id: `r${i}`,
  experimentId: '1',
  name: 'run',
  status: 'finished',
  lifecycle: 'active',
  user: '',
  startedAt: '2026-11-21T12:00:00.000Z',
  endedAt: null,
  artifactUri: '',
  metrics: [],
  params: {},
  tags: {},
  inputs: { datasets: [], models: [] },
  outputs: [],
})

/** Returns runs whose search pages through `count` of them, and the sizes of the pages it read. */
function storeOf(count: number) {
  const limits: number[] = []
  const search = async ({ limit, cursor = '0' }: RunSearch) => {
    limits.push(limit)
    const end = Math.min(Number(cursor) + limit, count)
    const items = Array.from({ length: end - Number(cursor) }, (_, i) => run(Number(cursor) + i))
    return { items, nextCursor: end < count ? String(end) : null }
  }
  return { runs: { search }, limits }
}

test.each([
  { count: 0, limit: 10, found: 0, token: undefined, reads: [10] },
  { count: 3, limit: 10, found: 3, token: undefined, reads: [10] },
  { count: 10, limit: 4, found: 4, token: '4', reads: [4] },
  { count: 900, limit: 2000, found: 900, token: undefined, reads: [400, 400, 400] },
  { count: 900, limit: 850, found: 850, token: '850', reads: [400, 400, 50] },
  { count: 800, limit: 800, found: 800, token: undefined, reads: [400, 400] },
])('$limit of $count runs', async ({ count, limit, found, token, reads }) => {
  const { runs, limits } = storeOf(count)
  let turns = 0
  const nextTurn = async () => void turns++
  const text = await searchRunsText(runs, { experimentIds: ['1'], limit }, nextTurn)
  const { runs: listed = [], next_page_token } = JSON.parse(text)
  expect(listed.map(({ info }: { info: { run_id: string } }) => info.run_id)).toEqual(
    Array.from({ length: found }, (_, i) => `r${i}`),
  )
  expect([next_page_token, limits, turns]).toEqual([token, reads, reads.length - 1])
})
