import { isStandardMarker } from '../data/cells/parsers/missing-markers.ts'
import type { RawColumn } from './raw-table.ts'

/** Texts of the missing cells of a column. */
export interface Markers {
  /** Texts that mean missing, beside the empty cell and the standard markers. */
  readonly missing: readonly string[]
  /** Standard markers that are values of this column. */
  readonly values: readonly string[]
}

/**
 * Finds the texts of a column that mean missing, beside the empty cell and the standard markers:
 * underscores and the like (`_______`), masks of symbols (`!@9#%8`), and numbers wrapped in
 * underscores that repeat (`__10000__`). `NA` among codes of two capital letters is a value:
 * Namibia among countries, North America among continents.
 */
export function findMarkers(column: RawColumn): Markers {
  const missing = column.texts.filter(
    (text, code) => isFiller(text) || isMask(text) || isWrapped(text, column.counts[code] as number),
  )
  const others = column.texts.filter((text) => !isMissing(text, missing))
  const isCode =
    column.texts.includes('NA') && others.length > 0 && others.every((text) => /^[A-Z]{2}$/.test(text))
  return { missing, values: isCode ? ['NA'] : [] }
}

/** Returns true if a cell with `text` is missing, given the column's own markers. */
export function isMissing(text: string, markers: readonly string[]): boolean {
  return text === '' || markers.includes(text) || isStandardMarker(text)
}

/** Returns true for a text of marks only; `+` and `<` may be categories. */
function isFiller(text: string): boolean {
  return /^[_.?*#!~-]+$/.test(text) && !isStandardMarker(text)
}

/** Returns true for a text of mostly symbols that no name or quantity has. */
function isMask(text: string): boolean {
  const symbols = text.match(/[!@#^&*~|\\]/g) ?? []
  return symbols.length >= text.length * 0.4 && new Set(symbols).size >= 2
}

function isWrapped(text: string, rows: number): boolean {
  return /^_+-?\d+(\.\d+)?_+$/.test(text) && (rows >= 3 || text.startsWith('__'))
}
