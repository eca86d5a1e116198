import { type ColumnGuess, count, percent, type PresentCells } from '../column-guess.ts'
import type { RawColumn } from '../raw-table.ts'
import { orderCategories } from './category-order.ts'

/** What the learners take. */
const maxCategories = 65_535
/** Fewer are listed even if each is in one row. */
const fewCategories = 50
/** Share of the rows whose value is in no other row, above which such values are not listed: as many of new rows will have one unseen. */
const maxSingles = 0.05

/**
 * Returns the guess of a column of categories, with those that differ in letter case only made one. All are listed, but for values of one
 * row where they are many: they can teach nothing, and become missing as a value that training never saw does.
 */
export function guessCategory(present: PresentCells): ColumnGuess {
  const { raw, missing, codes } = present
  const byCount = codes.toSorted((a, b) => (raw.counts[b] as number) - (raw.counts[a] as number))
  const { listed, note } = listedOf(present, byCount)
  const canonical = new Map<string, number>()
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of listed) {
    const folded = categoryOf(raw, code).toLowerCase()
    if (!canonical.has(folded)) canonical.set(folded, code)
    keys[code] = canonical.get(folded) as number
  }
  const categories = Array.from(canonical.values(), (code) => categoryOf(raw, code))
  const spelt = listed.filter((code) => categoryOf(raw, code) !== categoryOf(raw, keys[code] as number))
  const spellings = Object.fromEntries(spelt.map((code) => [raw.texts[code], categoryOf(raw, keys[code] as number)]))
  return {
    name: raw.name,
    type: 'category',
    categories: orderCategories(categories),
    ...(spelt.length > 0 ? { spellings } : {}),
    missing,
    example: categories[0] as string,
    reasons: [
      count(categories.length, 'different value'),
      ...(spelt.length > 0 ? ['spellings that differ in case only are made one'] : []),
      ...note,
    ],
    raw,
    keys,
  }
}

/** Returns the category of a text: `1100015.0`, as programs write a whole number of a column with gaps, is `1100015`. */
export function categoryOf(raw: RawColumn, code: number): string {
  return (raw.texts[code] as string).replace(/^(\d+)\.0+$/, '$1')
}

function listedOf({ raw, rows }: PresentCells, byCount: readonly number[]): { listed: readonly number[]; note: string[] } {
  const countOf = (code: number): number => raw.counts[code] as number
  const singles = byCount.filter((code) => countOf(code) === 1).length
  const few = byCount.length <= fewCategories
  const listed = (few || singles <= rows * maxSingles ? byCount : byCount.filter((code) => countOf(code) > 1)).slice(
    0,
    maxCategories,
  )
  const lost = byCount.length - listed.length
  if (lost === 0) return { listed, note: [] }
  const lostRows = rows - listed.reduce((sum, code) => sum + countOf(code), 0)
  const which = lost === singles ? 'in one row each' : 'the least frequent'
  const note = `${count(lost, 'other')} (${which}, ${percent(lostRows / rows)} of the rows) become missing, as values that training never saw do`
  return { listed, note: [note] }
}
