import { isStandardMarker } from '../../dataset/missing-markers.ts'
import { plainNumber } from '../../dataset/parsers.ts'
import type { RawColumn } from './raw-table.ts'

const sentinels = new Set([-9, -99, -999, -9999, -99999, 999, 9999, 99999, 999999, 9999999])

/**
 * Texts of a column that mean missing, beside the empty cell and the standard markers: underscores and the like (`_______`), masks of
 * symbols (`!@9#%8`), numbers wrapped in underscores that repeat (`__10000__`), and numbers such as -999 far from all others.
 */
export function guessMissing(column: RawColumn): string[] {
  const found = column.texts.filter(
    (text, code) => isFiller(text) || isMask(text) || isWrapped(text, column.counts[code] as number),
  )
  const rest = column.texts.filter((text) => !found.includes(text) && !isMissing(text, found))
  return [...found, ...sentinelsOf(rest)]
}

/** True if a cell with `text` is missing given the column's own markers. */
export function isMissing(text: string, markers: readonly string[]): boolean {
  return text === '' || markers.includes(text) || isStandardMarker(text)
}

/** Nothing but marks; `+` and `<` may be categories. */
function isFiller(text: string): boolean {
  return /^[_.?*#!~-]+$/.test(text) && !isStandardMarker(text)
}

/** Mostly symbols that no name or quantity has. */
function isMask(text: string): boolean {
  const symbols = text.match(/[!@#^&*~|\\]/g) ?? []
  return symbols.length >= text.length * 0.4 && new Set(symbols).size >= 2
}

function isWrapped(text: string, rows: number): boolean {
  return /^_+-?\d+(\.\d+)?_+$/.test(text) && (rows >= 3 || text.startsWith('__'))
}

function sentinelsOf(texts: readonly string[]): string[] {
  const numbers = texts.map(plainNumber)
  if (numbers.length < 3 || numbers.some((value) => value === null)) return []
  const others = (numbers as number[]).filter((value) => !sentinels.has(value))
  if (others.length === 0) return []
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of others) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const far = (value: number): boolean => (value < 0 ? low >= 0 || value < low * 5 : value > Math.max(high, 1) * 5)
  return texts.filter((_, i) => sentinels.has(numbers[i] as number) && far(numbers[i] as number))
}
