import type { ColumnReport, DataReport } from '../../data/data-report.ts'
import { isLoss, lostColumns } from '../../data/readers/lost-cells.ts'
import { fileReadingText } from './file-reading-text.ts'
import { lostCellsText } from './lost-cells-text.ts'
import { problemWords } from '../problem-words.ts'
import { cut, quoted, terminalWidth as width } from '../terminal-text.ts'
import { formatCount, formatShare } from '../words.ts'

const nameWidth = 26

/** What reading and cleaning found, for a terminal of 100 columns, in English as all commands are. */
export function dataReportText(report: DataReport): string {
  const { rows, unreadable_rows: unreadable = 0 } = report
  const lost = lostCellsText(lostColumns(report.columns))
  const count = (value: number): string => formatCount(value, 'en')
  const lines = [
    ...report.files.flatMap(({ name, bytes, sha256 }, index) => {
      const reading = report.readings?.[index]
      const read = reading === undefined ? [] : fileReadingText(reading).split('\n')
      return [`${name}  ${size(bytes)}  sha256 ${sha256.slice(0, 16)}`, ...read.map((line) => `  ${line}`)].map((line) =>
        cut(line, width),
      )
    }),
    [
      `${count(rows)} row${rows === 1 ? '' : 's'}${report.synthetic ? ' [SYNTHETIC DATA]' : ''}`,
      unreadable > 0 ? `${count(unreadable)} with a wrong number of cells left out` : '',
      report.rows_without_target > 0 ? `${count(report.rows_without_target)} without a target dropped` : '',
      report.duplicate_rows > 0
        ? `${count(report.duplicate_rows)} duplicate row${report.duplicate_rows === 1 ? '' : 's'}`
        : 'no duplicate rows',
    ]
      .filter((part) => part !== '')
      .join('; '),
    ...(report.extra_columns.length === 0
      ? []
      : [cut(`not in the project, read past: ${report.extra_columns.join(', ')}`, width)]),
    '',
    row('column', 'type', 'present', 'repaired', 'became missing'),
    ...report.columns.flatMap((column) => columnLines(column, rows - unreadable)),
    ...(lost === '' ? [] : ['', lost]),
  ]
  return lines.join('\n')
}

function columnLines(column: ColumnReport, rows: number): string[] {
  const orNothing = (count: number): string => (count === 0 ? '·' : formatCount(count, 'en'))
  const problems = column.problems.map(({ problem, count }) => `${problemWords[problem].en} ${formatCount(count, 'en')}`)
  const present = rows === 0 ? '·' : formatShare(column.present / rows, 'en')
  const line = row(column.name, column.type, present, orNothing(column.repaired), problems.join(', '))
  if (column.personal) return [line]
  // The table of lost cells has the others.
  const seen = column.problems.flatMap(({ problem, examples }) => (isLoss(problem) ? [] : examples))
  const examples = [
    seen.length === 0 ? '' : `seen ${seen.map(quoted).join(' ')}`,
    column.repaired_examples.length === 0 ? '' : `repaired ${column.repaired_examples.map(quoted).join(' ')}`,
  ].filter((part) => part !== '')
  return examples.length === 0 ? [line] : [line, cut(`    ${examples.join('; ')}`, width)]
}

function row(name: string, type: string, present: string, repaired: string, missing: string): string {
  const start = `${cut(name, nameWidth).padEnd(nameWidth)} ${type.padEnd(10)} ${present.padStart(7)} ${repaired.padStart(8)}  `
  return (start + cut(missing, width - start.length)).trimEnd()
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
