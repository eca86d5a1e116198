import type { Static } from 'typebox'
import type { CellProblem } from '../../../data/data-report.ts'
import type { FileReading, SkippedLines } from '../../../data/readers/file-reading.ts'
import { flag, integer, list, number, object, query, text, typed } from '../../../project/json-schema.ts'
import { fileBytes } from '../responses.ts'

/** Accepted media types of files. The kind of a file is read from its first bytes. */
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
      problem: typed<CellProblem>(
        text(
          '`not-a-number`, `not-an-integer`, `out-of-range`, `unknown-category`, and more as columns have types.',
          'not-a-number',
        ),
      ),
      count: integer('Cells.', 186),
      examples: list('At most five samples; none of a personal column.', text('A cell.', '52312,68')),
    }),
  ),
})

export type LostCellsInfo = Static<typeof lostColumnInfo>

const readingInfo = object(
  'How the file was read.',
  {
    kind: typed<FileReading['kind']>(text('`csv`, `xlsx` or `parquet`.', 'csv')),
    encoding: text('Encoding of a text file.', 'windows-1252'),
    separator: text('Separator of a text file.', ';'),
    decimal_mark: typed<'point' | 'comma'>(
      text('`point` or `comma`: decimal mark of most number columns that are written as text.', 'comma'),
    ),
    other_decimal_mark: list(
      'Number columns that are written with the other decimal mark.',
      text('A column.', 'Age'),
    ),
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
        kind: typed<SkippedLines['kind']>(
          text('`separator-line`, `title`, `blank`, `repeated-headings`, `note` or `total`.', 'title'),
        ),
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
      heading: text(
        'Its heading in the file: the name, another heading of the definition, or a label.',
        'Renda anual',
      ),
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
export type FileReportInfo = Static<typeof fileReportInfo>

const sheet = text(
  'Sheet of a workbook. Default: the one that the project names, or that looks like its table.',
  'Clients',
  {
    minLength: 1,
    maxLength: 255,
  },
)

export const inspectQuery = query({ sheet })

export const predictFileQuery = query(
  {
    sheet,
    inputs: flag(
      'Adds the columns of the model after `error`, as they were read: what was of no use is empty.',
      true,
      {
        default: false,
      },
    ),
    log: flag(
      'false scores the file without storing its rows in the prediction log. Needs the scope `operate`.',
      true,
      {
        default: true,
      },
    ),
    accept_lost: flag(
      'Scores the file even if columns lose clearly more cells than in training: they count as missing.',
      true,
      {
        default: false,
      },
    ),
  },
  ['inputs', 'log', 'accept_lost'],
)

/** The file. A request without a type and a body has none. Its bytes are read while they arrive. */
export const fileBody = typed<AsyncIterable<Uint8Array> | undefined>({
  ...fileBytes,
  description: 'The file.',
})
