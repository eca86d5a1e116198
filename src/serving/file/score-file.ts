import { join } from 'node:path'
import type { ColumnReport } from '../../dataset/data-report.ts'
import { filledColumns } from '../../dataset/fill.ts'
import type { Piece, PieceSink } from '../../dataset/piece.ts'
import { type FileLimits, type PiecesReport, readPieces } from '../../dataset/read-pieces.ts'
import { storedColumns } from '../../feature-store/offline/join-stored.ts'
import type { Language } from '../../lib/localized-text.ts'
import type { Model } from '../../model/model.ts'
import { featureColumns, identifierColumns } from '../../project/define-project.ts'
import type { FeatureBuilder } from '../../project/feature-builder.ts'
import type { Project } from '../../project/project.ts'
import { EntityPartitions } from './entity-partitions.ts'
import { mergePieces } from './merge-pieces.ts'
import { PieceStore } from './piece-store.ts'
import { PieceScorer, type ScoredPiece } from './score-piece.ts'
import { type ScoredBlock, writeBlocks } from './write-blocks.ts'

/** What a file does not say, though its rows are scored all the same. */
export interface FileReport {
  readonly rows: number
  /** Columns of the model that neither the file nor the feature store has: missing in every row. */
  readonly missingColumns: readonly string[]
  /** Cells that held something of no use (not a number, out of range, unknown category), and count as missing. */
  readonly unusableCells: number
  /**
   * The same by column, with at most five examples of each problem; personal columns have none. A column of the feature store is there once for each part
   * of a large file.
   */
  readonly lostCells: readonly Pick<ColumnReport, 'name' | 'problems'>[]
}

export interface ScoreFileInput {
  readonly project: Project
  /** The project's folder. */
  readonly folder: string
  readonly builder: FeatureBuilder
  readonly model: Model
  readonly decide: (probabilities: Float64Array) => string
  readonly path: string
  /** A folder for what does not fit into memory; the caller removes it. */
  readonly tempFolder: string
  readonly language: Language
  /** Also return the rows as the prediction log stores them. */
  readonly withInputs: boolean
  /** Write the columns of the model after `error`, as they were read. Default: false. */
  readonly inputs?: boolean | undefined
  /** Of a file from somebody else. */
  readonly limits?: FileLimits | undefined
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((step: 'Reading' | 'Scoring', share: number) => void) | undefined
}

/** A file that was read to its end without an error. */
export interface ScoredFileText {
  readonly report: FileReport
  /** The scored rows in the order of the file, the header first. To be called once. */
  blocks(): AsyncGenerator<ScoredBlock>
}

/** Bytes of pieces that stay in memory. */
const maxHeld = 8 << 20

/**
 * Scores a file in pieces: memory does not grow with the number of rows. A first pass reads and cleans the whole file, so that a file that cannot be read
 * fails before anything is written. What depends on other rows of the same entity is computed part by part, see `EntityPartitions`.
 *
 * @throws LapidaryError as `readPieces` and `joinStored` do
 */
export async function scoreFile(input: ScoreFileInput): Promise<ScoredFileText> {
  const { project, tempFolder, path, limits, threads, signal, progress } = input
  const rows = new FileRows(project, tempFolder)
  const report = await readPieces(path, project, rows, {
    limits,
    tempFolder,
    threads,
    signal,
    progress: (share) => progress?.('Reading', share),
  })
  const names = identifierColumns(project).filter((name) => report.foundColumns.includes(name))
  const inputs = featureColumns(project)
  const there = new Set([...report.foundColumns, ...joinedColumns(project, report.foundColumns)])
  const shown = input.inputs === true ? inputs.filter((name) => there.has(name)) : []
  const kept = [...new Set([...names, ...shown, ...(input.withInputs ? [...inputs, project.entity ?? ''] : [])])]
  const scorer = new PieceScorer({ ...input, kept, limited: limits !== undefined })
  const scored =
    rows.partitions === undefined ? [scoreEach(rows.pieces, scorer)] : await scoreParts(rows.partitions, scorer, input)
  const runs = mergePieces<ScoredPiece>([...scored, unreadable(rows.unreadablePieces)])
  return {
    report: reportOf(project, report, scorer.storedColumns),
    blocks: () => writeBlocks({ ...input, identifiers: names, shown, rows: report.rows, runs }),
  }
}

/** The rows of a file after the first pass: divided by entity where the rows of an entity depend on each other. */
class FileRows implements PieceSink {
  partitions: EntityPartitions | undefined
  readonly pieces: PieceStore<Piece>
  readonly unreadablePieces: PieceStore<Piece>
  readonly #project: Project
  readonly #folder: string
  #begun = false

  constructor(project: Project, folder: string) {
    this.#project = project
    this.#folder = folder
    this.pieces = new PieceStore(join(folder, 'rows'), project.columns, maxHeld)
    this.unreadablePieces = new PieceStore(join(folder, 'unreadable'), project.columns, maxHeld)
  }

  readable(piece: Piece): void {
    if (!this.#begun) {
      this.#begun = true
      if (needsEntities(this.#project, [...piece.table.columns.keys()])) {
        this.partitions = new EntityPartitions(this.#project, this.#folder)
      }
    }
    if (this.partitions === undefined) this.pieces.add(piece)
    else this.partitions.add(piece)
  }

  unreadable(piece: Piece): void {
    this.unreadablePieces.add(piece)
  }
}

function needsEntities(project: Project, found: readonly string[]): boolean {
  return filledColumns(found, project).length > 0 || joinedColumns(project, found).length > 0
}

/** Returns the stored columns that are joined to a file with these columns. */
function joinedColumns(project: Project, found: readonly string[]): string[] {
  const { entity, time } = project
  const isThere = (name: string | undefined): boolean => name === undefined || found.includes(name)
  return isThere(entity) && isThere(time) ? [...storedColumns(project).values()].flat() : []
}

async function* scoreEach(pieces: PieceStore<Piece>, scorer: PieceScorer): AsyncGenerator<ScoredPiece> {
  for (const piece of pieces.pieces()) yield* scorer.score(piece)
  pieces.close()
}

/** Scores part after part: every error of a row shows before the first row is written. */
async function scoreParts(
  partitions: EntityPartitions,
  scorer: PieceScorer,
  { project, tempFolder, signal, progress }: ScoreFileInput,
): Promise<Iterable<ScoredPiece>[]> {
  const scored: PieceStore<ScoredPiece>[] = []
  try {
    for (const part of partitions.parts()) {
      signal?.throwIfAborted()
      const store = new PieceStore<ScoredPiece>(
        join(tempFolder, `scored-${scored.length}`),
        project.columns,
        maxHeld / partitions.count,
      )
      for await (const piece of scorer.score(part)) store.add(piece)
      scored.push(store)
      progress?.('Scoring', scored.length / partitions.count)
    }
  } finally {
    scorer.close()
    partitions.close()
  }
  return scored.map((store) => store.pieces())
}

function* unreadable(store: PieceStore<Piece>): Generator<ScoredPiece> {
  for (const piece of store.pieces()) yield { ...piece, probabilities: new Float64Array(0) }
  store.close()
}

function reportOf(
  project: Project,
  { rows, foundColumns, columns }: PiecesReport,
  storedColumns: readonly ColumnReport[],
): FileReport {
  const there = new Set([...foundColumns, ...joinedColumns(project, foundColumns)])
  const lostCells = [...columns, ...storedColumns].flatMap(({ name, problems: all }) => {
    const problems = all.filter(({ problem }) => problem !== 'empty' && problem !== 'marker')
    return problems.length === 0 ? [] : [{ name, problems }]
  })
  return {
    rows,
    missingColumns: featureColumns(project).filter((name) => !there.has(name)),
    unusableCells: lostCells.reduce((sum, { problems }) => problems.reduce((all, { count }) => all + count, sum), 0),
    lostCells,
  }
}
