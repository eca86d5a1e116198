import { growArray } from '../../base/arrays/grow-array.ts'

/**
 * Writes protocol buffers (encoding of proto3): only what ONNX needs. A message is built field by
 * field, in the order of the calls, so the same model gives the same bytes.
 */
export class ProtobufWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** Writes a whole number that is not negative: `int32`, `int64`, `enum`. */
  integer(field: number, value: number): this {
    this.#varint(field << 3)
    this.#varint(value)
    return this
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5)
    this.#append(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint((field << 3) | 2)
    this.#varint(value.length)
    this.#append(value)
    return this
  }

  message(field: number, message: ProtobufWriter): this {
    return this.bytes(field, message.finish())
  }

  /** Writes a packed `repeated float`. */
  floats(field: number, values: Float32Array): this {
    return this.bytes(field, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  /** Writes a packed `repeated int64` of whole numbers that are not negative. */
  integers(field: number, values: ArrayLike<number>): this {
    const packed = new ProtobufWriter()
    for (let i = 0; i < values.length; i++) packed.#varint(values[i] as number)
    return this.bytes(field, packed.finish())
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  #varint(value: number): void {
    let rest = value
    this.#reserve(10)
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.#bytes[this.#length++] = rest
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    this.#bytes = growArray(this.#bytes, 2 * this.#bytes.length + more)
  }
}
