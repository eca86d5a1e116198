/**
 * One item and the comma or the end after it. The item is in either kind of quotes, or has no
 * comma, quote or bracket.
 */
const item = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,'"[\]]*?))\s*(?:,|$)/sy
/** Items that are read from one cell: a longer list was not filled in by a person. */
const maxItems = 10_000

/**
 * Parses a list as programs write it into one cell: as JSON (`["a, b", "c"]`), which is also the
 * text of a list in a Parquet file, and as Python and DuckDB write it (`['a, b', 'c']`, `[a, 'b,
 * c']`). Items that are null or empty are dropped.
 *
 * @returns null if the text is no such list
 */
export function parseArrayItems(cell: string): string[] | null {
  const text = cell.trim()
  if (!text.startsWith('[') || !text.endsWith(']')) return null
  return parseJsonItems(text) ?? parseQuotedItems(text.slice(1, -1))
}

function parseJsonItems(text: string): string[] | null {
  try {
    const values = JSON.parse(text) as readonly unknown[]
    const texts = values.map((value) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''),
    )
    return texts.filter((each) => each !== '')
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Parses a list with quoted items. A list without quotes is split as any other cell is. */
function parseQuotedItems(text: string): string[] | null {
  if (!/['"]/.test(text)) return null
  const items: string[] = []
  item.lastIndex = 0
  while (item.lastIndex < text.length && items.length < maxItems) {
    const match = item.exec(text)
    if (match === null) return null
    const [, single, double, bare = ''] = match
    const quoted = (single ?? double)?.replaceAll(/\\(.)/gs, '$1')
    const isNothing = quoted === undefined && /^(?:None|NULL)$/.test(bare)
    if (!isNothing && (quoted ?? bare) !== '') items.push(quoted ?? bare)
  }
  return items
}
