import type { CategoryOptions } from '../../column.ts'
import { plainNumber } from './parsers.ts'

/** The two categories that the truth values stand for. */
export interface BooleanCategories {
  readonly true: string
  readonly false: string
}

/**
 * Truth values as programs write them, in lower case: Excel in Brazil writes VERDADEIRO and FALSO.
 */
export const booleanWords = { true: ['true', 'verdadeiro'], false: ['false', 'falso'] } as const

/**
 * Returns the categories that the truth values of JSON, Parquet and Excel stand for in a column:
 * those that are named (or spelt) like truth values in any letter case, or `1` and `0` if there is
 * no third category. Returns undefined if a truth value would be ambiguous, such as for `yes` and
 * `no`.
 */
export function findBooleanCategories(
  column: Pick<CategoryOptions<string>, 'categories' | 'spellings'>,
): BooleanCategories | undefined {
  const { categories } = column
  const [yes, no] = [findNamedBy(booleanWords.true, column), findNamedBy(booleanWords.false, column)]
  if (yes !== undefined && no !== undefined && yes !== no) return { true: yes, false: no }
  const [one, zero] = [1, 0].map((value) => categories.find((category) => plainNumber(category) === value))
  return categories.length === 2 && one !== undefined && zero !== undefined
    ? { true: one, false: zero }
    : undefined
}

/** Returns the only category that one of the words names. */
function findNamedBy(
  words: readonly string[],
  { categories, spellings = {} }: Pick<CategoryOptions<string>, 'categories' | 'spellings'>,
): string | undefined {
  const isWord = (text: string): boolean => words.includes(text.trim().toLowerCase())
  const spelt = Object.entries(spellings).flatMap(([text, category]) => (isWord(text) ? [category] : []))
  const found = new Set([...categories.filter(isWord), ...spelt])
  return found.size === 1 ? [...found][0] : undefined
}
