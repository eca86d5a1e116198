/**
 * What the address of the runs page says: the column that sorts (`started`, `metric.<name>`), and
 * the way.
 */
export interface RunsSearch {
  readonly sort?: string
  readonly order?: 'asc' | 'desc'
}

export function runsSearch(search: Readonly<Record<string, unknown>>): RunsSearch {
  const { sort, order } = search
  return {
    ...(typeof sort === 'string' && sort.length < 200 ? { sort } : {}),
    ...(order === 'asc' || order === 'desc' ? { order } : {}),
  }
}
