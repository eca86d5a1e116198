import { basename, join } from 'node:path'
import type { ColumnReport } from '../../data/data-report.ts'
import type { FileReading } from '../../data/readers/file-reading.ts'
import { findFilledColumns } from '../../data/fill.ts'
import { lostColumns } from '../../data/readers/lost-cells.ts'
import type { Piece, PieceSink } from '../../data/readers/piece.ts'
import { type FileLimits, type PiecesReport, readPieces } from '../../data/readers/read-pieces.ts'
import { storedColumns } from '../../store/features/offline/join-stored.ts'
import type { Language } from '../../base/text/localized-text.ts'
import type { Model } from '../../model/model.ts'
import { featureColumns, identifierColumns } from '../../project/define-project.ts'
import type { FeatureBuilder } from '../../project/feature-builder.ts'
import type { Project } from '../../project/project.ts'
import { EntityPartitions } from './entity-partitions.ts'
import { compareLosses, type FileLoss, refuseExcessive } from './lost-limit.ts'
import { mergePieces } from './merge-pieces.ts'
import { PieceStore } from './piece-store.ts'
import { PieceScorer, type RowOutputs, type ScoredPiece } from './score-piece.ts'
import { type FeatureBlock, toRowMajor, writeFeatureBlocks } from './write-feature-blocks.ts'
import { type ScoredBlock, writeBlocks } from './write-blocks.ts'

/** Result of reading a file: its rows, and what is missing or lost although the rows are scored. */
export interface FileReport {
  readonly reading: FileReading
  readonly rows: number
  /** Number of rows with more or fewer cells than the header. */
  readonly unreadableRows: number
  /** Columns of the project that the file has. */
  readonly foundColumns: readonly string[]
  /**
   * Columns of the model that neither the file nor the feature store has: they are missing in every
   * row.
   */
  readonly missingColumns: readonly string[]
  /** Columns of the file that the project does not have. */
  readonly extraColumns: readonly string[]
  /**
   * Columns with cells that count as missing because their value is unusable (not a number, out of
   * range, unknown category).
   */
  readonly lostCells: readonly FileLoss[]
}

export interface ReadFileInput {
  readonly project: Project
  readonly path: string
  /**
   * Sheet of a workbook.
   *
   * @defaultValue the project's sheet, or the one that is chosen
   */
  readonly sheet?: string | undefined
  /** Folder for data that does not fit into memory. The caller removes it. */
  readonly tempFolder: string
  readonly language: Language
  /** Share of each column's cells that were lost in training. */
  readonly lostInTraining: ReadonlyMap<string, number>
  /** Limits of a file from a caller. */
  readonly limits?: FileLimits | undefined
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((step: 'Reading' | 'Scoring', share: number) => void) | undefined
}

/** Reads a file and completes its rows as for training. */
interface CompleteFileInput extends ReadFileInput {
  /** The project's folder. */
  readonly folder: string
  readonly builder: FeatureBuilder
  /**
   * Accepts a file even if its columns lose clearly more cells than in training.
   *
   * @defaultValue false
   */
  readonly acceptLost?: boolean | undefined
}

export interface ScoreFileInput extends CompleteFileInput {
  readonly model: Model
  readonly decide: (probabilities: Float64Array) => string
  /** Also returns the rows as the prediction log stores them. */
  readonly withInputs: boolean
  /**
   * Writes the columns of the model after `error`, as they were read.
   *
   * @defaultValue false
   */
  readonly inputs?: boolean | undefined
}

/** A file that was read to its end without an error. */
export interface ScoredFileText {
  readonly report: FileReport
  /** Yields the scored rows in the order of the file, the header first. Must be called once. */
  blocks(): AsyncGenerator<ScoredBlock>
}

/** Bytes of pieces that stay in memory. */
const maxHeld = 8 << 20

/**
 * Reads a whole file as `scoreFile` does, without scoring it. The columns of the feature store are
 * not joined.
 *
 * @throws LapidaryError as `readPieces` does
 */
export async function inspectFile(input: ReadFileInput): Promise<FileReport> {
  return createReport(
    input,
    await readFile(input, { onReadable: () => undefined, onUnreadable: () => undefined }),
    [],
  )
}

/**
 * Scores a file in pieces, so that memory does not grow with the number of rows. A first pass reads
 * and cleans the whole file, so that a file that cannot be read fails before anything is written.
 * Values that depend on other rows of the same entity are computed part by part, see
 * `EntityPartitions`.
 *
 * @throws LapidaryError as `readPieces` and `joinStored` do, and `lost-cells`
 */
export async function scoreFile(input: ScoreFileInput): Promise<ScoredFileText> {
  const { project, model } = input
  const inputs = featureColumns(project)
  const { report, identifiers, shown, runs } = await computeRows(
    input,
    { width: model.classes.length, compute: (features) => model.predict(features) },
    ({ foundColumns }) => {
      const there = new Set([...foundColumns, ...listJoinedColumns(project, foundColumns)])
      const shown = input.inputs === true ? inputs.filter((name) => there.has(name)) : []
      return { shown, kept: input.withInputs ? [...inputs, project.entity ?? ''] : [] }
    },
  )
  return {
    report,
    blocks: () => writeBlocks({ ...input, identifiers, shown, rows: report.rows, runs }),
  }
}

/** A file whose features are computed. */
export interface FeatureFileText {
  readonly report: FileReport
  /** Identifier columns of the file. */
  readonly identifiers: readonly string[]
  /** Yields the rows that can be scored as CSV, the header first. Must be called once. */
  blocks(): AsyncGenerator<FeatureBlock>
}

/**
 * Computes the features of the rows of a file, exactly those from which `scoreFile` predicts.
 *
 * @throws LapidaryError as `scoreFile` does
 */
export async function computeFeatures(input: CompleteFileInput): Promise<FeatureFileText> {
  const { specs } = input.builder
  const { report, identifiers, runs } = await computeRows(
    input,
    { width: specs.length, compute: toRowMajor },
    () => ({ shown: [], kept: [] }),
  )
  return {
    report,
    identifiers,
    blocks: () =>
      writeFeatureBlocks({ specs, identifiers, rows: report.rows, runs, progress: input.progress }),
  }
}

/** Columns whose cells are written, and those that are kept beside them. */
type ChooseColumns = (report: PiecesReport) => {
  readonly shown: readonly string[]
  readonly kept: readonly string[]
}

/** Reads a file, completes its rows and computes the outputs of each. */
async function computeRows(input: CompleteFileInput, outputs: RowOutputs, choose: ChooseColumns) {
  const { project, tempFolder, path, limits, language } = input
  const rows = new FileRows(project, tempFolder)
  const report = await readFile(input, rows)
  if (input.acceptLost !== true)
    refuseExcessive(createReport(input, report, []).lostCells, basename(path), language)
  const identifiers = identifierColumns(project).filter((name) => report.foundColumns.includes(name))
  const { shown, kept } = choose(report)
  const scorer = new PieceScorer({
    ...input,
    outputs,
    kept: [...new Set([...identifiers, ...shown, ...kept])],
    limited: limits !== undefined,
  })
  const scored =
    rows.partitions === undefined
      ? [scoreEach(rows.pieces, scorer)]
      : await scoreParts(rows.partitions, scorer, input)
  const runs = mergePieces<ScoredPiece>([...scored, yieldUnreadable(rows.unreadablePieces)])
  return { report: createReport(input, report, scorer.storedColumns), identifiers, shown, runs }
}

async function readFile(input: ReadFileInput, rows: PieceSink): Promise<PiecesReport> {
  const { project, path, sheet, tempFolder, limits, threads, signal, progress } = input
  return await readPieces(path, project, rows, {
    sheet,
    limits,
    tempFolder,
    threads,
    signal,
    progress: (share) => progress?.('Reading', share),
  })
}

/**
 * Stores the rows of a file after the first pass, divided by entity if rows of an entity depend on
 * each other.
 */
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

  onReadable(piece: Piece): void {
    if (!this.#begun) {
      this.#begun = true
      if (needsEntities(this.#project, [...piece.table.columns.keys()])) {
        this.partitions = new EntityPartitions(this.#project, this.#folder)
      }
    }
    if (this.partitions === undefined) this.pieces.add(piece)
    else this.partitions.add(piece)
  }

  onUnreadable(piece: Piece): void {
    this.unreadablePieces.add(piece)
  }
}

function needsEntities(project: Project, found: readonly string[]): boolean {
  return findFilledColumns(found, project).length > 0 || listJoinedColumns(project, found).length > 0
}

/** Returns the stored columns that are joined to a file with these columns. */
function listJoinedColumns(project: Project, found: readonly string[]): string[] {
  const { entity, time } = project
  const isThere = (name: string | undefined): boolean => name === undefined || found.includes(name)
  return isThere(entity) && isThere(time) ? [...storedColumns(project).values()].flat() : []
}

async function* scoreEach(pieces: PieceStore<Piece>, scorer: PieceScorer): AsyncGenerator<ScoredPiece> {
  for (const piece of pieces.pieces()) yield* scorer.score(piece)
  pieces.close()
}

/** Scores part after part, so that every error of a row shows before the first row is written. */
async function scoreParts(
  partitions: EntityPartitions,
  scorer: PieceScorer,
  { project, tempFolder, signal, progress }: CompleteFileInput,
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

function* yieldUnreadable(store: PieceStore<Piece>): Generator<ScoredPiece> {
  for (const piece of store.pieces()) yield { ...piece, outputs: new Float64Array(0) }
  store.close()
}

/**
 * Returns the report of a file. Losses of the target are left out, since rows to score need none.
 * Losses of the feature store never stop a file, which cannot repair them.
 */
function createReport(
  { project, lostInTraining }: ReadFileInput,
  { reading, rows, unreadableRows, foundColumns, extraColumns, columns }: PiecesReport,
  storedColumns: readonly ColumnReport[],
): FileReport {
  const there = new Set([...foundColumns, ...listJoinedColumns(project, foundColumns)])
  const inFile = columns.filter(({ name }) => name !== project.target)
  const inputs = featureColumns(project)
  const read = new Set(
    [...inputs, project.entity ?? '', project.time ?? ''].filter((name) => foundColumns.includes(name)),
  )
  return {
    reading,
    rows,
    unreadableRows,
    foundColumns,
    missingColumns: inputs.filter((name) => !there.has(name)),
    extraColumns,
    lostCells: compareLosses(lostColumns([...inFile, ...storedColumns]), {
      trained: lostInTraining,
      rows,
      read,
    }),
  }
}
