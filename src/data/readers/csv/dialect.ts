import { CsvScanner } from './scanner.ts'

const candidates = [',', ';', '\t', '|']
const maxLines = 50

/**
 * Detects the separator of a CSV text: the one that splits its first lines into equally many cells,
 * and into most. The first line is decisive, as it usually holds the headings; if titles are above
 * them, the width of most lines is. A file of one column has no separator, and any result is right.
 */
export function detectSeparator(sample: Buffer, whole: boolean): string {
  const widths = candidates.map((separator) => countCells(sample, separator, whole))
  const byFirst = findBest(widths.map((lines) => computeScore(lines, lines[0] ?? 0)))
  const found =
    byFirst.score >= 0.5
      ? byFirst
      : findBest(widths.map((lines) => computeScore(lines, findCommonWidth(lines))))
  return found.score > 0 ? (candidates[found.place] as string) : ','
}

/**
 * Reads a first line `sep=;`, which Excel writes and reads. Returns its separator and where the
 * table begins after it.
 */
export function readSeparatorLine(
  sample: Buffer,
): { readonly separator: string; readonly start: number } | undefined {
  const line = /^(?:sep=(.)|"sep=(.)")[,;\t|]*\r?\n/i.exec(sample.toString('latin1', 0, 100))
  const separator = line?.[1] ?? line?.[2]
  return line === null || separator === undefined || !candidates.includes(separator)
    ? undefined
    : { separator, start: line[0].length }
}

function findBest(scores: readonly number[]): { readonly place: number; readonly score: number } {
  const score = Math.max(...scores)
  return { place: scores.indexOf(score), score }
}

/** Returns the numbers of cells of the first lines that are not blank. */
function countCells(sample: Buffer, separator: string, whole: boolean): number[] {
  const scanner = new CsvScanner(separator)
  scanner.setBuffer(sample)
  const widths: number[] = []
  for (let at = 0; at < sample.length && widths.length < maxLines; ) {
    at = scanner.scan(at, whole)
    if (at < 0) break
    if (!scanner.blank) widths.push(scanner.count)
  }
  return widths
}

/** Computes the share of lines of a width, plus a little for more cells. */
function computeScore(widths: readonly number[], width: number): number {
  const same = widths.filter((other) => other === width).length
  return width < 2 ? 0 : same / widths.length + Math.min(width, 1000) / 10_000
}

function findCommonWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0]
}
