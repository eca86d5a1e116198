import { join } from 'node:path'
import { plainNumber } from '../../data/cells/parsers/parsers.ts'
import type { Piece, RowProblem } from '../../data/readers/piece.ts'
import { type CellValue, cellValue, concatTables, takeRows } from '../../data/table.ts'
import type { Project } from '../../project/project.ts'
import { PieceStore } from './piece-store.ts'

/**
 * Number of parts into which a large file is divided. Rows of one entity are in one part, so that a
 * part has everything known about them.
 */
const partitionCount = 64
/** Maximum number of pieces of a file that is one part: about 150,000 rows of 28 columns, 25 MB. */
const maxPiecesTogether = 16
/** Bytes of each part that stay in memory. */
const maxHeld = 1 << 17

/**
 * Divides the rows of a file by their entity, so that values that depend on an entity's other rows
 * (filled columns, features of earlier rows) are computed part by part. A small file is one part.
 */
export class EntityPartitions {
  readonly #project: Project
  readonly #folder: string
  #together: Piece[] = []
  #stores: PieceStore<Piece>[] = []

  constructor(project: Project, folder: string) {
    this.#project = project
    this.#folder = folder
  }

  add(piece: Piece): void {
    if (this.#stores.length > 0) return this.#divide(piece)
    this.#together.push(piece)
    if (this.#together.length <= maxPiecesTogether) return
    const { columns } = this.#project
    this.#stores = Array.from({ length: partitionCount }, (_, index) => {
      return new PieceStore<Piece>(join(this.#folder, `rows-${index}`), columns, maxHeld)
    })
    for (const each of this.#together) this.#divide(each)
    this.#together = []
  }

  /** Number of parts, once all pieces were added. */
  get count(): number {
    return this.#stores.length === 0 ? 1 : partitionCount
  }

  /** Returns each part as one piece. Parts without rows are left out. */
  *parts(): Generator<Piece> {
    if (this.#together.length > 0) yield concatPieces(this.#together)
    this.#together = []
    for (const store of this.#stores) {
      const pieces = [...store.pieces()]
      store.close()
      if (pieces.length > 0) yield concatPieces(pieces)
    }
  }

  close(): void {
    for (const store of this.#stores) store.close()
  }

  #divide({ rows, table, problems }: Piece): void {
    const { entity } = this.#project
    const data = entity === undefined ? undefined : table.columns.get(entity)
    const places: number[][] = Array.from({ length: partitionCount }, () => [])
    for (let place = 0; place < rows.length; place++) {
      const value = data === undefined ? null : cellValue(data, place)
      const part = value === null ? (rows[place] as number) >>> 6 : hashEntity(value)
      places[part % partitionCount]?.push(place)
    }
    for (const [part, own] of places.entries()) {
      if (own.length === 0) continue
      const at = Int32Array.from(own)
      const ownProblems = new Map<number, RowProblem>()
      if (problems.size > 0) {
        for (const [index, place] of own.entries()) {
          const problem = problems.get(place)
          if (problem !== undefined) ownProblems.set(index, problem)
        }
      }
      const ownRows = at.map((place) => rows[place] as number)
      this.#stores[part]?.add({ rows: ownRows, table: takeRows(table, at), problems: ownProblems })
    }
  }
}

/**
 * Returns a hash that is equal for all names of one entity: where a view's key is a number, `7` and
 * `007` are one.
 */
function hashEntity(value: CellValue): number {
  const text = String(value)
  const number = plainNumber(text)
  const key = number === null ? text : String(number)
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

function concatPieces(pieces: readonly Piece[]): Piece {
  const rows = new Int32Array(pieces.reduce((sum, piece) => sum + piece.rows.length, 0))
  const problems = new Map<number, RowProblem>()
  let at = 0
  for (const piece of pieces) {
    rows.set(piece.rows, at)
    for (const [place, problem] of piece.problems) problems.set(at + place, problem)
    at += piece.rows.length
  }
  return { rows, table: concatTables(pieces.map(({ table }) => table)), problems }
}
