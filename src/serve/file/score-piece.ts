import type { ColumnReport } from '../../data/data-report.ts'
import { findEmptyRows } from '../../data/readers/empty-rows.ts'
import type { Piece, RowProblem } from '../../data/readers/piece.ts'
import { fillColumns } from '../../data/fill.ts'
import { cellValue, type ColumnData, sliceTable, type Table } from '../../data/table.ts'
import { joinStored, rejectLongHistory } from '../../store/features/offline/join-stored.ts'
import type { ViewSource } from '../../store/features/offline/sources/view-source.ts'
import type { FeatureTable } from '../../model/features.ts'
import { isEntityId, maxEntityIdLength } from '../../project/entity-id.ts'
import type { FeatureBuilder } from '../../project/feature-builder.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import type { Project } from '../../project/project.ts'

/** A piece with what was computed for its rows. */
export interface ScoredPiece extends Piece {
  /** Row-major, such as one probability per class. Empty for rows that could not be read. */
  readonly outputs: Float64Array
}

/** Computes values of each row, such as probabilities, from its features. */
export interface RowOutputs {
  /** Number of values of a row. */
  readonly width: number
  /** Returns the values of all rows, row-major. */
  readonly compute: (features: FeatureTable) => Float64Array
}

interface PieceScorerParts {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly builder: FeatureBuilder
  readonly outputs: RowOutputs
  /** Columns that are read from a scored row. */
  readonly kept: readonly string[]
  /** Whether the file comes from a caller, so that views must not take hours for it. */
  readonly limited: boolean
  readonly signal?: AbortSignal | undefined
}

/** Maximum rows whose features are in memory at a time. */
const rowsPerPrediction = 4096
/**
 * Rows of a scored piece. One piece of every part of a file is in memory while the parts are
 * merged.
 */
const rowsPerScoredPiece = 512

/**
 * Completes the rows of a piece in the same order as a whole table: fills them, joins the stored
 * columns, then scores them.
 */
export class PieceScorer {
  /** Report of cleaning the stored values, with an entry for each column and piece. */
  readonly storedColumns: ColumnReport[] = []
  readonly #parts: PieceScorerParts
  readonly #sources = new Map<FeatureView, ViewSource>()

  constructor(parts: PieceScorerParts) {
    this.#parts = parts
  }

  /**
   * Yields the scored rows of `piece`. It must have all rows of an entity if columns are filled or
   * computed from other rows.
   */
  async *score({ rows, table, problems: given }: Piece): AsyncGenerator<ScoredPiece> {
    const { project, folder, outputs, builder, kept, limited, signal } = this.#parts
    fillColumns(table, project)
    const problems = new Map(given)
    for (const row of findEmptyRows(table, project))
      if (!problems.has(row)) problems.set(row, { kind: 'empty' })
    addIdProblems(problems, project, table)
    if (limited) rejectLongHistory(project, table)
    const parts = { project, folder, table: async () => table, signal, opened: this.#sources }
    const joined = await joinStored(parts, table, (column) => this.storedColumns.push(column))
    const { width } = outputs
    for (let start = 0; start < rows.length; start += rowsPerPrediction) {
      const end = Math.min(rows.length, start + rowsPerPrediction)
      const values = outputs.compute(builder.ofTable(sliceTable(joined, start, end)))
      for (let from = start; from < end; from += rowsPerScoredPiece) {
        const to = Math.min(end, from + rowsPerScoredPiece)
        yield {
          rows: rows.subarray(from, to),
          table: sliceTable(takeColumns(joined, kept), from, to),
          problems: takeProblems(problems, from, to),
          outputs: values.subarray((from - start) * width, (to - start) * width),
        }
      }
    }
  }

  close(): void {
    for (const source of this.#sources.values()) source.close()
    this.#sources.clear()
  }
}

/** Marks rows that cannot be logged, because their id could be neither found nor erased. */
function addIdProblems(
  problems: Map<number, RowProblem>,
  { columns, entity, entityField }: Project,
  table: Table,
): void {
  const data = entity === undefined || entityField === undefined ? undefined : table.columns.get(entity)
  if (data === undefined) return
  for (let row = 0; row < table.rowCount; row++) {
    const id = cellValue(data, row)
    if (typeof id !== 'string' || isEntityId(id) || problems.has(row)) continue
    const seen = columns[entity as string]?.personal === true ? '' : id.slice(0, 40)
    problems.set(row, { kind: 'entity-id', seen, length: Array.from(id).length, max: maxEntityIdLength })
  }
}

function takeColumns(table: Table, names: readonly string[]): Table {
  const columns = new Map<string, ColumnData>()
  for (const name of names) {
    const data = table.columns.get(name)
    if (data !== undefined) columns.set(name, data)
  }
  return { rowCount: table.rowCount, columns }
}

function takeProblems(
  problems: ReadonlyMap<number, RowProblem>,
  from: number,
  to: number,
): Map<number, RowProblem> {
  const own = new Map<number, RowProblem>()
  if (problems.size === 0) return own
  for (let row = from; row < to; row++) {
    const problem = problems.get(row)
    if (problem !== undefined) own.set(row - from, problem)
  }
  return own
}
