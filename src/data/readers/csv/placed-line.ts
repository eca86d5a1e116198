import type { Line } from '../detect/line.ts'
import { CsvScanner } from './scanner.ts'

/** A part of a text, in bytes from its beginning. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** A line of a text and its place. A quoted line break does not end it. */
export interface PlacedLine extends Line {
  readonly from: number
  /** End without the line break. */
  readonly to: number
}

/**
 * Splits the first lines off `bytes`, blank ones too.
 *
 * @param start byte of the text and line number of the first of `bytes`
 * @param whole true if the last line ends with `bytes`. Otherwise an incomplete last line is left
 *   out.
 */
export function splitLines(
  bytes: Buffer,
  separator: string,
  start: { readonly from: number; readonly number: number },
  max: number,
  whole: boolean,
): PlacedLine[] {
  const scanner = new CsvScanner(separator)
  scanner.setBuffer(bytes)
  const lines: PlacedLine[] = []
  let { number } = start
  for (let at = 0; at < bytes.length && lines.length < max; ) {
    const next = scanner.scan(at, whole)
    if (next < 0) break
    const cells = scanner.blank
      ? []
      : Array.from({ length: scanner.count }, (_, cell) => scanner.text(cell).trim())
    lines.push({ number, cells, from: start.from + at, to: start.from + findContentEnd(bytes, at, next) })
    number += countBreaks(bytes.subarray(at, next))
    at = next
  }
  return lines
}

function findContentEnd(bytes: Buffer, from: number, next: number): number {
  let end = next
  if (end > from && bytes[end - 1] === 10) end--
  if (end > from && bytes[end - 1] === 13) end--
  return end
}

function countBreaks(bytes: Buffer): number {
  let breaks = 0
  for (let i = 0; i < bytes.length; i++)
    if (bytes[i] === 10 || (bytes[i] === 13 && bytes[i + 1] !== 10)) breaks++
  return breaks
}
