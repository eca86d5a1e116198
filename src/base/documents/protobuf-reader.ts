import { isUtf8 } from 'node:buffer'
import { LapidaryError } from '../errors/lapidary-error.ts'
import type { LocalizedText } from '../text/localized-text.ts'

/** Messages inside of messages. */
const maxDepth = 64

const reasons = {
  end: { en: 'a value ends before it is complete', 'pt-BR': 'um valor termina antes de estar completo' },
  depth: {
    en: `messages are nested more than ${maxDepth} deep`,
    'pt-BR': `há mensagens aninhadas em mais de ${maxDepth} níveis`,
  },
  type: { en: 'a field has another type', 'pt-BR': 'um campo tem outro tipo' },
  number: { en: 'a number has more than 64 bits', 'pt-BR': 'um número tem mais de 64 bits' },
  text: { en: 'a text is not UTF-8', 'pt-BR': 'um texto não é UTF-8' },
} as const satisfies Record<string, LocalizedText>

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const

/**
 * Reads one message of protocol buffers (protobuf.dev, encoding) from front to back, and never
 * beyond its end. Groups, which no current format has, are rejected.
 *
 * @example
 * ```ts
 * for (let field = reader.next(); field !== 0; field = reader.next()) {
 *   if (field === 1) name = reader.string()
 *   else reader.skip()
 * }
 * ```
 */
export class ProtobufReader {
  readonly #bytes: Buffer
  readonly #end: number
  readonly #depth: number
  #at: number
  #wireType = 0

  constructor(bytes: Buffer, start = 0, end = bytes.length, depth = 0) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    this.#depth = depth
    if (depth > maxDepth) throw this.#fail('depth')
  }

  /** Returns the number of the next field, whose value is read or skipped next; 0 at the end. */
  next(): number {
    if (this.#at === this.#end) return 0
    const tag = this.#varint()
    this.#wireType = Number(tag & 7n)
    const field = Number(tag >> 3n)
    if (field === 0 || field > 0x1fff_ffff) throw this.#fail('type')
    return field
  }

  /** Skips the value of a field. */
  skip(): void {
    const type = this.#wireType
    if (type === wireTypes.varint) this.#varint()
    else if (type === wireTypes.fixed64) this.#take(8)
    else if (type === wireTypes.fixed32) this.#take(4)
    else this.bytes()
  }

  /** Reads a field of type bytes. The bytes are not copied. */
  bytes(): Buffer {
    this.#expect('bytes')
    const length = Number(this.#varint())
    const start = this.#take(length)
    return this.#bytes.subarray(start, start + length)
  }

  string(): string {
    const bytes = this.bytes()
    if (!isUtf8(bytes)) throw this.#fail('text')
    return bytes.toString()
  }

  message(): ProtobufReader {
    this.#expect('bytes')
    const length = Number(this.#varint())
    const start = this.#take(length)
    return new ProtobufReader(this.#bytes, start, start + length, this.#depth + 1)
  }

  /** Reads a field of type int64. */
  int64(): bigint {
    this.#expect('varint')
    return BigInt.asIntN(64, this.#varint())
  }

  /** Reads a field of type int32 or of an enumeration. */
  int32(): number {
    return Number(BigInt.asIntN(32, this.int64()))
  }

  bool(): boolean {
    return this.int64() !== 0n
  }

  fixed64(): bigint {
    this.#expect('fixed64')
    return this.#bytes.readBigUInt64LE(this.#take(8))
  }

  double(): number {
    this.#expect('fixed64')
    return this.#bytes.readDoubleLE(this.#take(8))
  }

  #expect(type: keyof typeof wireTypes): void {
    if (this.#wireType !== wireTypes[type]) throw this.#fail('type')
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#take(1)] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value > 0xffff_ffff_ffff_ffffn ? this.#tooLarge() : value
    }
    return this.#tooLarge()
  }

  #tooLarge(): never {
    throw this.#fail('number')
  }

  /** Passes bytes and returns where they start. */
  #take(length: number): number {
    const start = this.#at
    if (length > this.#end - start) throw this.#fail('end')
    this.#at = start + length
    return start
  }

  #fail(reason: keyof typeof reasons): LapidaryError {
    return new LapidaryError('bad-protobuf', { at: this.#at, reason: reasons[reason] })
  }
}
