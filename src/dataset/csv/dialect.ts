import { CsvScanner } from './scanner.ts'

const candidates = [',', ';', '\t', '|']

/**
 * The separator of a CSV text: the one that divides its first lines into equally many cells, and into most. A file of one column has none:
 * comma is as good as any.
 */
export function detectSeparator(sample: Buffer, whole: boolean): string {
  let best = ','
  let bestScore = 0
  for (const separator of candidates) {
    const score = scoreOf(sample, separator, whole)
    if (score > bestScore) {
      best = separator
      bestScore = score
    }
  }
  return best
}

/** The separator that a first line `sep=;` names, as Excel writes and reads it, and where the table begins after it. */
export function namedSeparator(sample: Buffer): { readonly separator: string; readonly start: number } | undefined {
  const line = /^(?:sep=(.)|"sep=(.)")[,;\t|]*\r?\n/i.exec(sample.toString('latin1', 0, 100))
  const separator = line?.[1] ?? line?.[2]
  return line === null || separator === undefined || !candidates.includes(separator)
    ? undefined
    : { separator, start: line[0].length }
}

/** Share of lines with as many cells as the first one, plus a little for more cells. */
function scoreOf(sample: Buffer, separator: string, whole: boolean): number {
  const scanner = new CsvScanner(separator.charCodeAt(0))
  scanner.setBuffer(sample)
  let lines = 0
  let same = 0
  let cells = 0
  for (let at = 0; at < sample.length && lines < 50; ) {
    at = scanner.scan(at, whole)
    if (at < 0) break
    if (scanner.blank) continue
    if (lines++ === 0) cells = scanner.count
    if (scanner.count === cells) same++
  }
  return cells < 2 ? 0 : same / lines + Math.min(cells, 1000) / 10_000
}
