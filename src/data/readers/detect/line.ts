import type { SkippedLines } from '../file-reading.ts'
import { decimalComma, looseNumber } from '../../cells/parsers/parsers.ts'

/** A line of a text, or a row of a sheet, that may be a row of the table or not. */
export interface Line {
  /** Line number, or row of the sheet, from 1. */
  readonly number: number
  /** Cells without outer spaces; none for a line without anything in it. */
  readonly cells: readonly string[]
}

/** A line that is no row. */
export interface SkippedLine {
  readonly kind: SkippedLines['kind']
  readonly number: number
}

/** Line numbers of each kind that a report shows. */
const maxShown = 5

/** Counts skipped lines by kind. */
export function countSkipped(skipped: readonly SkippedLine[]): SkippedLines[] {
  const kinds = new Set(skipped.map(({ kind }) => kind))
  return Array.from(kinds, (kind) => {
    const numbers = skipped.filter((line) => line.kind === kind).map(({ number }) => number)
    return { kind, count: numbers.length, lines: numbers.slice(0, maxShown) }
  })
}

/** Returns the number of cells that are not empty. */
export function countFilledCells({ cells }: Line): number {
  return cells.reduce((count, cell) => count + (cell === '' ? 0 : 1), 0)
}

/** Returns the number of cells up to the last one that is not empty. */
export function getWidth({ cells }: Line): number {
  return cells.findLastIndex((cell) => cell !== '') + 1
}

/** Returns true for a text that is a number in any punctuation. */
export function isNumeric(text: string): boolean {
  return looseNumber(text) !== null || decimalComma(text) !== null
}
