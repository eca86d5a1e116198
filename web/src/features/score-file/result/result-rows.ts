import type { FeatureViewsInfo, ProjectInfo } from 'lapidary/client'
import { CsvReader } from '../file/csv.ts'
import type { Texts } from '../../../lib/i18n/format.ts'
import type { Cell } from '../table-file/xlsx.ts'
import { commonTexts } from '../../../texts/common.ts'
import { scoreFileTexts } from '../texts.ts'

/** Turns a cell of the server's CSV into one that people read. */
type ColumnOf = { readonly header: string; readonly cell: (text: string) => Cell }

export interface ResultColumns {
  readonly project: ProjectInfo
  /** Features of the views, which are columns of the model that no file has to hold. */
  readonly features: FeatureViewsInfo['views'][number]['features']
}

const numericTypes: ReadonlySet<string> = new Set(['int32', 'int64', 'float', 'double'])

/**
 * The rows of a scored file for people, header first, read from the server's CSV as they are asked
 * for: labels for columns and classes, numbers as numbers, every other cell as text.
 */
export async function* resultRows(
  csv: Blob,
  { project, features }: ResultColumns,
  texts: Texts,
): AsyncGenerator<readonly Cell[]> {
  let columns: readonly ColumnOf[] | null = null
  const ready: (readonly Cell[])[] = []
  const reader = new CsvReader((cells) => {
    if (columns === null) {
      const inputsFrom = cells.indexOf('error') + 1
      columns = cells.map((name, index) => columnOf(name, index >= inputsFrom, { project, features }, texts))
      ready.push(columns.map(({ header }) => header))
    } else ready.push(columns.map(({ cell }, index) => cell(cells[index] ?? '')))
  })
  const decoder = new TextDecoder()
  const source = csv.stream().getReader()
  for (;;) {
    const { value, done } = await source.read()
    reader.push(decoder.decode(value, { stream: !done }))
    if (done) reader.end()
    yield* ready.splice(0)
    if (done) return
  }
}

function columnOf(
  name: string,
  isInput: boolean,
  { project, features }: ResultColumns,
  { t, local }: Texts,
): ColumnOf {
  const { classes } = project.target
  const classLabel = (value: string): string => {
    const known = classes.find((one) => one.value === value)
    return known === undefined ? value : local(known.label)
  }
  if (!isInput) {
    if (name === 'prediction')
      return { header: t(scoreFileTexts.prediction), cell: (text) => classLabel(plainText(text)) }
    if (name === 'error') return { header: t(commonTexts.reason), cell: plainText }
    if (!name.startsWith('probability_')) return { header: name, cell: plainText }
    return {
      header: t(commonTexts.probabilityOf, { class: classLabel(name.slice('probability_'.length)) }),
      cell: number,
    }
  }
  const field = project.fields.find((one) => one.name === name)
  if (field === undefined) {
    const stored = features.find((one) => one.name === name)
    if (stored === undefined) return { header: name, cell: plainText }
    return { header: local(stored.label), cell: numericTypes.has(stored.type) ? number : plainText }
  }
  const header = local(field.label)
  if (field.type === 'number' || field.type === 'integer') return { header, cell: number }
  const labels = new Map(field.categories?.map(({ value, label }) => [value, local(label)]))
  const label = (value: string): string => labels.get(value) ?? value
  if (field.type === 'category') return { header, cell: (text) => label(plainText(text)) }
  return { header, cell: (text) => plainText(text).split(', ').map(label).join(', ') }
}

/**
 * The server puts an apostrophe before what a spreadsheet would take for a formula; the writers
 * here do that where it is needed.
 */
export function plainText(text: string): string {
  return text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')
}

function number(text: string): Cell {
  if (text === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : plainText(text)
}
