import type { ByteWriter } from '../feast/byte-writer.ts'

/**
 * MessagePack (msgpack.org, spec of 2013), limited to what is exchanged with a Lua script of Redis,
 * which has `cmsgpack`: arrays, strings of bytes, and false for a missing value. One packed
 * argument costs a fraction of a thousand small ones.
 */

export function packArray(writer: ByteWriter, length: number): void {
  if (length < 16) return writer.byte(0x90 | length)
  writer.byte(0xdc)
  writer.byte(length >> 8)
  writer.byte(length & 0xff)
}

export function packFalse(writer: ByteWriter): void {
  writer.byte(0xc2)
}

/**
 * Leaves room for the head of a string. The bytes that are written next, up to `packEnd` with the
 * returned position, are its contents.
 */
export function packStart(writer: ByteWriter): number {
  writer.byte(0)
  return writer.length
}

export function packEnd(writer: ByteWriter, start: number): void {
  const length = writer.length - start
  if (length < 32) {
    writer.buffer[start - 1] = 0xa0 | length
    return
  }
  writer.reserve(4)
  writer.buffer.copyWithin(start + 4, start, writer.length)
  writer.buffer[start - 1] = 0xdb
  writer.buffer.writeUInt32BE(length, start)
  writer.length += 4
}

export function packBytes(writer: ByteWriter, bytes: Uint8Array): void {
  const start = packStart(writer)
  writer.bytes(bytes)
  packEnd(writer, start)
}

/**
 * Reads the reply of a script from front to back.
 *
 * @throws RangeError for a value that is none of the three kinds
 */
export class PackedReader {
  readonly bytes: Buffer
  /** Start and end of the last string. */
  start = 0
  end = 0
  /** Current position. */
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  array(): number {
    const head = this.bytes.readUInt8(this.at++)
    if (head >> 4 === 0x9) return head & 0xf
    const wide = head === 0xdd ? 4 : head === 0xdc ? 2 : 0
    if (wide === 0) throw new RangeError(`array expected, 0x${head.toString(16)} found`)
    this.at += wide
    return this.bytes.readUIntBE(this.at - wide, wide)
  }

  /**
   * Moves to the next string. Returns true if it is present, with `start` and `end` set; false if
   * the script had none.
   */
  string(): boolean {
    const head = this.bytes.readUInt8(this.at++)
    if (head === 0xc2) return false
    let length = head & 0x1f
    if (head >> 5 !== 0x5) {
      const wide = head === 0xd9 ? 1 : head === 0xda ? 2 : head === 0xdb ? 4 : 0
      if (wide === 0) throw new RangeError(`string expected, 0x${head.toString(16)} found`)
      length = this.bytes.readUIntBE(this.at, wide)
      this.at += wide
    }
    this.start = this.at
    this.end = this.at + length
    this.at = this.end
    return true
  }

  /** Moves behind the string, or the array of strings, that starts at `start`. */
  skipFrom(start: number): void {
    this.at = start
    if (this.isStringNext) this.string()
    else for (let left = this.array(); left > 0; left--) this.string()
  }

  /** True if a string comes next; does not move. */
  get isStringNext(): boolean {
    const head = this.bytes.readUInt8(this.at)
    return head >> 5 === 0x5 || (head >= 0xd9 && head <= 0xdb)
  }
}
