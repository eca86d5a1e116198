import { isAscii, isUtf8 } from 'node:buffer'

/** Texts that are cached. */
const cacheSize = 1 << 12
/** Bytes of the longest text that is cached: longer ones seldom repeat. */
const maxCachedLength = 128
const windows1252 = new TextDecoder('windows-1252')

/**
 * Decodes parts of a file's bytes: UTF-8, and windows-1252 (which includes Latin-1) where they are
 * no UTF-8. Recent texts are cached.
 */
export class ByteText {
  readonly #bytes: Buffer
  readonly #ascii: boolean
  readonly #utf8: boolean
  readonly #starts = new Int32Array(cacheSize).fill(-1)
  readonly #ends = new Int32Array(cacheSize)
  readonly #texts = new Array<string>(cacheSize).fill('')

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#ascii = isAscii(bytes)
    // It is false too if the bytes end inside a character: then each cell is checked.
    this.#utf8 = this.#ascii || isUtf8(bytes)
  }

  /** Decodes the bytes from `start` to `end`. Hot. */
  decode(start: number, end: number): string {
    const place = (start ^ (start >>> 12)) & (cacheSize - 1)
    if (this.#starts[place] === start && this.#ends[place] === end) return this.#texts[place] as string
    this.#starts[place] = start
    this.#ends[place] = end
    return (this.#texts[place] = this.#decodeBytes(start, end))
  }

  #decodeBytes(start: number, end: number): string {
    if (this.#ascii) return this.#bytes.toString('latin1', start, end)
    const bytes = this.#bytes.subarray(start, end)
    return this.#utf8 || isUtf8(bytes) ? this.#bytes.toString('utf8', start, end) : windows1252.decode(bytes)
  }
}

/** Finds recent equal bytes, as cells repeat: equal cells then share one text. */
export class EqualBytes {
  readonly #bytes: Buffer
  readonly #starts = new Int32Array(cacheSize)
  readonly #lengths = new Int32Array(cacheSize).fill(-1)

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Returns where equal bytes begin: `start`, or a recent place before. Hot. */
  findFirst(start: number, end: number): number {
    const bytes = this.#bytes
    const length = end - start
    if (length > maxCachedLength) return start
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
    const place = (hash ^ (hash >>> 15)) & (cacheSize - 1)
    const known = this.#starts[place] as number
    if (this.#lengths[place] === length) {
      let i = 0
      while (i < length && bytes[start + i] === bytes[known + i]) i++
      if (i === length) return known
    }
    this.#starts[place] = start
    this.#lengths[place] = length
    return start
  }
}
