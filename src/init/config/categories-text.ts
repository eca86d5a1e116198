import type { ColumnGuess } from '../column-guess.ts'
import { wordsOf } from '../personal-data.ts'
import { quoted } from './quoted.ts'

/** Where long lists of categories are written, beside the definition that imports them. */
export const categoriesFile = 'categories.ts'

/** More categories than this would hide the other columns of a definition. */
const maxInline = 50
/** TypeScript checks each category of a column of so many; of more, that it is a text. */
const maxLiteralTypes = 1000
const width = 120

/** Returns the columns whose categories stand in a file of their own, with the name of each list. */
export function categoryLists(columns: readonly ColumnGuess[]): ReadonlyMap<ColumnGuess, string> {
  const lists = new Map<ColumnGuess, string>()
  const used = new Set<string>()
  for (const [place, guess] of columns.entries()) {
    if (guess.type !== 'category' || (guess.categories?.length ?? 0) <= maxInline) continue
    const [first = '', ...rest] = wordsOf(guess.name).split(' ')
    const plain = `${first}${rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Categories`
    const name = /^[a-z]/.test(plain) && !used.has(plain) && first !== '' ? plain : `column${place + 1}Categories`
    used.add(name)
    lists.set(guess, name)
  }
  return lists
}

/** Returns the text of the file of categories; undefined if no column has a long list. */
export function categoriesText(columns: readonly ColumnGuess[], file: string): string | undefined {
  const lists = categoryLists(columns)
  if (lists.size === 0) return undefined
  const parts = Array.from(lists, ([guess, name]) => {
    const categories = guess.categories as readonly string[]
    const [type, ending] = categories.length <= maxLiteralTypes ? ['', ' as const'] : [': readonly string[]', '']
    const named = JSON.stringify(guess.name).replaceAll(/[\u2028\u2029]/g, ' ')
    return `// ${named}\nexport const ${name}${type} = [\n${wrapped(categories)}\n]${ending}\n`
  })
  return `// Categories found by "lapidary init" in ${file.replaceAll(/\s+/g, ' ')}. A value that is not listed becomes missing.\n\n${parts.join('\n')}`
}

/** As many on a line as fit. */
function wrapped(categories: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const category of categories) {
    const item = `${quoted(category)},`
    if (line !== '' && line.length + item.length + 3 > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? `  ${item}` : `${line} ${item}`
  }
  return [...lines, line].join('\n')
}
