import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import type { Columns } from '../../data/column.ts'
import type { Piece } from '../../data/readers/piece.ts'
import type { ColumnData } from '../../data/table.ts'
import { toStorageError } from '../../base/files/storage-error.ts'

/** A compact column: categories are codes of the definition's categories. */
type PackedColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | Extract<ColumnData, { kind: 'date' }>
  | { readonly kind: 'category'; readonly codes: Int8Array | Int32Array }
  | { readonly kind: 'list'; readonly lengths: Int32Array; readonly codes: Uint16Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] }

/**
 * Stores pieces in their order, in memory up to `maxHeld` bytes and in a file beyond. The caller
 * removes the file with its folder.
 */
export class PieceStore<P extends Piece> {
  readonly #path: string
  readonly #columns: Columns
  readonly #maxHeld: number
  #held: Buffer[] = []
  #heldBytes = 0
  #file: number | undefined
  readonly #lengths: number[] = []

  /** @param path of the file, created on first use */
  constructor(path: string, columns: Columns, maxHeld: number) {
    this.#path = path
    this.#columns = columns
    this.#maxHeld = maxHeld
  }

  /** @throws LapidaryError `disk-full`, `data-dir-unwritable` */
  add(piece: P): void {
    const packed = [...piece.table.columns].map(([name, data]) => [name, this.#pack(name, data)] as const)
    const bytes = serialize({ ...piece, table: { rowCount: piece.table.rowCount, columns: packed } })
    this.#lengths.push(bytes.length)
    this.#held.push(bytes)
    this.#heldBytes += bytes.length
    if (this.#heldBytes > this.#maxHeld) this.#write()
  }

  /**
   * Returns the pieces, one at a time. Must be called once, after the last `add`: its reader may
   * change a piece.
   */
  *pieces(): Generator<P> {
    let position = 0
    const onDisk = this.#lengths.length - this.#held.length
    for (const [index, length] of this.#lengths.entries()) {
      if (index >= onDisk) {
        yield this.#unpack(this.#held[index - onDisk] as Buffer)
        continue
      }
      const bytes = Buffer.allocUnsafe(length)
      readSync(this.#file as number, bytes, 0, length, position)
      position += length
      yield this.#unpack(bytes)
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#held = []
    this.#lengths.length = 0
  }

  #write(): void {
    try {
      this.#file ??= openSync(this.#path, 'wx+', 0o600)
      for (const bytes of this.#held)
        for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    } catch (error) {
      throw toStorageError(error, this.#path)
    }
    this.#held = []
    this.#heldBytes = 0
  }

  #categories(name: string): readonly string[] {
    const column = this.#columns[name]
    return column?.type === 'category' || column?.type === 'list' ? column.categories : []
  }

  #pack(name: string, data: ColumnData): PackedColumn {
    if (data.kind === 'category') {
      const { codes } = data
      return { kind: 'category', codes: this.#categories(name).length < 128 ? Int8Array.from(codes) : codes }
    }
    if (data.kind !== 'list') return data
    const codeOf = new Map(this.#categories(name).map((category, code) => [category, code]))
    const codes: number[] = []
    const lengths = Int32Array.from(data.values, (items) => {
      for (const item of items ?? []) codes.push(codeOf.get(item) ?? 0)
      return items?.length ?? -1
    })
    return { kind: 'list', lengths, codes: Uint16Array.from(codes) }
  }

  #unpack(bytes: Buffer): P {
    const piece = deserialize(bytes) as P & { table: { rowCount: number; columns: [string, PackedColumn][] } }
    const columns = piece.table.columns.map(
      ([name, packed]) => [name, this.#unpackColumn(name, packed)] as const,
    )
    return { ...piece, table: { rowCount: piece.table.rowCount, columns: new Map(columns) } }
  }

  #unpackColumn(name: string, packed: PackedColumn): ColumnData {
    const categories = this.#categories(name)
    if (packed.kind === 'category')
      return { kind: 'category', codes: Int32Array.from(packed.codes), categories }
    if (packed.kind === 'number' || packed.kind === 'date') return packed
    if (packed.kind === 'text') return { kind: 'text', values: [...packed.values] }
    let at = 0
    const values = Array.from(packed.lengths, (length) => {
      if (length < 0) return null
      const items = Array.from(packed.codes.subarray(at, at + length), (code) => categories[code] as string)
      at += length
      return items
    })
    return { kind: 'list', values }
  }
}
