import { type ColumnGuess, count } from '../column-guess.ts'
import type { Inspection } from '../inspect-file.ts'
import { splitWords } from '../personal-data.ts'
import { categoriesFile, nameCategoryLists } from './format-categories.ts'
import { formatComment, width } from './comment.ts'
import { deriveFromDates, formatDerived } from './format-derived.ts'
import { formatKey, quote } from './quote.ts'

/** Entities of a held-out fifth that measure the accuracy to about ± 3 points. */
const minHeldOut = 1000

/** Formats `lapidary.config.ts`: every guess with its reason beside it. */
export function formatConfig(
  inspection: Inspection,
  project: { readonly name: string; readonly data: string },
): string {
  const { table, columns } = inspection
  const lists = nameCategoryLists(columns)
  const derived = deriveFromDates(inspection)
  const helpers = derived.map(({ helper }) => helper)
  const title = quote(formatTitle(project.name))
  const { sheet: read, sheets = [] } = table.reading
  // A workbook of one sheet needs no name for it, so that other workbooks of one sheet can be read.
  const sheet = sheets.length > 1 ? read : undefined
  return [
    ...formatImports(columns, helpers, [...lists.values()]),
    '',
    ...formatIntroduction(inspection),
    'export default defineProject({',
    `  name: ${quote(project.name)},`,
    `  title: { en: ${title}, 'pt-BR': ${title} },`,
    `  model: ${quote(toModelName(project.name))},`,
    '  columns: {',
    ...columns.flatMap((guess) => formatColumn(guess, lists.get(guess))),
    '  },',
    ...formatDerived(inspection, derived),
    ...formatRoles(inspection),
    '  learner: randomForest(),',
    ...formatEvaluation(inspection),
    `  data: { files: [${quote(project.data)}]${sheet === undefined ? '' : `, sheet: ${quote(sheet)}`} },`,
    '})',
    '',
  ].join('\n')
}

function formatImports(
  columns: readonly ColumnGuess[],
  helpers: readonly string[],
  lists: readonly string[],
): string[] {
  const parsers = columns.flatMap(({ parse }) => (parse === undefined ? [] : [parse]))
  const imports = new Set(['column', 'defineProject', ...parsers, ...helpers, 'randomForest'])
  return [
    `import { ${[...imports].sort().join(', ')} } from 'lapidary'`,
    ...(lists.length === 0 ? [] : [`import { ${lists.join(', ')} } from './${categoriesFile}'`]),
  ]
}

/** Formats the comment that says what the guesses come from and what to do next. */
function formatIntroduction({ table, columns }: Inspection): string[] {
  const looked = table.cut
    ? ` (its first ${count(table.rowCount, 'row')})`
    : ` (${count(table.rowCount, 'row')})`
  const header = table.headerless ? ' The file has no header: columns are counted from column_1.' : ''
  return [
    ...formatComment(
      `Guessed by "lapidary init" from ${table.file}${looked}, ${count(columns.length, 'column')}.${header}`,
      '',
    ),
    ...formatComment(
      'Each guess has its reason. You know your data better: correct what is wrong, then run "lapidary up ." here.',
      '',
    ),
  ]
}

/** Formats which columns are the entity, the time and the target. */
function formatRoles({ target, entity, entityReason, time }: Inspection): string[] {
  return [
    ...(entity === undefined
      ? formatComment(`${entityReason}.`, '  ')
      : [
          ...formatComment(`Rows of one entity stay on one side of the split: ${entityReason}.`, '  '),
          `  entity: ${quote(entity.name)},`,
        ]),
    ...(time === undefined
      ? []
      : [
          ...formatComment(`Orders the rows of one entity: ${time.reason}.`, '  '),
          `  time: ${quote(time.name)},`,
        ]),
    ...formatComment(`The column to predict: ${target.reason}.`, '  '),
    `  target: ${quote(target.name)},`,
  ]
}

/** Formats repeated folds for a table whose held-out part is small. */
function formatEvaluation({ table, columns, entity }: Inspection): string[] {
  const owner = columns.find(({ name }) => name === entity?.name)
  const missing =
    owner === undefined ? table.rowCount : owner.raw.codes.filter((code) => owner.keys[code] === -1).length
  const entities = missing + (owner === undefined ? 0 : new Set(owner.keys.filter((key) => key >= 0)).size)
  if (table.cut || entities >= minHeldOut * 5) return []
  const fifth = count(Math.round(entities / 5), owner === undefined ? 'row' : 'entity').replace(
    'entitys',
    'entities',
  )
  const why = `A held-out fifth has ${fifth} only, too few for one split: five folds are repeated three times.`
  return [...formatComment(why, '  '), '  evaluation: { folds: 5, repeats: 3 },']
}

function formatColumn(guess: ColumnGuess, list: string | undefined): string[] {
  const options: string[] = []
  if (list !== undefined) options.push(`categories: ${list}`)
  else if (guess.categories !== undefined)
    options.push(`categories: [${guess.categories.map(quote).join(', ')}]`)
  if (guess.spellings !== undefined) {
    const pairs = Object.entries(guess.spellings).map(
      ([text, category]) => `${formatKey(text)}: ${quote(category)}`,
    )
    options.push(`spellings: { ${pairs.join(', ')} }`)
  }
  const { dayFirst, format, serial } = guess.date ?? {}
  if (dayFirst !== undefined) options.push(`dayFirst: ${dayFirst}`)
  if (format !== undefined) options.push(`format: ${quote(format)}`)
  if (serial !== undefined) options.push(`serial: ${serial}`)
  if (guess.min !== undefined) options.push(`min: ${guess.min}`)
  if (guess.max !== undefined) options.push(`max: ${guess.max}`)
  if (guess.parse !== undefined) options.push(`parse: ${guess.parse}`)
  if (guess.missing.length > 0) options.push(`missing: [${guess.missing.map(quote).join(', ')}]`)
  for (const mark of ['personal', 'knownAfter', 'constantWithinEntity'] as const)
    if (guess[mark] === true) options.push(`${mark}: true`)
  if (guess.feature === false) options.push('feature: false')
  if (guess.example !== undefined)
    options.push(`example: ${typeof guess.example === 'number' ? guess.example : quote(guess.example)}`)
  const start = `    ${formatKey(guess.name)}: column.${guess.type}({`
  const line = `${start}${options.length > 0 ? ` ${options.join(', ')} ` : ''}}),`
  const body =
    line.length <= width ? [line] : [start, ...options.map((option) => `      ${option},`), '    }),']
  return [...formatComment(`${capitalize(guess.reasons.join('; '))}.`, '    '), ...body]
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function formatTitle(name: string): string {
  return capitalize(name.replaceAll('-', ' '))
}

/** Returns the name of a project's model: `german-credit` is `GermanCreditModel`. */
function toModelName(name: string): string {
  const words = name.split('-').map(capitalize).join('')
  return `${/^[A-Za-z]/.test(words) ? '' : 'Model'}${words.slice(0, 50)}Model`
}

/** Converts a folder's name into a project's name: lower-case letters, digits and hyphens. */
export function toProjectName(folder: string): string {
  return splitWords(folder).replaceAll(' ', '-').slice(0, 60).replace(/-$/, '') || 'project'
}
