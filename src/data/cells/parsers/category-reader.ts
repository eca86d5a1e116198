import { findBooleanCategories, booleanWords } from './boolean-categories.ts'
import type { CategoryColumn, ListColumn } from '../../column.ts'
import { foldText } from '../../../base/text/fold-text.ts'
import { languages } from '../../../base/text/localized-text.ts'
import { getCategoryLabel } from '../../labels.ts'
import type { CellProblem } from '../../data-report.ts'
import { isStandardMarker } from './missing-markers.ts'

export interface CategoryOutcome {
  /** Index of the category; -1 with a problem. */
  readonly code: number
  readonly problem?: CellProblem
  readonly repaired?: boolean
}

/**
 * Finds the category that a text means. Categories and spellings take precedence over missing
 * markers, as `None` may be a category. Markers take precedence over labels, because a program that
 * writes `None` does not mean a label.
 */
export class CategoryReader {
  readonly categories: readonly string[]
  readonly #codes: ReadonlyMap<string, number>
  readonly #spellings: ReadonlyMap<string, number>
  readonly #numbers: ReadonlyMap<string, number>
  readonly #booleans: ReadonlyMap<string, number>
  readonly #labels: ReadonlyMap<string, number>
  readonly #markers: ReadonlySet<string>
  /** Returns the part of a text that distinguishes categories. */
  readonly #keyOf: (text: string) => string

  constructor(column: CategoryColumn | ListColumn) {
    this.categories = column.categories
    this.#keyOf = column.loose === true ? foldText : (text) => text
    this.#codes = new Map(column.categories.map((category, code) => [this.#keyOf(category), code]))
    this.#spellings = new Map(
      Object.entries(column.spellings ?? {}).map(([text, of]) => [
        this.#keyOf(text),
        column.categories.indexOf(of),
      ]),
    )
    const numbers = new Map<string, number>()
    for (const [code, category] of column.categories.entries()) {
      const value = normalizeDigits(category)
      if (value !== null) numbers.set(value, numbers.has(value) ? -1 : code)
    }
    this.#numbers = numbers
    const booleans = findBooleanCategories(column)
    this.#booleans = new Map(
      booleans &&
        (['true', 'false'] as const).flatMap((value) => {
          return booleanWords[value].map(
            (word) => [word, column.categories.indexOf(booleans[value])] as const,
          )
        }),
    )
    this.#labels = this.#labelsOf(column)
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
  }

  /** Reads a trimmed text. */
  read(text: string): CategoryOutcome {
    const code = this.codeOf(text)
    if (code >= 0) return { code, repaired: this.isSpelling(text) }
    if (text === '') return { code, problem: 'empty' }
    return { code, problem: this.isMarker(text) ? 'marker' : 'unknown-category' }
  }

  /**
   * Returns the index of the category, or -1 if there is none. Programs write the category `1` as
   * `1.0` too when a column has gaps, `1.5` as `1,5` where the comma is the decimal mark, and
   * `true` as `TRUE`; spreadsheets write `01234` as `1234`. If both `01` and `1` are categories,
   * each matches only its exact text. Files that the web pages write contain labels, in the
   * language of the page.
   */
  codeOf(text: string): number {
    const code = this.#findCode(text)
    return code >= 0 || this.#hasMarker(text) ? code : (this.#labels.get(this.#keyOf(text)) ?? -1)
  }

  /**
   * Returns true if the text means a category that is spelt differently. Letter case alone is no
   * different spelling in a loose column.
   */
  isSpelling(text: string): boolean {
    const key = this.#keyOf(text)
    const code = this.#codes.get(key)
    if (code === undefined) return this.#spellings.has(key) || this.#labels.has(key)
    return this.categories[code]?.toLowerCase() !== text.toLowerCase()
  }

  isMarker(text: string): boolean {
    return this.#markers.has(text) || (isStandardMarker(text) && this.codeOf(text) < 0)
  }

  #findCode(text: string): number {
    const key = this.#keyOf(text)
    const code = this.#codes.get(key) ?? this.#spellings.get(key)
    if (code !== undefined) return code
    const value = this.#numbers.size === 0 ? null : normalizeDigits(text)
    if (value !== null) return this.#numbers.get(value) ?? -1
    return this.#booleans.size === 0 ? -1 : (this.#booleans.get(text.toLowerCase()) ?? -1)
  }

  #hasMarker(text: string): boolean {
    return this.#markers.has(text) || isStandardMarker(text)
  }

  /** Maps each label to its category; a label that several categories share means none of them. */
  #labelsOf(column: CategoryColumn | ListColumn): ReadonlyMap<string, number> {
    const labels = new Map<string, number>()
    for (const [code, category] of column.categories.entries()) {
      for (const language of languages) {
        const key = this.#keyOf(getCategoryLabel(column, category)[language].trim())
        if (key === '' || this.#codes.has(key)) continue
        const other = labels.get(key)
        labels.set(key, other === undefined || other === code ? code : -1)
      }
    }
    return labels
  }
}

/** Longer texts are no number that a program writes for a category. */
const maxDigits = 60

/**
 * Returns a number without insignificant zeros, as text: as doubles, ids of 17 digits would
 * collide.
 */
function normalizeDigits(text: string): string | null {
  if (text.length > maxDigits) return null
  const match = /^([+-]?)(\d*)(?:[.,](\d*))?$/.exec(text)
  if (match === null || !/\d/.test(text)) return null
  const [, sign, whole = '', fraction = ''] = match
  const digits = `${whole.replace(/^0+(?=\d)/, '') || '0'}.${fraction.replace(/0+$/, '')}`
  return sign === '-' && digits !== '0.' ? `-${digits}` : digits
}
