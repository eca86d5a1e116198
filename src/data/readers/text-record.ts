import { addToFirst, addToSecond, joinHalves, recordHashStart } from '../../base/math/record-hash.ts'
import { plainNumber } from '../cells/parsers/parsers.ts'
import type { CellRecord } from './record.ts'

/** A row whose cells are texts, or numbers if the file stores them as such. */
export class TextRecord implements CellRecord {
  readonly cells: (string | number)[]
  readonly count: number

  constructor(count: number) {
    this.count = count
    this.cells = new Array<string | number>(count).fill('')
  }

  get size(): number {
    let size = 0
    for (const cell of this.cells) size += typeof cell === 'string' ? cell.length : numberSize
    return size
  }

  text(cell: number): string {
    const value = this.cells[cell] as string | number
    return typeof value === 'string' ? value : String(value)
  }

  number(cell: number): number {
    const value = this.cells[cell] as string | number
    return typeof value === 'string' ? (plainNumber(value) ?? Number.NaN) : value
  }

  isNumber(cell: number): boolean {
    return typeof this.cells[cell] === 'number'
  }

  hash(): number {
    let first: number = recordHashStart[0]
    let second: number = recordHashStart[1]
    for (let cell = 0; cell < this.count; cell++) {
      const text = this.text(cell)
      for (let i = 0; i <= text.length; i++) {
        const unit = i < text.length ? text.charCodeAt(i) : 0x1f
        first = addToFirst(first, unit)
        second = addToSecond(second, unit)
      }
    }
    return joinHalves(first, second)
  }
}

/** Bytes that a number takes. */
export const numberSize = 8
