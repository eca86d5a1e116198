import { isAscii, isUtf8 } from 'node:buffer'

/** Checks whether a text that comes in pieces is UTF-8. */
export class Utf8Check {
  #isUtf8 = true
  /** First bytes of an incomplete character. */
  #rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): void {
    if (!this.#isUtf8 || (this.#rest.length === 0 && isAscii(chunk))) return
    const bytes = Buffer.concat([this.#rest, chunk])
    const end = findIncompleteCharacter(bytes)
    this.#isUtf8 = isUtf8(bytes.subarray(0, end))
    this.#rest = bytes.subarray(end)
  }

  finish(): boolean {
    return this.#isUtf8 && this.#rest.length === 0
  }
}

/** Returns where an incomplete last character begins, or the length if there is none. */
function findIncompleteCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return back < length ? bytes.length - back : bytes.length
  }
  return bytes.length
}
