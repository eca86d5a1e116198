import type { ColumnData, Table } from '../table.ts'

/** Two hashes of 32 bits a row, which together make its key. */
interface Lanes {
  readonly a: Int32Array
  readonly b: Int32Array
}

/**
 * Computes a key in [0, 1) for the content of each row: equal rows have equal keys, wherever they stand in the table, and other rows
 * have others. Keys depend on the seed, on the names and values of the columns, and on nothing else. The mixing steps are those
 * of MurmurHash3 (Appleby 2011), in two lanes.
 *
 * @param except names of columns that are left out
 */
export function contentKeys(table: Table, except: ReadonlySet<string>, seed: number): Float64Array {
  const lanes = { a: new Int32Array(table.rowCount).fill(seed), b: new Int32Array(table.rowCount).fill(~seed) }
  for (const name of [...table.columns.keys()].filter((name) => !except.has(name)).sort()) {
    addColumn(lanes, table.columns.get(name) as ColumnData)
  }
  return Float64Array.from(lanes.a, (word, row) => keyOf(word, lanes.b[row] as number))
}

/** Returns another key in [0, 1) for the copy of that number of what has `key`. */
export function keyOfCopy(key: number, copy: number): number {
  const [high, low] = wordsOf(key)
  return keyOf(mixA(high, low, copy), mixB(high, low, copy))
}

function addColumn({ a, b }: Lanes, data: ColumnData): void {
  const add = (row: number, high: number, low: number): void => {
    a[row] = mixA(a[row] as number, high, low)
    b[row] = mixB(b[row] as number, high, low)
  }
  switch (data.kind) {
    case 'number':
    case 'date':
      for (let row = 0; row < a.length; row++) {
        const value = data.values[row] as number
        if (Number.isNaN(value)) add(row, missing, missing)
        else add(row, ...wordsOf(value))
      }
      break
    case 'category': {
      // The name counts, not its place: a category that is added to the definition moves no row.
      const words = data.categories.map(textWords)
      for (let row = 0; row < a.length; row++) add(row, ...(words[data.codes[row] as number] ?? noText))
      break
    }
    case 'list':
      for (let row = 0; row < a.length; row++) add(row, ...optionalWords(data.values[row]?.join('\u001f')))
      break
    case 'text':
      for (let row = 0; row < a.length; row++) add(row, ...optionalWords(data.values[row]))
      break
  }
}

const missing = 0x7ff8_0001
const noText: readonly [number, number] = [missing, missing]
const scratch = new Float64Array(1)
const scratchWords = new Int32Array(scratch.buffer)

function wordsOf(value: number): readonly [number, number] {
  scratch[0] = value + 0 // -0 and 0 are the same value
  return [scratchWords[0] as number, scratchWords[1] as number]
}

function optionalWords(text: string | null | undefined): readonly [number, number] {
  return text === null || text === undefined ? noText : textWords(text)
}

function textWords(text: string): readonly [number, number] {
  let first = 0x811c_9dc5
  let second = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    first = Math.imul(first ^ unit, 0x0100_0193) // FNV-1a
    second = Math.imul(second, 31) + unit
  }
  return [first, second | 0]
}

function mixA(hash: number, high: number, low: number): number {
  let mixed = Math.imul(hash ^ high, 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ low, 0xc2b2_ae35)
  return mixed ^ (mixed >>> 13)
}

function mixB(hash: number, high: number, low: number): number {
  let mixed = Math.imul(hash ^ low, 0xcc9e_2d51)
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ high, 0x1b87_3593)
  return mixed ^ (mixed >>> 14)
}

function keyOf(a: number, b: number): number {
  const finish = (word: number): number => {
    const mixed = Math.imul(word ^ (word >>> 16), 0x7feb_352d)
    return Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b)
  }
  const [high, low] = [finish(a), finish(b)]
  return (((high ^ (high >>> 16)) >>> 0) * 0x20_0000 + ((low ^ (low >>> 16)) >>> 11)) / 0x20_0000_0000_0000
}
