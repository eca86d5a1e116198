import { countLost } from '../../../data/readers/lost-cells.ts'
import type { FileReport } from '../../../serve/file/score-file.ts'
import type { FileReportInfo } from './schema.ts'

/** Headings of unknown columns that a report lists. */
const maxExtra = 100

/** Returns a report as the body of a response. */
export function toFileReportInfo(report: FileReport): FileReportInfo {
  const { rows, unreadableRows, foundColumns, missingColumns, extraColumns, lostCells } = report
  const { matched = {}, ...reading } = report.reading
  const headings = new Map(Object.entries(matched))
  return {
    reading,
    rows,
    unreadable_rows: unreadableRows,
    columns: foundColumns.map((name) => ({ name, heading: headings.get(name) ?? name })),
    missing_columns: missingColumns,
    extra_columns: extraColumns.slice(0, maxExtra),
    extra_column_count: extraColumns.length,
    lost_cells: lostCells.map(({ name, cells, lost, share, trainingShare, isExcessive, problems }) => {
      return { name, cells, lost, share, training_share: trainingShare, is_excessive: isExcessive, problems }
    }),
    lost_cell_count: countLost(lostCells),
    needs_acceptance: lostCells.some(({ isExcessive }) => isExcessive),
  }
}
