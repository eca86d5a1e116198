type Bytes = Uint8Array<ArrayBuffer>

interface Entry {
  readonly name: Bytes
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/**
 * Writes a ZIP archive (APPNOTE 6.3, no ZIP64: up to 4 GB) of text files that are compressed while
 * they are made, so that only the compressed bytes are held.
 */
export class ZipWriter {
  readonly #parts: Bytes[] = []
  readonly #entries: Entry[] = []
  #offset = 0

  async add(path: string, text: AsyncIterable<string> | Iterable<string>): Promise<void> {
    const packer = new CompressionStream('deflate-raw')
    const packed = new Response(packer.readable).arrayBuffer()
    const writer = packer.writable.getWriter()
    const encoder = new TextEncoder()
    let [crc, size] = [0, 0]
    for await (const chunk of text) {
      const bytes = encoder.encode(chunk)
      crc = crc32(bytes, crc)
      size += bytes.length
      await writer.write(bytes)
    }
    await writer.close()
    const content = new Uint8Array(await packed)
    const entry = { name: encoder.encode(path), crc, packed: content.length, size, offset: this.#offset }
    this.#entries.push(entry)
    this.#push(headerOf(entry, localHeader))
    this.#push(content)
  }

  end(type: string): Blob {
    const start = this.#offset
    for (const entry of this.#entries) this.#push(headerOf(entry, centralHeader))
    const count = this.#entries.length
    this.#push(
      record([
        [0x06054b50, 4],
        [0, 4],
        [count, 2],
        [count, 2],
        [this.#offset - start, 4],
        [start, 4],
        [0, 2],
      ]),
    )
    return new Blob(this.#parts, { type })
  }

  #push(bytes: Bytes): void {
    this.#parts.push(bytes)
    this.#offset += bytes.length
  }
}

type Fields = readonly (readonly [value: number, bytes: 2 | 4])[]

/** Little-endian numbers, one after another. */
function record(fields: Fields, tail: Bytes = new Uint8Array()): Bytes {
  const size = fields.reduce((sum, [, bytes]) => sum + bytes, 0)
  const all = new Uint8Array(size + tail.length)
  const view = new DataView(all.buffer)
  let at = 0
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  all.set(tail, size)
  return all
}

const headerOf = (entry: Entry, fields: (entry: Entry) => Fields): Bytes => record(fields(entry), entry.name)

/**
 * Version 2.0, names in UTF-8 (bit 11), deflate, 1 January 1980: the time of creation is not
 * written.
 */
const shared = ({ crc, packed, size, name }: Entry): Fields => [
  [20, 2],
  [0x0800, 2],
  [8, 2],
  [0, 2],
  [0x21, 2],
  [crc, 4],
  [packed, 4],
  [size, 4],
  [name.length, 2],
  [0, 2],
]
const localHeader = (entry: Entry): Fields => [[0x04034b50, 4], ...shared(entry)]
const centralHeader = (entry: Entry): Fields => [
  [0x02014b50, 4],
  [20, 2],
  ...shared(entry),
  [0, 2],
  [0, 2],
  [0, 2],
  [0, 4],
  [entry.offset, 4],
]

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Bytes, before: number): number {
  let crc = ~before
  for (let i = 0; i < bytes.length; i++)
    crc = (crcTable[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
