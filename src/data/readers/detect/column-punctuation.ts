import type { CellParser, NumberColumn } from '../../column.ts'
import type { SortedSample } from './sorted-sample.ts'
import type { FileReading } from '../file-reading.ts'
import { decimalComma, looseNumber, plainNumber, swapMarks } from '../../cells/parsers/parsers.ts'
import {
  type CellMark,
  type ColumnMark,
  decideColumnMark,
  type DecimalMark,
  decideFileMark,
  type FileMark,
  type MarkEvidence,
} from './decimal-mark.ts'

/** Punctuation of the numbers of one column in one file. */
export interface ColumnPunctuation {
  readonly mark: ColumnMark
  /**
   * True if the column's parser expects the other decimal mark: it receives its cells with points
   * and commas exchanged.
   */
  readonly swaps: boolean
}

/** Punctuation of the numbers of one file. */
export interface FilePunctuation {
  /** Decimal mark of `CellRecord.number`. */
  readonly decimalMark: DecimalMark
  /** Punctuation by column name. A column that is absent is read by its parser alone. */
  readonly columns: ReadonlyMap<string, ColumnPunctuation>
}

/** Evidence of a number column that a project reads. */
export interface ColumnEvidence extends MarkEvidence {
  readonly column: NumberColumn
  /**
   * Some cells of each kind, for custom parsers of the project. They do not depend on the order of
   * the cells.
   */
  readonly samples: Map<CellMark, SortedSample>
}

/**
 * Decides the punctuation of each column's numbers.
 *
 * @param separator of a CSV file
 */
export function decidePunctuation(
  evidence: readonly ColumnEvidence[],
  separator?: string,
): FilePunctuation & { file?: FileMark } {
  const file = decideFileMark(evidence, separator)
  const columns = new Map<string, ColumnPunctuation>()
  for (const column of evidence) {
    const mark = decideColumnMark(column, file)
    if (mark !== undefined)
      columns.set(column.name, { mark, swaps: mark !== 'mixed' && expectsOther(column, mark) })
  }
  const shown = file?.column === undefined ? undefined : file
  return { decimalMark: shown?.mark ?? 'point', columns, ...(shown === undefined ? {} : { file: shown }) }
}

/**
 * Summarizes the decimal marks of a file for a report: the mark of most columns, and the columns
 * that differ.
 */
export function summarizeMarks({
  columns,
}: FilePunctuation): Pick<FileReading, 'decimal_mark' | 'other_decimal_mark' | 'mixed_decimal_marks'> {
  const withMark = (mark: ColumnMark): string[] =>
    [...columns].filter(([, column]) => column.mark === mark).map(([name]) => name)
  const [points, commas, mixed] = [withMark('point'), withMark('comma'), withMark('mixed')]
  const decimalMark = commas.length > points.length ? 'comma' : 'point'
  const others = decimalMark === 'comma' ? points : commas
  return {
    ...(points.length + commas.length > 0 ? { decimal_mark: decimalMark } : {}),
    ...(others.length > 0 ? { other_decimal_mark: others } : {}),
    ...(mixed.length > 0 ? { mixed_decimal_marks: mixed } : {}),
  }
}

/** Returns true if the parser of a column with decimal `mark` expects the other mark. */
function expectsOther({ column, samples }: ColumnEvidence, mark: DecimalMark): boolean {
  const { parse = plainNumber } = column
  if (parse === plainNumber || parse === looseNumber || column.combine !== undefined) return mark === 'comma'
  if (parse === decimalComma) return mark === 'point'
  const other = mark === 'comma' ? 'point' : 'comma'
  const texts = [...samples].flatMap(([kind, sample]) => (kind === other ? [] : sample.texts))
  const votes = texts.reduce((sum, text) => sum + voteForSwap(parse, text, mark), 0)
  // If the cells do not decide it, the parser's result for a number with both marks does.
  return (votes === 0 ? voteForSwap(parse, mark === 'comma' ? '1.234,5' : '1,234.5', mark) : votes) > 0
}

/**
 * Returns 1 if a parser reads a cell better with points and commas exchanged, -1 if it reads it
 * better as it is, 0 if it makes no difference.
 */
function voteForSwap(parse: CellParser<number>, text: string, mark: DecimalMark): number {
  const swapped = swapMarks(text)
  const own = parseNumber(parse, text)
  const other = parseNumber(parse, swapped)
  if (own === other) return 0
  if (own === null || other === null) return own === null ? 1 : -1
  // A parser that reads the decimal mark as a thousands separator returns a number far from the
  // right one.
  const expected = looseNumber(mark === 'point' ? text : swapped) ?? 0
  return Math.abs(other - expected) < Math.abs(own - expected) ? 1 : -1
}

function parseNumber(parse: CellParser<number>, text: string): number | null {
  const value = parse(text)
  return value === null || Number.isNaN(value) ? null : value
}
