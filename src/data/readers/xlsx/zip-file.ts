import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { DamagedFile } from '../unreadable-file.ts'

interface Entry {
  readonly packed: number
  readonly unpacked: number
  readonly stored: boolean
  readonly offset: number
}

const endSize = 22
const maxCommentBytes = 0xffff
/** A workbook has a few dozen parts; a directory this long is an attack. */
const maxDirectoryBytes = 1 << 20

/**
 * Reads the parts of a ZIP archive by the central directory at its end, which alone is
 * authoritative (APPNOTE 6.3.10). Parts are unpacked as they are read, so that the caller can stop
 * at a limit. ZIP64 and encryption are not supported, as a workbook has neither.
 *
 * @throws Error with the defect of the archive
 */
export class ZipFile {
  readonly #path: string
  readonly #file: FileHandle
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(path: string, file: FileHandle, entries: ReadonlyMap<string, Entry>) {
    this.#path = path
    this.#file = file
    this.#entries = entries
  }

  static async open(path: string): Promise<ZipFile> {
    const file = await open(path)
    try {
      return new ZipFile(path, file, await readDirectory(file))
    } catch (error) {
      await file.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** Reads the part's bytes, unpacked. */
  async *chunks(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw new DamagedFile('zip-part-missing', { part: name })
    const head = await readAt(this.#file, entry.offset, 30)
    const start = entry.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
    let left = entry.unpacked
    for await (const chunk of this.#bytes(entry, start)) {
      left -= chunk.length
      if (left < 0) break
      yield chunk
    }
    if (left !== 0) throw new DamagedFile('zip-part-size', { part: name })
  }

  async *#bytes({ packed, stored }: Entry, start: number): AsyncGenerator<Buffer> {
    if (packed === 0) return
    const input = createReadStream(this.#path, { start, end: start + packed - 1 })
    if (stored) return yield* input as AsyncIterable<Buffer>
    const inflate = createInflateRaw({ chunkSize: 1 << 16 })
    input.on('error', (error) => inflate.destroy(error))
    try {
      for await (const chunk of input.pipe(inflate)) yield chunk as Buffer
    } finally {
      input.destroy()
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function readDirectory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat()
  const tail = await readAt(
    file,
    Math.max(0, size - endSize - maxCommentBytes),
    Math.min(size, endSize + maxCommentBytes),
  )
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + endSize > tail.length) throw new DamagedFile('no-end')
  const [count, length, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ]
  if (length > maxDirectoryBytes || offset + length > size) throw new DamagedFile('zip-directory')
  const directory = await readAt(file, offset, length)
  const entries = new Map<string, Entry>()
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > length || directory.readUInt32LE(at) !== 0x02014b50) throw new DamagedFile('zip-directory')
    const [flags, method] = [directory.readUInt16LE(at + 8), directory.readUInt16LE(at + 10)]
    const [packed, unpacked] = [directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)]
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28)
    const name = directory.toString('utf8', at + 46, nameEnd)
    const plain = (flags & 1) === 0 && (method === 0 || method === 8)
    if (plain)
      entries.set(name, { packed, unpacked, stored: method === 0, offset: directory.readUInt32LE(at + 42) })
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new DamagedFile('no-end')
  return buffer
}
