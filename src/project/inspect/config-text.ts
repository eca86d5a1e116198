import { type ColumnGuess, count } from './column-guess.ts'
import type { Inspection } from './inspect-file.ts'
import { wordsOf } from './personal-data.ts'

const width = 120

/** The text of `lapidary.config.ts`: every guess with its reason beside it. */
export function configText(inspection: Inspection, project: { readonly name: string; readonly data: string }): string {
  const { table, columns, target, entity, time } = inspection
  const parsers = new Set(columns.flatMap(({ parse }) => (parse === undefined ? [] : [parse])))
  const imports = ['column', 'defineProject', ...parsers, 'randomForest'].sort()
  const title = quoted(titleOf(project.name))
  const looked = table.cut ? ` (its first ${count(table.rowCount, 'row')})` : ` (${count(table.rowCount, 'row')})`
  const header = table.headerless ? ' The file has no header: columns are counted from column_1.' : ''
  const { sheet: read, sheets = [] } = table.reading
  // A workbook of one sheet needs no name for it, so that others of one sheet can be read.
  const sheet = sheets.length > 1 ? read : undefined
  return [
    `import { ${imports.join(', ')} } from 'lapidary'`,
    '',
    ...comment(`Guessed by "lapidary init" from ${table.file}${looked}, ${count(columns.length, 'column')}.${header}`, ''),
    ...comment('Each guess says why. You know your data better: correct what is wrong, then run "lapidary up ." here.', ''),
    'export default defineProject({',
    `  name: ${quoted(project.name)},`,
    `  title: { en: ${title}, 'pt-BR': ${title} },`,
    `  model: ${quoted(modelName(project.name))},`,
    '  columns: {',
    ...columns.flatMap(columnText),
    '  },',
    ...(entity === undefined
      ? comment(
          'No column repeats in near-equal rows, so every row stands alone. If rows belong to one customer, name it: entity.',
          '  ',
        )
      : [
          ...comment(`Rows of one entity stay on one side of the split: ${entity.reason}.`, '  '),
          `  entity: ${quoted(entity.name)},`,
        ]),
    ...(time === undefined
      ? []
      : [...comment(`Orders the rows of one entity: ${time.reason}.`, '  '), `  time: ${quoted(time.name)},`]),
    ...comment(`${capital(target.reason)}.`, '  '),
    `  target: ${quoted(target.name)},`,
    '  learner: randomForest(),',
    `  data: { files: [${quoted(project.data)}]${sheet === undefined ? '' : `, sheet: ${quoted(sheet)}`} },`,
    '})',
    '',
  ].join('\n')
}

function columnText(guess: ColumnGuess): string[] {
  const options: string[] = []
  if (guess.categories !== undefined) options.push(`categories: [${guess.categories.map(quoted).join(', ')}]`)
  if (guess.spellings !== undefined) {
    const pairs = Object.entries(guess.spellings).map(([text, category]) => `${key(text)}: ${quoted(category)}`)
    options.push(`spellings: { ${pairs.join(', ')} }`)
  }
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

/** A text as a literal that stays on its line. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

function key(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)
}

/** Line comments; whatever the text holds, it cannot end one. */
function comment(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[\s\u2028\u2029]+/)) {
    if (line !== '' && line.length + word.length + 1 > width - 3 - indent.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => `${indent}// ${each}`)
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
