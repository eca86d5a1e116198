import { isAscii, isUtf8 } from 'node:buffer'

/** Texts to remember. */
const places = 1 << 12
/** A longer text than so many bytes seldom comes again. */
const maxRememberedLength = 128
const windows1252 = new TextDecoder('windows-1252')

/**
 * Bytes of a file that are text: UTF-8, and windows-1252 (which holds Latin-1) where they are no UTF-8. A text that was made
 * lately is not made again.
 */
export class ByteText {
  readonly #bytes: Buffer
  readonly #ascii: boolean
  readonly #utf8: boolean
  readonly #starts = new Int32Array(places).fill(-1)
  readonly #ends = new Int32Array(places)
  readonly #texts = new Array<string>(places).fill('')

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#ascii = isAscii(bytes)
    // False too when the bytes end inside a character: then each cell is asked.
    this.#utf8 = this.#ascii || isUtf8(bytes)
  }

  /** Hot. */
  between(start: number, end: number): string {
    const place = (start ^ (start >>> 12)) & (places - 1)
    if (this.#starts[place] === start && this.#ends[place] === end) return this.#texts[place] as string
    this.#starts[place] = start
    this.#ends[place] = end
    return (this.#texts[place] = this.#decode(start, end))
  }

  #decode(start: number, end: number): string {
    if (this.#ascii) return this.#bytes.toString('latin1', start, end)
    const bytes = this.#bytes.subarray(start, end)
    return this.#utf8 || isUtf8(bytes) ? this.#bytes.toString('utf8', start, end) : windows1252.decode(bytes)
  }
}

/** Cells repeat each other: finds where the same bytes were lately, so that one text is made of all of them. */
export class EqualBytes {
  readonly #bytes: Buffer
  readonly #starts = new Int32Array(places)
  readonly #lengths = new Int32Array(places).fill(-1)

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Where equal bytes begin: `start`, or lately before. Hot. */
  first(start: number, end: number): number {
    const bytes = this.#bytes
    const length = end - start
    if (length > maxRememberedLength) return start
    let hash = length
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193)
    const place = (hash ^ (hash >>> 15)) & (places - 1)
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
