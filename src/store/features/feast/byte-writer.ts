/** Writes bytes into a buffer that grows. Little-endian, as protocol buffers are. */
export class ByteWriter {
  /** The written bytes are its first `length` bytes. */
  buffer: Buffer
  length = 0

  constructor(capacity = 256) {
    this.buffer = Buffer.allocUnsafe(capacity)
  }

  /** Reserves space, which must be done before writing into `buffer`. */
  reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return
    const larger = Buffer.allocUnsafe(2 * this.buffer.length + more)
    this.buffer.copy(larger, 0, 0, this.length)
    this.buffer = larger
  }

  byte(value: number): void {
    this.reserve(1)
    this.buffer[this.length++] = value
  }

  /** Writes an integer of 64 bits, negative ones in two's complement: up to ten bytes. */
  varint(value: number | bigint): void {
    this.reserve(10)
    if (typeof value === 'bigint' || value < 0) return this.#wideVarint(BigInt.asUintN(64, BigInt(value)))
    let rest = value
    while (rest > 0x7fffffff) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.buffer[this.length++] = rest
  }

  float(value: number): void {
    this.reserve(4)
    this.length = this.buffer.writeFloatLE(value, this.length)
  }

  double(value: number): void {
    this.reserve(8)
    this.length = this.buffer.writeDoubleLE(value, this.length)
  }

  /** Writes UTF-8 without a length before it. Returns the number of bytes. */
  text(text: string): number {
    this.reserve(3 * text.length)
    const written = this.buffer.write(text, this.length)
    this.length += written
    return written
  }

  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Returns a copy of the written bytes. */
  finish(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length))
  }

  #wideVarint(value: bigint): void {
    let rest = value
    while (rest > 0x7fn) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.buffer[this.length++] = Number(rest)
  }
}
