import type { ColumnGuess } from '../column-guess.ts'
import { splitWords } from '../personal-data.ts'
import { quote } from './quote.ts'

/** File for long lists of categories, beside the definition that imports it. */
export const categoriesFile = 'categories.ts'

/** Categories of a list inside the definition: more would hide the other columns. */
const maxInline = 50
/**
 * Categories of a column that TypeScript checks one by one; in a longer list any text is allowed.
 */
const maxLiteralTypes = 1000
const width = 120

/** Returns the columns whose categories are in a separate file, with the name of each list. */
export function nameCategoryLists(columns: readonly ColumnGuess[]): ReadonlyMap<ColumnGuess, string> {
  const lists = new Map<ColumnGuess, string>()
  const used = new Set<string>()
  for (const [place, guess] of columns.entries()) {
    if (guess.type !== 'category' || (guess.categories?.length ?? 0) <= maxInline) continue
    const [first = '', ...rest] = splitWords(guess.name).split(' ')
    const plain = `${first}${rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Categories`
    const name =
      /^[a-z]/.test(plain) && !used.has(plain) && first !== '' ? plain : `column${place + 1}Categories`
    used.add(name)
    lists.set(guess, name)
  }
  return lists
}

/** Formats the file of categories; undefined if no column has a long list. */
export function formatCategories(columns: readonly ColumnGuess[], file: string): string | undefined {
  const lists = nameCategoryLists(columns)
  if (lists.size === 0) return undefined
  const parts = Array.from(lists, ([guess, name]) => {
    const categories = guess.categories as readonly string[]
    const [type, ending] =
      categories.length <= maxLiteralTypes ? ['', ' as const'] : [': readonly string[]', '']
    const named = JSON.stringify(guess.name).replaceAll(/[\u2028\u2029]/g, ' ')
    return `// ${named}\nexport const ${name}${type} = [\n${wrap(categories)}\n]${ending}\n`
  })
  return `// Categories found by "lapidary init" in ${file.replaceAll(/\s+/g, ' ')}. A value that is not listed becomes missing.\n\n${parts.join('\n')}`
}

/** Formats categories with as many on a line as fit. */
function wrap(categories: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const category of categories) {
    const item = `${quote(category)},`
    if (line !== '' && line.length + item.length + 3 > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? `  ${item}` : `${line} ${item}`
  }
  return [...lines, line].join('\n')
}
