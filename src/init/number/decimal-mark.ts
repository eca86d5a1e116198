import {
  addEvidence,
  decideFileMark,
  type MarkEvidence,
  classifyMark,
  createEvidence,
} from '../../data/readers/detect/decimal-mark.ts'
import { decimalComma, looseNumber } from '../../data/cells/parsers/parsers.ts'
import { isMissing, findMarkers } from '../guess-missing.ts'
import type { RawColumn, RawTable } from '../raw-table.ts'

/** Examples of what the numbers of a column show about their decimal mark. */
export interface MarkExamples {
  /**
   * A cell whose comma can only be a decimal mark, or whose points can only separate thousands:
   * `0,051`, `12,5`, `1.234,567`.
   */
  readonly comma: string | undefined
  /**
   * A cell whose point can only be a decimal mark, or whose commas can only separate thousands:
   * `0.051`, `12.5`, `1,234,567`.
   */
  readonly point: string | undefined
  /** A cell that may be either: `8,328`, `62.235`. */
  readonly open: string | undefined
}

/** Decimal mark of a file, for columns that leave the mark ambiguous. */
export interface FileMark {
  readonly mark: 'comma' | 'point'
  /**
   * The deciding evidence, for a comment. It shows no value of another column, which may be
   * personal.
   */
  readonly because: string
  /**
   * True if no cell shows the mark. That is enough to read a fraction, but not to read a mark as a
   * thousands separator.
   */
  readonly supposed?: true
}

export function findMarkExamples(texts: readonly string[]): MarkExamples {
  const marks = texts.map(classifyMark)
  const first = (isOne: (mark: string) => boolean): string | undefined => texts[marks.findIndex(isOne)]
  return {
    comma: first((mark) => mark === 'comma'),
    point: first((mark) => mark === 'point'),
    open: first((mark) => mark.startsWith('open')),
  }
}

/**
 * Detects the decimal mark of a file as every later reading does, by the columns that hold numbers.
 */
export function detectFileMark({ columns, separator }: RawTable): FileMark | undefined {
  const decided = decideFileMark(columns.flatMap(collectEvidence), separator)
  if (decided === undefined) return undefined
  const { mark, column } = decided
  if (column !== undefined)
    return { mark, because: `the ${mark} is the decimal mark of the column ${JSON.stringify(column)}` }
  // A point is the default decimal mark.
  if (mark === 'point') return undefined
  return {
    mark,
    because: 'that is usual where semicolons divide the cells, but no other cell shows it',
    supposed: true,
  }
}

/** Returns the evidence of a column that holds numbers; none for any other column. */
function collectEvidence(column: RawColumn): MarkEvidence[] {
  const { missing } = findMarkers(column)
  const evidence = createEvidence(column.name, false)
  let rows = 0
  let read = 0
  for (const [code, text] of column.texts.entries()) {
    if (column.numbers?.has(code) === true || isMissing(text, missing)) continue
    const cells = column.counts[code] as number
    addEvidence(evidence, classifyMark(text), cells)
    rows += cells
    if (looseNumber(text) !== null || decimalComma(text) !== null) read += cells
  }
  return rows > 0 && read >= rows * 0.9 ? [evidence] : []
}
