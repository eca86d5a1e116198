import type { FileReading } from '../../../data/readers/file-reading.ts'
import { countLost } from '../../../data/readers/lost-cells.ts'
import type { FileReport } from '../../../serve/file/score-file.ts'
import type { FileReportInfo } from './schema.ts'

/** Headings of unknown columns that a report lists. */
const maxExtra = 100

/** Returns a report as the body of a response. */
export function toFileReportInfo(report: FileReport): FileReportInfo {
  const { reading, rows, unreadableRows, foundColumns, missingColumns, extraColumns, lostCells } = report
  const headings = new Map(Object.entries(reading.matched ?? {}))
  return {
    reading: toReadingInfo(reading),
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

function toReadingInfo(reading: FileReading): FileReportInfo['reading'] {
  const { kind, encoding, separator, decimalMark, otherDecimalMark, mixedDecimalMarks, sheet, sheets, headingsLine } = reading
  const { skipped, formulasWithoutValue } = reading
  return {
    kind,
    ...(encoding !== undefined && { encoding }),
    ...(separator !== undefined && { separator }),
    ...(decimalMark !== undefined && { decimal_mark: decimalMark }),
    ...(otherDecimalMark !== undefined && { other_decimal_mark: otherDecimalMark }),
    ...(mixedDecimalMarks !== undefined && { mixed_decimal_marks: mixedDecimalMarks }),
    ...(sheet !== undefined && { sheet }),
    ...(sheets !== undefined && { sheets }),
    ...(headingsLine !== undefined && { headings_line: headingsLine }),
    skipped,
    ...(formulasWithoutValue !== undefined && { formulas_without_value: formulasWithoutValue }),
  }
}
