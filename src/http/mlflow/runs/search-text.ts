import type { RunSearch, Runs } from '../../../store/tracking/runs.ts'
import { toRun } from './to-run.ts'

/** Number of runs that are read and written at once, in about 20 ms. */
const chunkRuns = 400

/**
 * Returns the response of a search as JSON. A page may have tens of thousands of runs: they are
 * read and written in chunks, between which other requests have their turn.
 */
export async function searchRunsText(
  runs: Pick<Runs, 'search'>,
  query: RunSearch,
  nextTurn: () => Promise<void>,
): Promise<string> {
  const chunks: string[] = []
  let left = query.limit
  let cursor: string | null | undefined = query.cursor
  do {
    if (chunks.length > 0) await nextTurn()
    const page = await runs.search({
      ...query,
      limit: Math.min(left, chunkRuns),
      cursor: cursor ?? undefined,
    })
    if (page.items.length > 0) chunks.push(page.items.map((run) => JSON.stringify(toRun(run))).join())
    left -= page.items.length
    cursor = page.nextCursor
  } while (cursor !== null && left > 0)
  const members = [
    ...(chunks.length > 0 ? [`"runs":[${chunks.join()}]`] : []),
    ...(cursor === null ? [] : [`"next_page_token":${JSON.stringify(cursor)}`]),
  ]
  return `{${members.join()}}`
}
