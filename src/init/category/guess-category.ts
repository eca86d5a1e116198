import { type ColumnGuess, count, percent, type PresentCells } from '../column-guess.ts'
import type { RawColumn } from '../raw-table.ts'
import { orderCategories } from './category-order.ts'

/** Largest number of categories of the learners. */
const maxCategories = 65_535
/** Up to this many categories are listed even if each is in one row. */
const maxAlwaysListed = 50
/**
 * Largest share of rows whose value is in no other row for which such values are listed. With more,
 * as many new rows will have an unseen value.
 */
const maxSingles = 0.05

/**
 * Guesses a column of categories; those that differ only in letter case are merged. All are listed,
 * except values of one row if there are many of them: they cannot be learned from, and become
 * missing as any value does that training did not contain.
 */
export function guessCategory(present: PresentCells): ColumnGuess {
  const { raw, missing, codes } = present
  const byCount = codes.toSorted((a, b) => (raw.counts[b] as number) - (raw.counts[a] as number))
  const { listed, note } = selectListed(present, byCount)
  const canonical = new Map<string, number>()
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of listed) {
    const folded = getCategory(raw, code).toLowerCase()
    if (!canonical.has(folded)) canonical.set(folded, code)
    keys[code] = canonical.get(folded) as number
  }
  const categories = Array.from(canonical.values(), (code) => getCategory(raw, code))
  const spelt = listed.filter((code) => getCategory(raw, code) !== getCategory(raw, keys[code] as number))
  const spellings = Object.fromEntries(
    spelt.map((code) => [raw.texts[code], getCategory(raw, keys[code] as number)]),
  )
  return {
    name: raw.name,
    type: 'category',
    categories: orderCategories(categories),
    ...(spelt.length > 0 ? { spellings } : {}),
    missing,
    example: categories[0] as string,
    reasons: [
      count(categories.length, 'different value'),
      ...(spelt.length > 0 ? ['spellings that differ only in case are merged'] : []),
      ...note,
    ],
    raw,
    keys,
  }
}

/**
 * Returns the category of a text: `1100015.0`, as programs write an integer of a column with gaps,
 * is `1100015`.
 */
export function getCategory(raw: RawColumn, code: number): string {
  return (raw.texts[code] as string).replace(/^(\d+)\.0+$/, '$1')
}

function selectListed(
  { raw, rows }: PresentCells,
  byCount: readonly number[],
): { listed: readonly number[]; note: string[] } {
  const countOf = (code: number): number => raw.counts[code] as number
  const singles = byCount.filter((code) => countOf(code) === 1).length
  const few = byCount.length <= maxAlwaysListed
  const listed = (
    few || singles <= rows * maxSingles ? byCount : byCount.filter((code) => countOf(code) > 1)
  ).slice(0, maxCategories)
  const lost = byCount.length - listed.length
  if (lost === 0) return { listed, note: [] }
  const lostRows = rows - listed.reduce((sum, code) => sum + countOf(code), 0)
  const which = lost === singles ? 'in one row each' : 'the least frequent'
  const note = `${count(lost, 'other')} (${which}, ${percent(lostRows / rows)} of the rows) become missing, as values that training never saw do`
  return { listed, note: [note] }
}
