import { choice, flag, integer, list, number, object, record, text } from '../../../project/json-schema.ts'

const columnName = text('Name of the column.', 'Age')
const columnNames = (description: string) => list(description, columnName)
const lineNumber = integer('Number of a line (of a row, in a workbook), from 1.', 4)
const date = text('ISO 8601.', '2026-11-21')

const skippedLines = object('Lines that are no rows of the table.', {
  kind: choice('What the lines hold.', 'title', [
    'separator-line',
    'title',
    'blank',
    'repeated-headings',
    'note',
    'total',
  ]),
  count: integer('Number of lines.', 1),
  lines: list('Numbers of the first five lines.', lineNumber),
})

const fileReading = object(
  'How one file was read as a table.',
  {
    kind: choice('Format of the file.', 'csv', ['csv', 'xlsx', 'parquet']),
    encoding: text('Encoding of a text file.', 'utf-8'),
    separator: text('Separator of a text file.', ','),
    decimal_mark: choice('Decimal mark of most number columns that are written as text.', 'point', [
      'point',
      'comma',
    ]),
    other_decimal_mark: columnNames('Number columns that are written with the other decimal mark.'),
    mixed_decimal_marks: columnNames('Number columns that are written with both decimal marks.'),
    sheet: text('Sheet of a workbook that was read.', 'Sheet1'),
    sheets: list('Sheets of a workbook.', text('Name of a sheet.', 'Sheet1')),
    headings_line: lineNumber,
    skipped: list('Lines that were skipped.', skippedLines),
    formulas_without_value: integer(
      'Formulas of a workbook without a saved value. They count as empty cells.',
      0,
    ),
    matched: record(
      'Heading of each column whose heading differs from its name.',
      text('The heading.', 'idade'),
      {
        Age: 'idade',
      },
    ),
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
    'matched',
  ],
)

const cellProblem = choice('Why the cells have no value.', 'out-of-range', [
  'empty',
  'marker',
  'not-a-number',
  'not-an-integer',
  'not-a-date',
  'out-of-range',
  'unknown-category',
])
const cellText = text('Text of a cell.', '8698')

const columnReport = object(
  'What reading and cleaning one column found.',
  {
    name: columnName,
    type: text('Type of the column.', 'integer'),
    personal: flag('Whether the column is personal. Personal columns have no examples.', false),
    present: integer('Rows with a value after cleaning.', 9500),
    problems: list(
      'Cells that became missing, by reason.',
      object('Cells with one problem.', {
        problem: cellProblem,
        count: integer('Number of cells.', 12),
        examples: list('At most five examples.', cellText),
      }),
    ),
    repaired: integer('Cells whose text was cleaned into a value.', 40),
    repaired_examples: list('Examples of them, before cleaning.', { ...cellText, examples: ['28_'] }),
    numbers: object('Distribution of a column of numbers.', {
      min: number('Minimum.', 14),
      q25: number('First quartile.', 24),
      median: number('Median.', 33),
      q75: number('Third quartile.', 42),
      max: number('Maximum.', 90),
      mean: number('Mean.', 33.3),
    }),
    dates: object('Distribution of a column of dates.', {
      min: { ...date, description: 'First date.' },
      q25: { ...date, description: 'First quartile.' },
      median: { ...date, description: 'Median.' },
      q75: { ...date, description: 'Third quartile.' },
      max: { ...date, description: 'Last date.' },
    }),
    categories: list(
      'Distribution of a column of categories, in the order of the schema.',
      object('One category.', {
        category: text('The category.', 'Good'),
        count: integer('Number of rows.', 3000),
      }),
    ),
  },
  ['numbers', 'dates', 'categories'],
)

/** The schema of `data-report.json` of a run. */
export const dataReport = object(
  'What reading and cleaning the data found.',
  {
    files: list(
      'The files.',
      object('One file.', {
        name: text('Name of the file.', 'train.csv'),
        bytes: integer('Size in bytes.', 12345),
        sha256: text(
          'SHA-256 of the content.',
          '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        ),
      }),
    ),
    readings: list('How each of the files was read. Reports of earlier versions lack it.', fileReading),
    synthetic: flag('Whether the data was generated.', false),
    rows: integer('Rows of the files.', 10000),
    rows_without_target: integer('Rows without a value of the target.', 0),
    duplicate_rows: integer('Rows that repeat another row.', 0),
    unreadable_rows: integer(
      'Rows with more or fewer cells than the header, which are left out. Absent if there are none.',
      1,
    ),
    extra_columns: columnNames('Columns of the files that the project does not declare, which are ignored.'),
    columns: list('One report for each column.', columnReport),
  },
  ['readings', 'unreadable_rows'],
)
