import type { LocalizedText } from '../../src/base/text/localized-text.ts'
import type { TableSchema } from '../../src/data/match-columns.ts'
import type { Piece } from '../../src/data/readers/piece.ts'
import { type FileLimits, readPieces } from '../../src/data/readers/read-pieces.ts'
import { formatRowProblem } from '../../src/data/readers/row-problem.ts'
import { concatTables } from '../../src/data/table.ts'
import { tempFolder } from './temp-folder.ts'

/** Limits that no test file reaches by accident. */
const testLimits: FileLimits = {
  maxBytes: 100_000_000,
  maxRows: 1_000_000,
  maxColumns: 20_000,
  maxRowBytes: 1 << 20,
}

/**
 * Reads a file to score and joins its pieces: the rows that could be read, and the problems by row
 * of the file.
 */
export async function readRows(path: string, schema: TableSchema, limits?: Partial<FileLimits>) {
  const pieces: Piece[] = []
  const all: Piece[] = []
  const sink = {
    onReadable: (piece: Piece) => void (pieces.push(piece), all.push(piece)),
    onUnreadable: (piece: Piece) => void all.push(piece),
  }
  const report = await readPieces(path, schema, sink, {
    tempFolder: tempFolder(),
    limits: limits === undefined ? undefined : { ...testLimits, ...limits },
  })
  const problems = all.flatMap(({ rows, problems: own }) => {
    return Array.from(
      own,
      ([place, problem]) => [rows[place] as number, formatRowProblem(problem, schema.columns)] as const,
    )
  })
  const rowProblems = new Map<number, LocalizedText>(problems.sort(([a], [b]) => a - b))
  return { report, pieces: pieces.length, table: concatTables(pieces.map(({ table }) => table)), rowProblems }
}
