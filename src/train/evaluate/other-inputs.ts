import { fillColumns, findFilledColumns } from '../../data/fill.ts'
import { type ColumnData, copyColumn, type Table } from '../../data/table.ts'
import { storedColumns } from '../../store/features/offline/join-stored.ts'
import { predictClasses } from '../../task/classification/confusion.ts'
import { computeRowLogLoss } from '../../task/classification/proper-score.ts'
import type { Project } from '../../project/project.ts'

/**
 * Metrics of the headline's rows when they do not arrive as single requests. `without_stored`: the
 * feature store has no values for them. `as_file`: they are scored as a file, which fills the gaps
 * of an entity's rows from its other rows.
 */
export interface OtherInput {
  readonly input: 'without_stored' | 'as_file'
  readonly accuracy: number
  readonly log_loss: number
}

/** Rows as they arrive in another way than as single requests. */
export interface OtherTable {
  readonly input: OtherInput['input']
  readonly table: Table
}

/**
 * Returns the rows of `table`, which are as in requests, in each other way in which the project can
 * receive them.
 */
export function listOtherTables(project: Project, table: Table): OtherTable[] {
  const stored = [...storedColumns(project).values()].flat()
  const found: OtherTable[] = []
  if (stored.length > 0) found.push({ input: 'without_stored', table: removeColumns(table, stored) })
  const filled = findFilledColumns([...table.columns.keys()], project)
  if (filled.length > 0) {
    const columns = new Map(table.columns)
    for (const name of filled) columns.set(name, copyColumn(columns.get(name) as ColumnData))
    const copy = { rowCount: table.rowCount, columns }
    fillColumns(copy, project)
    found.push({ input: 'as_file', table: copy })
  }
  return found
}

/**
 * Measures rows that arrived in another way.
 *
 * @param repeats row-major probabilities of all rows, once per repeat: the result is their mean
 */
export function measureOtherInput(
  input: OtherInput['input'],
  repeats: readonly Float64Array[],
  target: Uint8Array,
): OtherInput {
  let [hits, loss] = [0, 0]
  for (const probabilities of repeats) {
    const classCount = probabilities.length / target.length
    const predicted = predictClasses(probabilities, classCount)
    hits += target.filter((code, row) => code === predicted[row]).length
    loss += computeRowLogLoss(target, probabilities, classCount).reduce((sum, each) => sum + each, 0)
  }
  const rows = target.length * repeats.length
  return { input, accuracy: hits / rows, log_loss: loss / rows }
}

function removeColumns(table: Table, names: readonly string[]): Table {
  const columns = new Map(table.columns)
  for (const name of names) columns.delete(name)
  return { rowCount: table.rowCount, columns }
}
