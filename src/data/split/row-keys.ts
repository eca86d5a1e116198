import type { ColumnData, Table } from '../table.ts'

/** Two hashes of 32 bits for each row, which together make its key. */
interface Lanes {
  readonly a: Int32Array
  readonly b: Int32Array
}

/**
 * Computes a key in [0, 1) for the content of each row: equal rows have equal keys, wherever they
 * are in the table, and different rows have different ones. Keys depend on the seed, and on the
 * names and values of the columns only. The mixing steps are those of MurmurHash3 (Appleby 2011),
 * in two lanes.
 *
 * @param except names of columns that are left out
 */
export function computeContentKeys(table: Table, except: ReadonlySet<string>, seed: number): Float64Array {
  const lanes = {
    a: new Int32Array(table.rowCount).fill(seed),
    b: new Int32Array(table.rowCount).fill(~seed),
  }
  for (const name of [...table.columns.keys()].filter((name) => !except.has(name)).sort()) {
    addColumn(lanes, table.columns.get(name) as ColumnData)
  }
  const keys = new Float64Array(table.rowCount)
  for (let row = 0; row < keys.length; row++)
    keys[row] = toKey(lanes.a[row] as number, lanes.b[row] as number)
  return keys
}

/** Computes the key, in [0, 1), of a numbered copy of a row with `key`. */
export function computeCopyKey(key: number, copy: number): number {
  const [high = 0, low = 0] = new Int32Array(Float64Array.of(key).buffer)
  return toKey(mixWords(high, low, copy), mixB(high, low, copy))
}

/** Adds the cells of a column to the hashes. Hot loop. */
function addColumn(lanes: Lanes, data: ColumnData): void {
  const count = lanes.a.length
  switch (data.kind) {
    case 'number':
    case 'date': {
      const values = Float64Array.from(data.values) // a copy, whose words are contiguous
      const words = new Int32Array(values.buffer)
      for (let row = 0; row < count; row++) {
        const value = values[row] as number
        if (value === 0) values[row] = 0 // -0 and 0 are the same value
        const isMissing = Number.isNaN(value)
        addWords(
          lanes,
          row,
          isMissing ? missing : (words[2 * row] as number),
          isMissing ? missing : (words[2 * row + 1] as number),
        )
      }
      break
    }
    case 'category': {
      // The name is hashed, not its index, so adding a category to the definition moves no row.
      const names = data.categories.map(hashText)
      for (let row = 0; row < count; row++) addText(lanes, row, names[data.codes[row] as number])
      break
    }
    case 'list':
      for (let row = 0; row < count; row++) {
        const items = data.values[row]
        addText(lanes, row, items == null ? undefined : hashText(items.join('\u001f')))
      }
      break
    case 'text':
      for (let row = 0; row < count; row++) {
        const text = data.values[row]
        addText(lanes, row, text == null ? undefined : hashText(text))
      }
      break
  }
}

const missing = 0x7ff8_0001

function addText(lanes: Lanes, row: number, words: readonly [number, number] | undefined): void {
  if (words === undefined) addWords(lanes, row, missing, missing)
  else addWords(lanes, row, words[0], words[1])
}

function addWords({ a, b }: Lanes, row: number, high: number, low: number): void {
  a[row] = mixWords(a[row] as number, high, low)
  b[row] = mixB(b[row] as number, high, low)
}

function hashText(text: string): readonly [number, number] {
  let first = 0x811c_9dc5
  let second = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    first = Math.imul(first ^ unit, 0x0100_0193) // FNV-1a
    second = Math.imul(second, 31) + unit
  }
  return [first, second | 0]
}

/** Mixes two words into a hash, with the steps of MurmurHash3 (Appleby 2011). */
export function mixWords(hash: number, high: number, low: number): number {
  let mixed = Math.imul(hash ^ high, 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ low, 0xc2b2_ae35)
  return mixed ^ (mixed >>> 13)
}

function mixB(hash: number, high: number, low: number): number {
  let mixed = Math.imul(hash ^ low, 0xcc9e_2d51)
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ high, 0x1b87_3593)
  return mixed ^ (mixed >>> 14)
}

function mixFinal(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x7feb_352d)
  return Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b)
}

function toKey(a: number, b: number): number {
  const high = mixFinal(a)
  const low = mixFinal(b)
  return (((high ^ (high >>> 16)) >>> 0) * 0x20_0000 + ((low ^ (low >>> 16)) >>> 11)) / 0x20_0000_0000_0000
}
