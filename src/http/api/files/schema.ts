import type { ScoredFile } from '../../../serve/scorer.ts'
import type { FileReport } from '../../../serve/file/score-file.ts'
import { countLost } from '../../../data/readers/lost-cells.ts'
import type { FileReportInfo } from '../types.ts'
import { flag, integer, list, number, object, text } from '../../openapi/describe.ts'

/** Media types of files. What a file is, its first bytes say. */
export const fileTypes = [
  'text/csv',
  'application/csv',
  'application/gzip',
  'application/x-gzip',
  'application/vnd.apache.parquet',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
]

/** Headers of a scored file. */
export const scoredFileHeaders = {
  'X-Total-Rows': integer('Rows of the file.', 2),
  'X-Missing-Columns': text(
    'Columns of the model that neither the file nor the feature store has, so that they count as missing in every row: ' +
      'percent-encoded, with commas between them. Not sent when there are none. Of very many, the first.',
    'Annual_Income,Age',
  ),
  'X-Missing-Column-Count': integer('How many columns are missing from the file.', 2),
  'X-Unusable-Cells': integer(
    'Cells that held something of no use (not a number, out of range, unknown category): they count as missing.',
    4,
  ),
  'X-Lost-Cells': text(
    'The same by column, as `column=count`: percent-encoded, with commas between them. Not sent when there are none. Of very many, the first. ' +
      '`inspect-file` shows reasons and samples.',
    'Annual_Income=3,Age=1',
  ),
  'X-Lost-Column-Count': integer('How many columns lost cells.', 2),
  'X-Logged': flag('Whether the prediction log has every scored row; false with `log=false`.', true),
}

/** Readers of HTTP take some 16 kB of headers. */
const maxHeaderNames = 4000

/** Returns the headers of a scored file. */
export function headersOf({ rows, missingColumns, lostCells }: ScoredFile, log: boolean): Record<string, string | number> {
  const missing = joined(missingColumns.map(encodeURIComponent))
  const lost = joined(lostCells.map(({ name, lost: count }) => `${encodeURIComponent(name)}=${count}`))
  return {
    'x-total-rows': rows,
    'x-missing-column-count': missingColumns.length,
    ...(missing !== '' && { 'x-missing-columns': missing }),
    'x-unusable-cells': countLost(lostCells),
    'x-lost-column-count': lostCells.length,
    ...(lost !== '' && { 'x-lost-cells': lost }),
    'x-logged': String(log),
  }
}

function joined(parts: readonly string[]): string {
  let names = ''
  for (const part of parts) {
    if (names.length + part.length > maxHeaderNames) break
    names += names === '' ? part : `,${part}`
  }
  return names
}

const lostColumnInfo = object('Lost cells of one column.', {
  name: text('Name of the column.', 'Annual_Income'),
  cells: integer('Cells that hold something: neither empty nor a missing marker.', 200),
  lost: integer('Cells among them that hold no usable value, and count as missing.', 186),
  share: number('`lost / cells`.', 0.93),
  training_share: number('The same share in training.', 0.01),
  is_excessive: flag(
    'Clearly more is lost than in training (20 percentage points and no accident of a few rows): the file is scored only with `accept_lost=true`.',
    true,
  ),
  problems: list(
    'Why the cells are lost.',
    object('One reason.', {
      problem: text(
        '`not-a-number`, `not-an-integer`, `out-of-range`, `unknown-category`, and more as columns have types.',
        'not-a-number',
      ),
      count: integer('Cells.', 186),
      examples: list('At most five samples; none of a personal column.', text('A cell.', '52312,68')),
    }),
  ),
})

const readingInfo = object(
  'How the file was read.',
  {
    kind: text('`csv`, `xlsx` or `parquet`.', 'csv'),
    encoding: text('Encoding of a text file.', 'windows-1252'),
    separator: text('Separator of a text file.', ';'),
    decimal_mark: text('`point` or `comma`: decimal mark of most number columns that are written as text.', 'comma'),
    other_decimal_mark: list('Number columns that are written with the other decimal mark.', text('A column.', 'Age')),
    mixed_decimal_marks: list(
      'Number columns that are written with both decimal marks: their cells such as `1,234` count as lost.',
      text('A column.', 'Age'),
    ),
    sheet: text('Sheet of a workbook that was read.', 'Clients'),
    sheets: list('Sheets of a workbook.', text('A sheet.', 'Clients')),
    headings_line: integer('Line of the headings, from 1.', 1),
    skipped: list(
      'Lines that are no rows of the table.',
      object('Skipped lines of one kind.', {
        kind: text('`separator-line`, `title`, `blank`, `repeated-headings`, `note` or `total`.', 'title'),
        count: integer('How many.', 2),
        lines: list('Their numbers from 1, the first five.', integer('A line.', 1)),
      }),
    ),
    formulas_without_value: integer('Formulas of a workbook without a saved value, which count as empty.', 0),
  },
  [
    'encoding',
    'separator',
    'decimal_mark',
    'other_decimal_mark',
    'mixed_decimal_marks',
    'sheet',
    'sheets',
    'headings_line',
    'formulas_without_value',
  ],
)

/** Body of `inspect-file`. */
export const fileReportInfo = object('What reading a file found. Nothing is scored.', {
  reading: readingInfo,
  rows: integer('Rows of the file.', 200),
  unreadable_rows: integer('Rows with more or fewer cells than the header: they get no prediction.', 0),
  columns: list(
    'Columns of the project that the file has.',
    object('One column.', {
      name: text('Name of the column.', 'Annual_Income'),
      heading: text('Its heading in the file: the name, another heading of the definition, or a label.', 'Renda anual'),
    }),
  ),
  missing_columns: list(
    'Columns of the model that neither the file nor the feature store has: missing in every row.',
    text('A column.', 'Age'),
  ),
  extra_columns: list(
    'Columns of the file that the project does not have. Of very many, the first 100.',
    text('A heading.', 'Note'),
  ),
  extra_column_count: integer('How many there are.', 1),
  lost_cells: list('Columns that lose cells.', lostColumnInfo),
  lost_cell_count: integer('Cells that are lost, of all columns.', 186),
  needs_acceptance: flag('Whether the file is scored only with `accept_lost=true`.', true),
})

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
