import type { CategoryOptions } from '../column.ts'
import { plainNumber } from './parsers.ts'

/** The two categories that a truth value means. */
export interface BooleanCategories {
  readonly true: string
  readonly false: string
}

/** How programs write truth values, in small letters: Excel in Brazil writes VERDADEIRO and FALSO. */
export const booleanWords = { true: ['true', 'verdadeiro'], false: ['false', 'falso'] } as const

/**
 * Returns the categories that the truth values of JSON, Parquet and Excel mean in a column: those that are called (or spelt) so whatever their
 * letter case, or `1` and `0` where there is no third. Returns undefined where a truth value would be ambiguous, such as for `yes` and `no`.
 */
export function booleanCategories(
  column: Pick<CategoryOptions<string>, 'categories' | 'spellings'>,
): BooleanCategories | undefined {
  const { categories } = column
  const [yes, no] = [calledAnyOf(booleanWords.true, column), calledAnyOf(booleanWords.false, column)]
  if (yes !== undefined && no !== undefined && yes !== no) return { true: yes, false: no }
  const [one, zero] = [1, 0].map((value) => categories.find((category) => plainNumber(category) === value))
  return categories.length === 2 && one !== undefined && zero !== undefined ? { true: one, false: zero } : undefined
}

/** The only category that one of the words names. */
function calledAnyOf(
  words: readonly string[],
  { categories, spellings = {} }: Pick<CategoryOptions<string>, 'categories' | 'spellings'>,
): string | undefined {
  const isWord = (text: string): boolean => words.includes(text.trim().toLowerCase())
  const spelt = Object.entries(spellings).flatMap(([text, category]) => (isWord(text) ? [category] : []))
  const found = new Set([...categories.filter(isWord), ...spelt])
  return found.size === 1 ? [...found][0] : undefined
}
