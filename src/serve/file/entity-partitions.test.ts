import { expect, test } from 'vitest'
import { tempFolder } from '../../../test/kit/temp-folder.ts'
import { tinyProject } from '../../../test/kit/tiny-project.ts'
import type { Piece, RowProblem } from '../../data/readers/piece.ts'
import { cellValue, type ColumnData } from '../../data/table.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { Project } from '../../project/project.ts'
import { EntityPartitions } from './entity-partitions.ts'
import { mergePieces } from './merge-pieces.ts'
import { PieceStore } from './piece-store.ts'

const project = tinyProject as unknown as Project

/**
 * Creates pieces of a file whose entities are in random order. Some rows have no entity, and some
 * have a problem.
 */
function createPieces(rowCount: number, entities: number, rowsPerPiece: number): Piece[] {
  const random = seededRandom(7)
  const pieces: Piece[] = []
  for (let start = 0; start < rowCount; start += rowsPerPiece) {
    const count = Math.min(rowsPerPiece, rowCount - start)
    const rows = Int32Array.from({ length: count }, (_, i) => start + i)
    const names = Array.from(rows, () =>
      random.next() < 0.05 ? null : `c${Math.floor(random.next() * entities)}`,
    )
    const problems = new Map<number, RowProblem>(
      Array.from(rows.keys()).flatMap((i) => (i % 97 === 5 ? [[i, { kind: 'empty' }]] : [])),
    )
    const columns = new Map<string, ColumnData>([
      ['Client_ID', { kind: 'text', values: names }],
      ['Age', { kind: 'number', values: Float64Array.from(rows) }],
      [
        'Occupation',
        {
          kind: 'category',
          codes: rows.map((row) => (row % 4) - 1),
          categories: ['Engineer', 'Lawyer', 'Teacher'],
        },
      ],
      [
        'Loans',
        {
          kind: 'list',
          values: Array.from(rows, (row) =>
            row % 5 === 0 ? null : row % 2 ? [] : ['Payday Loan', 'Auto Loan'],
          ),
        },
      ],
    ])
    pieces.push({ rows, table: { rowCount: count, columns }, problems })
  }
  return pieces
}

const rowOf = ({ table, problems }: Piece, place: number) => [
  ...Array.from(table.columns.values(), (data) => cellValue(data, place)),
  problems.get(place)?.kind ?? null,
]

test.each([
  ['small, in one part', 1000, 1],
  ['large, in several', 90_000, 64],
])('a file that is %s, is divided by entity and merged into its order again', async (_, rowCount, parts) => {
  const folder = tempFolder()
  const partitions = new EntityPartitions(project, folder)
  const pieces = createPieces(rowCount, rowCount / 8, 5000)
  const expected = pieces.flatMap((piece) => Array.from(piece.rows.keys(), (place) => rowOf(piece, place)))
  for (const piece of pieces) partitions.add(piece)
  const partOf = new Map<unknown, number>()
  const stores: PieceStore<Piece>[] = []
  for (const piece of partitions.parts()) {
    const part = stores.length
    for (const place of piece.rows.keys()) {
      const [entity] = rowOf(piece, place)
      if (entity !== null && (partOf.get(entity) ?? part) !== part)
        throw new Error(`${String(entity)} is in two parts`)
      partOf.set(entity, part)
    }
    const store = new PieceStore<Piece>(`${folder}/part-${part}`, project.columns, 1000)
    store.add(piece)
    stores.push(store)
  }
  expect(stores).toHaveLength(parts)
  const merged: unknown[] = []
  let row = 0
  for await (const { piece, from, to } of mergePieces(stores.map((store) => store.pieces()))) {
    for (let place = from; place < to; place++) {
      if (piece.rows[place] !== row++) throw new Error(`row ${row - 1} is out of place`)
      merged.push(rowOf(piece, place))
    }
  }
  expect(merged).toEqual(expected)
})
