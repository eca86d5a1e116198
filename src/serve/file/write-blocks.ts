import { formatRowProblem } from '../../data/readers/row-problem.ts'
import { type CellValue, cellValue, type Table } from '../../data/table.ts'
import { formatCsvLine, escapeFormula } from '../../base/text/csv.ts'
import type { Language } from '../../base/text/localized-text.ts'
import type { Model } from '../../model/model.ts'
import { featureColumns } from '../../project/define-project.ts'
import type { Project } from '../../project/project.ts'
import type { Run } from './merge-pieces.ts'
import type { ScoredPiece } from './score-piece.ts'
import { setOwn } from '../../base/own-property.ts'

/** A scored row as the prediction log stores it. */
export interface ScoredInputs {
  /** Inputs in the form of a request. */
  readonly inputs: Readonly<Record<string, CellValue>>
  readonly entity: string | null
  readonly prediction: string
  readonly probabilities: Readonly<Record<string, number>>
}

/** Some scored rows: their text, and for the log those with a prediction. */
export interface ScoredBlock {
  /** CSV. Its `error` says why a row has no prediction. */
  readonly text: string
  readonly scored: readonly ScoredInputs[]
  readonly rows: number
  /** Number of rows without a prediction. */
  readonly failed: number
  /** The first of these rows, by its number from 1, and its reason. */
  readonly firstProblem: { readonly row: number; readonly message: string } | null
}

interface WriteBlocksInput {
  readonly project: Project
  readonly model: Model
  readonly decide: (probabilities: Float64Array) => string
  readonly language: Language
  readonly withInputs: boolean
  /** Identifier columns of the file. */
  readonly identifiers: readonly string[]
  /** Columns whose cells follow `error`, as they were read. */
  readonly shown: readonly string[]
  /** Number of rows of the file. */
  readonly rows: number
  readonly runs: AsyncIterable<Run<ScoredPiece>>
  readonly progress?: ((step: 'Scoring', share: number) => void) | undefined
}

/** Maximum size of a block: a few milliseconds of the thread that writes it to the log. */
const maxRows = 256
const maxSize = 1 << 18

/**
 * Writes scored rows as CSV, in blocks: identifier columns, `prediction`, `probability_<class>`,
 * `error`, then the requested columns.
 */
export async function* writeBlocks(input: WriteBlocksInput): AsyncGenerator<ScoredBlock> {
  const { model, identifiers, shown, runs, rows, progress } = input
  const header = [
    ...identifiers,
    'prediction',
    ...model.classes.map((name) => `probability_${name}`),
    'error',
    ...shown,
  ]
  yield { text: formatCsvLine(header.map(escapeFormula)), scored: [], rows: 0, failed: 0, firstProblem: null }
  const writer = new BlockWriter(input)
  let written = 0
  for await (const { piece, from, to } of runs) {
    for (let place = from; place < to; place++) {
      writer.add(piece, place)
      if (!writer.isFull) continue
      written += writer.rows
      yield writer.take()
      progress?.('Scoring', written / rows)
    }
  }
  if (writer.rows > 0) yield writer.take()
}

class BlockWriter {
  rows = 0
  readonly #input: WriteBlocksInput
  readonly #columns: readonly string[]
  readonly #empty: readonly null[]
  #text = ''
  #size = 0
  #scored: ScoredInputs[] = []
  #failed = 0
  #firstProblem: ScoredBlock['firstProblem'] = null

  constructor(input: WriteBlocksInput) {
    this.#input = input
    this.#columns = input.withInputs ? featureColumns(input.project) : []
    this.#empty = new Array<null>(input.model.classes.length + 1).fill(null)
  }

  get isFull(): boolean {
    return this.rows >= maxRows || this.#text.length + this.#size >= maxSize
  }

  take(): ScoredBlock {
    const block = {
      text: this.#text,
      scored: this.#scored,
      rows: this.rows,
      failed: this.#failed,
      firstProblem: this.#firstProblem,
    }
    this.rows = 0
    this.#text = ''
    this.#size = 0
    this.#scored = []
    this.#failed = 0
    this.#firstProblem = null
    return block
  }

  add({ rows, table, problems, outputs }: ScoredPiece, place: number): void {
    const { project, model, decide, language, identifiers, shown, withInputs } = this.#input
    this.rows++
    const names = identifiers.map((name) => escapeFormula(getCell(table, name, place)))
    const read = shown.map((name) => escapeFormula(getCell(table, name, place)))
    const problem = problems.get(place)
    if (problem !== undefined) {
      this.#failed++
      const message = formatRowProblem(problem, project.columns)[language]
      this.#firstProblem ??= { row: (rows[place] as number) + 1, message }
      this.#text += formatCsvLine([...names, ...this.#empty, escapeFormula(message), ...read])
      return
    }
    const classes = model.classes.length
    const ownProbabilities = outputs.subarray(place * classes, (place + 1) * classes)
    const prediction = decide(ownProbabilities)
    this.#text += formatCsvLine([
      ...names,
      escapeFormula(prediction),
      ...roundToMillionths(ownProbabilities),
      null,
      ...read,
    ])
    if (withInputs) this.#scored.push(this.#inputsOf(table, place, ownProbabilities, prediction))
  }

  #inputsOf(table: Table, place: number, ownProbabilities: Float64Array, prediction: string): ScoredInputs {
    const { entity, entityField } = this.#input.project
    const inputs: Record<string, CellValue> = {}
    for (const name of this.#columns) {
      const value = getCell(table, name, place)
      setOwn(inputs, name, value)
      if (Array.isArray(value)) this.#size += value.length * 16
      else if (typeof value === 'string') this.#size += value.length
    }
    const named = entityField === undefined || entity === undefined ? null : getCell(table, entity, place)
    const probabilities: Record<string, number> = {}
    for (const [code, name] of this.#input.model.classes.entries())
      setOwn(probabilities, name, ownProbabilities[code] as number)
    return { inputs, entity: typeof named === 'string' ? named : null, prediction, probabilities }
  }
}

/**
 * Rounds probabilities to six decimals. The highest is the remainder of the others, so that the sum
 * stays 1.
 */
export function roundToMillionths(probabilities: Float64Array): number[] {
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

/** Returns a cell, or null if the table does not have the column. */
export function getCell(table: Table, name: string, row: number): CellValue {
  const data = table.columns.get(name)
  return data === undefined ? null : cellValue(data, row)
}
