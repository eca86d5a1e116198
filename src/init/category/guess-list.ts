import { splitList } from '../../data/cells/collectors/list-collector.ts'
import { type ColumnGuess, count, percent, type PresentCells } from '../column-guess.ts'
import { orderCategories } from './category-order.ts'

const maxItems = 50

/** Guesses a column whose cells hold several items from a small set; undefined if they do not. */
export function guessList({ raw, missing, codes, rows }: PresentCells): ColumnGuess | undefined {
  const items = new Map<string, number>()
  let several = 0
  for (const code of codes) {
    const parts = splitList(raw.texts[code] as string)
    if (parts.length > 1) several += raw.counts[code] as number
    for (const part of parts) items.set(part, (items.get(part) ?? 0) + (raw.counts[code] as number))
    if (items.size > maxItems) return undefined
  }
  if (several < rows * 0.1 || items.size * 2 > codes.length) return undefined
  const keys = new Int32Array(raw.texts.length).fill(-1)
  for (const code of codes) keys[code] = code
  const reason = `lists of ${count(items.size, 'different item')}; ${percent(several / rows)} have more than one`
  return {
    name: raw.name,
    type: 'list',
    categories: orderCategories([...items.keys()]),
    missing,
    reasons: [reason],
    raw,
    keys,
  }
}
