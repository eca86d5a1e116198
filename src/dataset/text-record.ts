import { plainNumber } from './parsers.ts'
import type { CellRecord } from './record.ts'

/** A row whose cells are texts already. */
export class TextRecord implements CellRecord {
  readonly cells: string[]
  readonly count: number

  constructor(count: number) {
    this.count = count
    this.cells = new Array<string>(count).fill('')
  }

  get size(): number {
    let size = 0
    for (const cell of this.cells) size += cell.length
    return size
  }

  text(cell: number): string {
    return this.cells[cell] as string
  }

  number(cell: number): number {
    return plainNumber(this.cells[cell] as string) ?? Number.NaN
  }

  hash(): number {
    let a = 0x811c9dc5
    let b = 0x1234567
    for (const cell of this.cells) {
      for (let i = 0; i <= cell.length; i++) {
        const unit = i < cell.length ? cell.charCodeAt(i) : 0x1f
        a = Math.imul(a ^ unit, 0x01000193)
        b = Math.imul(b ^ unit, 0x5bd1e995) ^ (b >>> 15)
      }
    }
    return (a >>> 0) * 2 ** 21 + (b >>> 11)
  }
}
