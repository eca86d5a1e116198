import type { FileReading, SkippedLines } from '../../data/readers/file-reading.ts'
import { cut, quoted } from '../terminal-text.ts'
import { formatCount } from '../words.ts'

const kindNames = { csv: 'CSV', xlsx: 'workbook', parquet: 'Parquet' } as const

const skippedNames: Readonly<Record<SkippedLines['kind'], string>> = {
  'separator-line': 'separator line',
  title: 'title',
  blank: 'line of empty cells',
  'repeated-headings': 'repeated headings',
  note: 'note',
  total: 'total',
}

/** Maximum matched headings that the text names. */
const maxMatched = 10

/**
 * Describes for a terminal how a file was read: its format, skipped lines, and headings that differ
 * from column names.
 */
export function renderFileReading(reading: FileReading): string {
  const {
    encoding,
    separator,
    decimal_mark: decimalMark,
    other_decimal_mark: otherDecimalMark = [],
    mixed_decimal_marks: mixedDecimalMarks = [],
    sheet,
    sheets = [],
    headings_line: headingsLine,
  } = reading
  const { skipped, formulas_without_value: formulasWithoutValue = 0, matched = {} } = reading
  const others = sheets.filter((name) => name !== sheet).map(quoted)
  const facts = [
    kindNames[reading.kind],
    ...(encoding === undefined ? [] : [encoding]),
    ...(separator === undefined ? [] : [`separator ${separator === '\t' ? 'tab' : quoted(separator)}`]),
    ...(decimalMark === undefined ? [] : [`decimal ${decimalMark}`]),
    ...(otherDecimalMark.length === 0 ? [] : [`the other decimal mark in ${otherDecimalMark.join(', ')}`]),
    ...(mixedDecimalMarks.length === 0 ? [] : [`both decimal marks in ${mixedDecimalMarks.join(', ')}`]),
    ...(sheet === undefined
      ? []
      : [`sheet ${quoted(sheet)}${others.length > 0 ? ` (beside ${others.join(', ')})` : ''}`]),
    ...(headingsLine === undefined || headingsLine === 1 ? [] : [`headings in line ${headingsLine}`]),
  ]
  const lines = skipped.map(({ kind, count, lines: at }) => {
    return `${skippedNames[kind]}: ${formatCount(count, 'en')} (line ${at.join(', ')}${count > at.length ? ', …' : ''})`
  })
  const headings = Object.entries(matched).map(([name, heading]) => `${quoted(heading)} is ${name}`)
  const left = headings.length - maxMatched
  return [
    `read as ${facts.join(', ')}`,
    ...(formulasWithoutValue === 0
      ? []
      : [
          `${formatCount(formulasWithoutValue, 'en')} formula cells have no saved value: open the file in a spreadsheet program and save it`,
        ]),
    ...(lines.length === 0 ? [] : [`skipped: ${lines.join('; ')}`]),
    ...(headings.length === 0
      ? []
      : [`headings: ${headings.slice(0, maxMatched).join(', ')}${left > 0 ? `, and ${left} more` : ''}`]),
  ]
    .map((line) => cut(line, 1000))
    .join('\n')
}
