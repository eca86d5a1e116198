import type { ColumnData, Table } from '../dataset/table.ts'
import { storedColumns } from '../feature-store/offline/join-stored.ts'
import { seededRandom } from '../lib/random.ts'
import type { Project } from '../project/project.ts'

/**
 * `table` with the stored columns of some rows missing, as the `hiddenShare` of their views says: whoever is asked about
 * without being named, or is not in the store, must be predicted as well as before. The same table when nothing is hidden.
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
    for (const name of names) columns.set(name, without(columns.get(name) as ColumnData, hidden))
  }
  return hides ? { rowCount: table.rowCount, columns } : table
}

/** `table` with no stored column: what a project knows of those of whom its store knows nothing. */
export function withoutStored(project: Project, table: Table): Table {
  const columns = new Map(table.columns)
  for (const names of storedColumns(project).values()) for (const name of names) columns.delete(name)
  return { rowCount: table.rowCount, columns }
}

function without(data: ColumnData, hidden: Uint8Array): ColumnData {
  if (data.kind === 'category') return { ...data, codes: data.codes.map((code, row) => (hidden[row] === 1 ? -1 : code)) }
  if (data.kind === 'number')
    return { kind: 'number', values: data.values.map((value, row) => (hidden[row] === 1 ? Number.NaN : value)) }
  throw new TypeError(`A stored column cannot be a ${data.kind}.`)
}
