import { type CellValue, cellValue, type Table } from '../dataset/table.ts'
import { entityIdProblem } from '../dataset/row-problem.ts'
import { csvLine } from '../lib/csv.ts'
import type { Language, LocalizedText } from '../lib/localized-text.ts'
import type { Model } from '../model/model.ts'
import { identifierColumns } from '../project/define-project.ts'
import { isEntityId, maxEntityIdLength } from '../project/entity-id.ts'
import type { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'

/** A scored row of a table, as the prediction log wants it. */
export interface TableRow {
  readonly index: number
  readonly probabilities: Float64Array
  readonly prediction: string
}

interface ScoreTableInput {
  readonly project: Project
  readonly builder: FeatureBuilder
  readonly model: Model
  readonly table: Table
  /** Rows that could not be read, and why. */
  readonly rowProblems: ReadonlyMap<number, LocalizedText>
  readonly language: Language
  readonly decide: (probabilities: Float64Array) => string
  /** Columns whose cells follow, as they were read; default: none. */
  readonly inputs?: readonly string[]
  /** Called with the rows of a block before their text is given out. */
  readonly keep?: (rows: readonly TableRow[]) => Promise<void>
}

/** Rows that are scored, kept and written together: between two blocks others get their turn. */
const blockRows = 2048

/**
 * Scores a table and gives CSV text in chunks: identifier columns, `prediction`, `probability_<class>`, `error`, then `inputs`. A row that
 * could not be read has its reason and no prediction; the others go on.
 */
export async function* scoreTable(input: ScoreTableInput): AsyncGenerator<string> {
  const { project, builder, model, table, rowProblems, language, decide, keep, inputs = [] } = input
  const { classes } = model
  const identifiers = identifierColumns(project).filter((name) => table.columns.has(name))
  yield csvLine([...identifiers, 'prediction', ...classes.map((name) => `probability_${name}`), 'error', ...inputs])
  const probabilities = model.predict(builder.ofTable(table))
  const empty = new Array<null>(classes.length + 1).fill(null)
  for (let start = 0; start < table.rowCount; start += blockRows) {
    const kept: TableRow[] = []
    let text = ''
    for (let row = start; row < Math.min(start + blockRows, table.rowCount); row++) {
      const names = identifiers.map((name) => cellOf(table, name, row))
      const read = inputs.map((name) => cellOf(table, name, row))
      const problem = rowProblems.get(row) ?? idProblem(project, table, row)
      if (problem === undefined) {
        const answer = probabilities.subarray(row * classes.length, (row + 1) * classes.length)
        const prediction = decide(answer)
        kept.push({ index: row, probabilities: answer, prediction })
        text += csvLine([...names, prediction, ...inMillionths(answer), null, ...read])
      } else {
        text += csvLine([...names, ...empty, problem[language], ...read])
      }
    }
    await keep?.(kept)
    yield text
    await new Promise(setImmediate)
  }
}

/** Returns why a row cannot be logged: its id could be neither found nor erased. */
function idProblem({ entity, entityField }: Project, table: Table, row: number): LocalizedText | undefined {
  const id = entity === undefined || entityField === undefined ? null : cellOf(table, entity, row)
  return typeof id !== 'string' || isEntityId(id) ? undefined : entityIdProblem(id, maxEntityIdLength)
}

/** To six decimals, as nobody reads more; the highest is what the others leave, so that the sum stays 1. */
export function inMillionths(probabilities: Float64Array): number[] {
  const rounded: number[] = []
  let best = 0
  let left = 1e6
  for (let code = 0; code < probabilities.length; code++) {
    const millionths = Math.round((probabilities[code] as number) * 1e6)
    rounded.push(millionths / 1e6)
    left -= millionths
    if ((probabilities[code] as number) > (probabilities[best] as number)) best = code
  }
  if (left !== 0) rounded[best] = Math.round((rounded[best] as number) * 1e6 + left) / 1e6
  return rounded
}

/** A cell of a column that the table may lack. */
export function cellOf(table: Table, name: string, row: number): CellValue {
  const data = table.columns.get(name)
  return data === undefined ? null : cellValue(data, row)
}
