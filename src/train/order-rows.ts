import type { RowSplit } from '../data/split/row-split.ts'
import type { ColumnData, Table } from '../data/table.ts'

/**
 * Minimum rows of a table that is ordered by side. The copies of a smaller table cost little, so it
 * keeps its order.
 */
export const minOrderedRows = 200_000

/**
 * Moves the training rows of `tables` to the front, in place, then the held-out rows, then the rows
 * that are left out, each in their order. Both sides are then contiguous rows: views of one table,
 * where unordered sides would be two copies.
 *
 * @param tables of the same rows; they may share columns
 * @returns the same split by the new places of the rows
 */
export function orderBySide(tables: readonly Table[], sides: RowSplit): RowSplit {
  const { train, heldOut, leftOut } = sides
  const order = new Int32Array(sides.groups.length)
  order.set(train)
  order.set(heldOut, train.length)
  order.set(leftOut, train.length + heldOut.length)
  // The times are read before the columns move, because they may be one of the columns.
  const ordered = orderSplit(sides, order)
  const arrays = new Set(tables.flatMap(({ columns }) => Array.from(columns.values(), getValues)))
  for (const array of arrays) moveValues(array, order)
  return ordered
}

function orderSplit(
  { train, heldOut, leftOut, groups, copies, time }: RowSplit,
  order: Int32Array,
): RowSplit {
  const places = new Int32Array(order.length)
  for (let place = 0; place < order.length; place++) places[order[place] as number] = place
  const moved = (rows: Int32Array): Int32Array => rows.map((row) => places[row] as number)
  return {
    train: moved(train),
    heldOut: moved(heldOut),
    leftOut: moved(leftOut),
    groups: order.map((row) => groups[row] as number),
    copies,
    time: time && {
      ...time,
      values: Float64Array.from(order, (row) => time.values[row] as number),
      windows: time.windows.map((window) => ({ ...window, rows: moved(window.rows) })),
    },
  }
}

interface Values {
  [row: number]: unknown
  slice(): ArrayLike<unknown>
}

function getValues(data: ColumnData): Values {
  return data.kind === 'category' ? data.codes : data.values
}

function moveValues(values: Values, order: Int32Array): void {
  const before = values.slice()
  for (let place = 0; place < order.length; place++) values[place] = before[order[place] as number]
}
