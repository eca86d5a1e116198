import { type ColumnGuess, count } from '../column-guess.ts'
import type { Inspection } from '../inspect-file.ts'
import { wordsOf } from '../personal-data.ts'
import { categoriesFile, categoryLists } from './categories-text.ts'
import { comment, width } from './comment.ts'
import { deriveFromDates, derivedText } from './derived-text.ts'
import { key, quoted } from './quoted.ts'

/** A held-out fifth of fewer entities says little: it is about ± 3 points of accuracy. */
const minHeldOut = 1000

/** Returns the text of `lapidary.config.ts`: every guess with its reason beside it. */
export function configText(inspection: Inspection, project: { readonly name: string; readonly data: string }): string {
  const { table, columns, target, entity, entityReason, time } = inspection
  const lists = categoryLists(columns)
  const parsers = new Set(columns.flatMap(({ parse }) => (parse === undefined ? [] : [parse])))
  const derived = deriveFromDates(inspection)
  const imports = [
    ...new Set(['column', 'defineProject', ...parsers, ...derived.map(({ helper }) => helper), 'randomForest']),
  ].sort()
  const title = quoted(titleOf(project.name))
  const looked = table.cut ? ` (its first ${count(table.rowCount, 'row')})` : ` (${count(table.rowCount, 'row')})`
  const header = table.headerless ? ' The file has no header: columns are counted from column_1.' : ''
  const { sheet: read, sheets = [] } = table.reading
  // A workbook of one sheet needs no name for it, so that others of one sheet can be read.
  const sheet = sheets.length > 1 ? read : undefined
  return [
    `import { ${imports.join(', ')} } from 'lapidary'`,
    ...(lists.size === 0 ? [] : [`import { ${[...lists.values()].join(', ')} } from './${categoriesFile}'`]),
    '',
    ...comment(`Guessed by "lapidary init" from ${table.file}${looked}, ${count(columns.length, 'column')}.${header}`, ''),
    ...comment('Each guess says why. You know your data better: correct what is wrong, then run "lapidary up ." here.', ''),
    'export default defineProject({',
    `  name: ${quoted(project.name)},`,
    `  title: { en: ${title}, 'pt-BR': ${title} },`,
    `  model: ${quoted(modelName(project.name))},`,
    '  columns: {',
    ...columns.flatMap((guess) => columnText(guess, lists.get(guess))),
    '  },',
    ...derivedText(inspection, derived),
    ...(entity === undefined
      ? comment(`${entityReason}.`, '  ')
      : [
          ...comment(`Rows of one entity stay on one side of the split: ${entityReason}.`, '  '),
          `  entity: ${quoted(entity.name)},`,
        ]),
    ...(time === undefined
      ? []
      : [...comment(`Orders the rows of one entity: ${time.reason}.`, '  '), `  time: ${quoted(time.name)},`]),
    ...comment(`The column to predict: ${target.reason}.`, '  '),
    `  target: ${quoted(target.name)},`,
    '  learner: randomForest(),',
    ...evaluationText(inspection),
    `  data: { files: [${quoted(project.data)}]${sheet === undefined ? '' : `, sheet: ${quoted(sheet)}`} },`,
    '})',
    '',
  ].join('\n')
}

/** Repeated folds for a table whose held-out part is small. */
function evaluationText({ table, columns, entity }: Inspection): string[] {
  const owner = columns.find(({ name }) => name === entity?.name)
  const missing = owner === undefined ? table.rowCount : owner.raw.codes.filter((code) => owner.keys[code] === -1).length
  const entities = missing + (owner === undefined ? 0 : new Set(owner.keys.filter((key) => key >= 0)).size)
  if (table.cut || entities >= minHeldOut * 5) return []
  const fifth = count(Math.round(entities / 5), owner === undefined ? 'row' : 'entity').replace('entitys', 'entities')
  const why = `A held-out fifth has ${fifth} only, so one split measures little: five folds, three times with other folds.`
  return [...comment(why, '  '), '  evaluation: { folds: 5, repeats: 3 },']
}

function columnText(guess: ColumnGuess, list: string | undefined): string[] {
  const options: string[] = []
  if (list !== undefined) options.push(`categories: ${list}`)
  else if (guess.categories !== undefined) options.push(`categories: [${guess.categories.map(quoted).join(', ')}]`)
  if (guess.spellings !== undefined) {
    const pairs = Object.entries(guess.spellings).map(([text, category]) => `${key(text)}: ${quoted(category)}`)
    options.push(`spellings: { ${pairs.join(', ')} }`)
  }
  const { dayFirst, format, serial } = guess.date ?? {}
  if (dayFirst !== undefined) options.push(`dayFirst: ${dayFirst}`)
  if (format !== undefined) options.push(`format: ${quoted(format)}`)
  if (serial !== undefined) options.push(`serial: ${serial}`)
  if (guess.min !== undefined) options.push(`min: ${guess.min}`)
  if (guess.max !== undefined) options.push(`max: ${guess.max}`)
  if (guess.parse !== undefined) options.push(`parse: ${guess.parse}`)
  if (guess.missing.length > 0) options.push(`missing: [${guess.missing.map(quoted).join(', ')}]`)
  for (const mark of ['personal', 'knownAfter', 'constantWithinEntity'] as const)
    if (guess[mark] === true) options.push(`${mark}: true`)
  if (guess.feature === false) options.push('feature: false')
  if (guess.example !== undefined)
    options.push(`example: ${typeof guess.example === 'number' ? guess.example : quoted(guess.example)}`)
  const start = `    ${key(guess.name)}: column.${guess.type}({`
  const line = `${start}${options.length > 0 ? ` ${options.join(', ')} ` : ''}}),`
  const body = line.length <= width ? [line] : [start, ...options.map((option) => `      ${option},`), '    }),']
  return [...comment(`${capital(guess.reasons.join('; '))}.`, '    '), ...body]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function titleOf(name: string): string {
  return capital(name.replaceAll('-', ' '))
}

/** `german-credit` is `GermanCreditModel`. */
function modelName(name: string): string {
  const words = name.split('-').map(capital).join('')
  return `${/^[A-Za-z]/.test(words) ? '' : 'Model'}${words.slice(0, 50)}Model`
}

/** A project's name made of a folder's: small letters, digits and hyphens. */
export function projectName(folder: string): string {
  return wordsOf(folder).replaceAll(' ', '-').slice(0, 60).replace(/-$/, '') || 'project'
}
