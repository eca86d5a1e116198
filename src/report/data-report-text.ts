import type { ColumnReport, DataReport } from '../dataset/data-report.ts'
import { problemWords } from './problem-words.ts'
import { formatCount, formatShare } from './words.ts'

/** Columns of the terminal that the text fits into. */
const width = 100
const nameWidth = 26

/** What reading and cleaning found, for a terminal of 100 columns, in English as all commands are. */
export function dataReportText(report: DataReport): string {
  const { rows, unreadableRows: unreadable = 0 } = report
  const count = (value: number): string => formatCount(value, 'en')
  const lines = [
    ...report.files.map(({ name, bytes, sha256 }) => cut(`${name}  ${size(bytes)}  sha256 ${sha256.slice(0, 16)}`, width)),
    [
      `${count(rows)} rows${report.synthetic ? ' [SYNTHETIC DATA]' : ''}`,
      unreadable > 0 ? `${count(unreadable)} with a wrong number of cells left out` : '',
      report.rowsWithoutTarget > 0 ? `${count(report.rowsWithoutTarget)} without a target dropped` : '',
      report.duplicateRows > 0 ? `${count(report.duplicateRows)} duplicate rows` : 'no duplicate rows',
    ]
      .filter((part) => part !== '')
      .join('; '),
    ...(report.extraColumns.length === 0 ? [] : [cut(`not in the project, read past: ${report.extraColumns.join(', ')}`, width)]),
    '',
    row('column', 'type', 'present', 'repaired', 'became missing'),
    ...report.columns.flatMap((column) => columnLines(column, rows - unreadable)),
  ]
  return lines.join('\n')
}

function columnLines(column: ColumnReport, rows: number): string[] {
  const orNothing = (count: number): string => (count === 0 ? '·' : formatCount(count, 'en'))
  const problems = column.problems.map(({ problem, count }) => `${problemWords[problem].en} ${formatCount(count, 'en')}`)
  const present = rows === 0 ? '·' : formatShare(column.present / rows, 'en')
  const line = row(column.name, column.type, present, orNothing(column.repaired), problems.join(', '))
  if (column.personal) return [line]
  const seen = column.problems.flatMap(({ examples }) => examples)
  const examples = [
    seen.length === 0 ? '' : `seen ${seen.map(quoted).join(' ')}`,
    column.repairedExamples.length === 0 ? '' : `repaired ${column.repairedExamples.map(quoted).join(' ')}`,
  ].filter((part) => part !== '')
  return examples.length === 0 ? [line] : [line, cut(`    ${examples.join('; ')}`, width)]
}

function row(name: string, type: string, present: string, repaired: string, missing: string): string {
  const start = `${cut(name, nameWidth).padEnd(nameWidth)} ${type.padEnd(10)} ${present.padStart(7)} ${repaired.padStart(8)}  `
  return (start + cut(missing, width - start.length)).trimEnd()
}

/** Never lets what was in a file write control characters to a terminal. */
function quoted(example: string): string {
  return JSON.stringify(example).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?')
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
