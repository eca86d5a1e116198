import type { ColumnReport } from '../dataset/data-report.ts'
import type { Table } from '../dataset/table.ts'
import { featureColumns } from '../project/define-project.ts'
import type { Project } from '../project/project.ts'

/** What a file does not say, though its rows are scored all the same. */
export interface FileGaps {
  /** Columns of the model that neither the file nor the feature store has: missing in every row. */
  readonly missingColumns: readonly string[]
  /** Cells that held something of no use (not a number, out of range, unknown category), and count as missing. */
  readonly unusableCells: number
}

/** `table` is joined with the feature store, `columns` are what cleaning the file and what the store gave found. */
export function fileGaps(project: Project, table: Table, columns: readonly ColumnReport[]): FileGaps {
  const unusable = columns
    .flatMap((column) => column.problems)
    .filter(({ problem }) => problem !== 'empty' && problem !== 'marker')
  return {
    missingColumns: featureColumns(project).filter((name) => !table.columns.has(name)),
    unusableCells: unusable.reduce((sum, { count }) => sum + count, 0),
  }
}
