import {
  addEvidence,
  decideFileMark,
  type MarkEvidence,
  classifyMark,
  createEvidence,
} from '../../data/readers/detect/decimal-mark.ts'
import { decimalComma, looseNumber } from '../../data/cells/parsers/parsers.ts'
import { isMissing, markersOf } from '../guess-missing.ts'
import type { RawColumn, RawTable } from '../raw-table.ts'

/** Examples of what the numbers of a column say about the mark before their fraction. */
export interface MarkExamples {
  /** A cell whose comma can only be a decimal mark, or whose points only set thousands apart: `0,051`, `12,5`, `1.234,567`. */
  readonly comma: string | undefined
  /** A cell whose point can only be a decimal mark, or whose commas only set thousands apart: `0.051`, `12.5`, `1,234,567`. */
  readonly point: string | undefined
  /** A cell that may be either: `8,328`, `62.235`. */
  readonly open: string | undefined
}

/** What the other columns of a file say of a column that leaves the mark open. */
export interface FileMark {
  readonly mark: 'comma' | 'point'
  /** What settled it, for a comment: it shows no value of another column, which may be personal. */
  readonly because: string
  /** No cell shows it: enough to read a fraction by, not to take a mark for one of thousands. */
  readonly supposed?: true
}

export function examplesOf(texts: readonly string[]): MarkExamples {
  const marks = texts.map(classifyMark)
  const first = (isOne: (mark: string) => boolean): string | undefined => texts[marks.findIndex(isOne)]
  return {
    comma: first((mark) => mark === 'comma'),
    point: first((mark) => mark === 'point'),
    open: first((mark) => mark.startsWith('open')),
  }
}

/** Decides the decimal mark of a file as every later reading does, by the columns that hold numbers. */
export function detectFileMark({ columns, separator }: RawTable): FileMark | undefined {
  const decided = decideFileMark(columns.flatMap(evidenceOf), separator)
  if (decided === undefined) return undefined
  const { mark, column } = decided
  if (column !== undefined) return { mark, because: `the ${mark} is the decimal mark of the column ${JSON.stringify(column)}` }
  // A point is read as a decimal mark anyway.
  if (mark === 'point') return undefined
  return { mark, because: 'that is usual where semicolons divide the cells, but no other cell shows it', supposed: true }
}

/** Returns the evidence of a column that holds numbers; none for a column of anything else. */
function evidenceOf(column: RawColumn): MarkEvidence[] {
  const { missing } = markersOf(column)
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
