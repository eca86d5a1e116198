import type { ColumnReport, DataReport } from '../../data/data-report.ts'
import { isLoss, lostColumns } from '../../data/readers/lost-cells.ts'
import { renderFileReading } from './file-reading-text.ts'
import { renderLostCells } from './lost-cells-text.ts'
import { problemWords } from '../problem-words.ts'
import { cut, quoted, terminalWidth as width } from '../terminal-text.ts'
import { formatCount, formatShare } from '../words.ts'

const nameWidth = 26

/** Renders a data report for a terminal of 100 columns, in English as all commands are. */
export function renderDataReportText(report: DataReport): string {
  const { rows, unreadable_rows: unreadable = 0 } = report
  const lost = renderLostCells(lostColumns(report.columns))
  const count = (value: number): string => formatCount(value, 'en')
  const lines = [
    ...report.files.flatMap(({ name, bytes, sha256 }, index) => {
      const reading = report.readings?.[index]
      const read = reading === undefined ? [] : renderFileReading(reading).split('\n')
      return [
        `${name}  ${formatSize(bytes)}  sha256 ${sha256.slice(0, 16)}`,
        ...read.map((line) => `  ${line}`),
      ].map((line) => cut(line, width))
    }),
    [
      `${count(rows)} row${rows === 1 ? '' : 's'}${report.synthetic ? ' [SYNTHETIC DATA]' : ''}`,
      unreadable > 0 ? `${count(unreadable)} left out with a wrong number of cells` : '',
      report.rows_without_target > 0 ? `${count(report.rows_without_target)} left out without a target` : '',
      report.duplicate_rows > 0
        ? `${count(report.duplicate_rows)} duplicate row${report.duplicate_rows === 1 ? '' : 's'}`
        : 'no duplicate rows',
    ]
      .filter((part) => part !== '')
      .join('; '),
    ...(report.extra_columns.length === 0
      ? []
      : [cut(`not in the project, ignored: ${report.extra_columns.join(', ')}`, width)]),
    '',
    renderRow('column', 'type', 'present', 'repaired', 'missing cells'),
    ...report.columns.flatMap((column) => renderColumn(column, rows - unreadable)),
    ...(lost === '' ? [] : ['', lost]),
  ]
  return lines.join('\n')
}

function renderColumn(column: ColumnReport, rows: number): string[] {
  const orDot = (count: number): string => (count === 0 ? '·' : formatCount(count, 'en'))
  const problems = column.problems.map(
    ({ problem, count }) => `${problemWords[problem].en} ${formatCount(count, 'en')}`,
  )
  const present = rows === 0 ? '·' : formatShare(column.present / rows, 'en')
  const line = renderRow(column.name, column.type, present, orDot(column.repaired), problems.join(', '))
  if (column.personal) return [line]
  // The table of lost cells shows the other examples.
  const seen = column.problems.flatMap(({ problem, examples }) => (isLoss(problem) ? [] : examples))
  const examples = [
    seen.length === 0 ? '' : `seen ${seen.map(quoted).join(' ')}`,
    column.repaired_examples.length === 0 ? '' : `repaired ${column.repaired_examples.map(quoted).join(' ')}`,
  ].filter((part) => part !== '')
  return examples.length === 0 ? [line] : [line, cut(`    ${examples.join('; ')}`, width)]
}

function renderRow(name: string, type: string, present: string, repaired: string, missing: string): string {
  const start = `${cut(name, nameWidth).padEnd(nameWidth)} ${type.padEnd(10)} ${present.padStart(7)} ${repaired.padStart(8)}  `
  return (start + cut(missing, width - start.length)).trimEnd()
}

function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
