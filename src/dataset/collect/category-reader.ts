import type { CategoryColumn, ListColumn } from '../column.ts'
import { isStandardMarker } from '../missing-markers.ts'
import { plainNumber } from '../parsers.ts'

/** Finds the category that a text means. Categories and spellings win over missing markers: `None` may be a category. */
export class CategoryReader {
  readonly categories: readonly string[]
  readonly #codes: ReadonlyMap<string, number>
  readonly #spellings: ReadonlyMap<string, number>
  readonly #numbers: ReadonlyMap<number, number>
  readonly #markers: ReadonlySet<string>

  constructor(column: CategoryColumn | ListColumn) {
    this.categories = column.categories
    this.#codes = new Map(column.categories.map((category, code) => [category, code]))
    this.#spellings = new Map(Object.entries(column.spellings ?? {}).map(([text, of]) => [text, this.#codes.get(of) ?? -1]))
    const numbers = new Map<number, number>()
    for (const [code, category] of column.categories.entries()) {
      const value = plainNumber(category)
      if (value !== null) numbers.set(value, numbers.has(value) ? -1 : code)
    }
    this.#numbers = numbers
    this.#markers = new Set(column.missing?.map((marker) => marker.trim()))
  }

  /** Index of the category, -1 if there is none. Programs write the category `1` as `1.0` too when a column has gaps. */
  codeOf(text: string): number {
    const code = this.#codes.get(text) ?? this.#spellings.get(text)
    if (code !== undefined) return code
    if (this.#numbers.size === 0) return -1
    const value = plainNumber(text)
    return value === null ? -1 : (this.#numbers.get(value) ?? -1)
  }

  isSpelling(text: string): boolean {
    return this.#spellings.has(text) && !this.#codes.has(text)
  }

  isMarker(text: string): boolean {
    return this.#markers.has(text) || (isStandardMarker(text) && this.codeOf(text) < 0)
  }
}
