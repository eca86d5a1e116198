import type { ColumnData, Table } from '../data/table.ts'
import { storedColumns } from '../store/features/offline/join-stored.ts'
import { seededRandom } from '../base/math/random.ts'
import type { Project } from '../project/project.ts'

/**
 * Returns `table` with the stored columns of some rows missing, as the `hiddenShare` of their views
 * says. A request without an entity, or for an entity that the store does not have, must be
 * predicted as well as before. Returns the same table if nothing is hidden.
 */
export function hideStored(project: Project, table: Table, seed: number): Table {
  const columns = new Map(table.columns)
  let hides = false
  for (const [view, names] of storedColumns(project)) {
    const { hiddenShare = 0 } = view
    if (hiddenShare === 0) continue
    hides = true
    const random = seededRandom(seed, `hidden ${view.name}`)
    const hidden = Uint8Array.from({ length: table.rowCount }, () => (random.next() < hiddenShare ? 1 : 0))
    for (const name of names) columns.set(name, hideValues(columns.get(name) as ColumnData, hidden))
  }
  return hides ? { rowCount: table.rowCount, columns } : table
}

function hideValues(data: ColumnData, hidden: Uint8Array): ColumnData {
  if (data.kind === 'list' || data.kind === 'text')
    throw new TypeError(`A stored column cannot be a ${data.kind}.`)
  const [kept, missing] =
    data.kind === 'category' ? [data.codes.slice(), -1] : [data.values.slice(), Number.NaN]
  for (let row = 0; row < hidden.length; row++) if (hidden[row] === 1) kept[row] = missing
  return { ...data, [data.kind === 'category' ? 'codes' : 'values']: kept }
}
