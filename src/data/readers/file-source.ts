import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { DamagedFile, unreadableFile } from './unreadable-file.ts'

export interface FileInfo {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** A file to read: what it is by its first bytes, its text, and, after it was read whole, its hash. */
export interface FileSource {
  readonly path: string
  readonly bytes: number
  readonly kind: 'text' | 'parquet' | 'xlsx'
  /** The text as UTF-8 (or whatever 8-bit encoding it has), unpacked. `seen` gets the bytes of the file as they are read. */
  chunks(seen: (bytes: number) => void): AsyncIterable<Buffer>
  /** The same text, to look at before it is read. It is neither counted nor hashed. */
  preview(): AsyncIterable<Buffer>
  /** Encoding that the first bytes of the text declare. Set once it was looked at. */
  readonly declaredEncoding: 'utf-16le' | 'utf-16be' | undefined
  info(): FileInfo
}

/** The files that `paths` name; `*` stands for any part of a file's name, unless a file has it in its name. A pattern's files come sorted by name. */
export async function expandPaths(paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    if (!basename(path).includes('*') || existsSync(path)) {
      found.push(path)
      continue
    }
    const pattern = new RegExp(
      `^${basename(path)
        .split('*')
        .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
        .join('.*')}$`,
    )
    const names = await readdir(dirname(path)).catch(() => [])
    const matching = names.filter((name) => pattern.test(name)).sort()
    if (matching.length === 0) throw new LapidaryError('no-data-file', { file: path })
    found.push(...matching.map((name) => join(dirname(path), name)))
  }
  return found
}

/** Looks at the first bytes of the file at `path`. Throws `no-data-file`, `empty-file`, `binary-file`, `not-text`, `password-protected`, `unreadable-file`. */
export async function openSource(path: string): Promise<FileSource> {
  const name = basename(path)
  const { head, bytes } = await readHead(path)
  if (bytes === 0) throw new LapidaryError('empty-file', { file: name, bytes })
  if (isOle(head) && (await isEncrypted(path))) throw new LapidaryError('password-protected', { file: name })
  const looks = looksLike(head)
  if (looks !== undefined) throw new LapidaryError('binary-file', { file: name, seen: looks })
  if (isBinary(head)) throw new LapidaryError('not-text', { file: name })
  let hash = createHash('sha256')
  let declaredEncoding: FileSource['declaredEncoding']
  const zipped = head[0] === 0x1f && head[1] === 0x8b
  const magic = head.subarray(0, 4).toString('latin1')
  const kind = magic === 'PAR1' ? 'parquet' : magic === 'PK\x03\x04' ? 'xlsx' : 'text'
  async function* text(seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
    const raw = bytesOf(path, seen)
    try {
      yield* utf8(zipped ? unzipped(name, raw) : raw, (encoding) => (declaredEncoding = encoding))
    } catch (error) {
      if (error instanceof LapidaryError) throw error
      throw unreadableFile(name, error)
    }
  }
  return {
    path,
    bytes,
    kind,
    chunks: (seen) => {
      hash = createHash('sha256')
      return text((chunk) => {
        hash.update(chunk)
        seen(chunk.length)
      })
    },
    preview: () => text(() => undefined),
    get declaredEncoding() {
      return declaredEncoding
    },
    info: () => ({ name, bytes, sha256: hash.copy().digest('hex') }),
  }
}

async function readHead(path: string): Promise<{ head: Buffer; bytes: number }> {
  const file = basename(path)
  try {
    const info = await stat(path)
    if (!info.isFile()) throw unreadableFile(file, new DamagedFile('no-file'))
    const handle = await open(path)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, 0)
      return { head: buffer.subarray(0, bytesRead), bytes: info.size }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof LapidaryError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new LapidaryError('no-data-file', { file: path })
    throw unreadableFile(file, error)
  }
}

/** Throws `binary-file` if what a compressed file holds is another kind of file: only text is read from it. */
function throwIfNoText(name: string, head: Buffer): void {
  const magic = head.subarray(0, 4).toString('latin1')
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const inner = isGzip ? 'gzip' : magic === 'PK\x03\x04' ? 'ZIP' : magic === 'PAR1' ? 'Parquet' : looksLike(head)
  if (inner !== undefined) throw new LapidaryError('binary-file', { file: name, seen: `${inner} in gzip` })
}

/** What a file that is no table looks like. */
function looksLike(head: Buffer): string | undefined {
  const magic = head.subarray(0, 4).toString('latin1')
  if (isOle(head)) return 'Excel (.xls)'
  return magic === '%PDF' ? 'PDF' : undefined
}

/** Neither text nor what has a reader of its own: of an archive, the reader of workbooks tells which it is. */
function isBinary(head: Buffer): boolean {
  const magic = head.subarray(0, 4).toString('latin1')
  const known = isUtf16(head) || magic === 'PK\x03\x04' || magic === 'PAR1' || (head[0] === 0x1f && head[1] === 0x8b)
  return !known && head.includes(0)
}

/** The container of old Office files, and of encrypted new ones. */
function isOle(head: Buffer): boolean {
  return head.subarray(0, 4).toString('latin1') === '\xd0\xcf\x11\xe0'
}

/** A workbook with a password is one stream of that name in an old container (MS-OFFCRYPTO 2.3.4.4). */
async function isEncrypted(path: string): Promise<boolean> {
  const name = Buffer.from('EncryptedPackage', 'utf16le')
  let tail = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, end: (1 << 26) - 1 })) {
    const bytes = Buffer.concat([tail, chunk as Buffer])
    if (bytes.includes(name)) return true
    tail = bytes.subarray(-name.length)
  }
  return false
}

function isUtf16(head: Buffer): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

async function* bytesOf(path: string, seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    seen(chunk as Buffer)
    yield chunk as Buffer
  }
}

async function* unzipped(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = Readable.from(chunks)
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  input.on('error', (error) => gunzip.destroy(error))
  let isFirst = true
  for await (const chunk of input.pipe(gunzip)) {
    if (isFirst) throwIfNoText(name, chunk as Buffer)
    isFirst = false
    yield chunk as Buffer
  }
}

/**
 * Drops the byte order mark; makes UTF-8 of UTF-16, which always has one. Halves of surrogate pairs are refused: replaced, they would make one id
 * of several.
 */
async function* utf8(
  chunks: AsyncIterable<Buffer>,
  onEncoding: (encoding: 'utf-16le' | 'utf-16be') => void,
): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined
  let first = true
  for await (const chunk of chunks) {
    if (first) {
      if (isUtf16(chunk)) {
        const encoding = chunk[0] === 0xff ? 'utf-16le' : 'utf-16be'
        onEncoding(encoding)
        decoder = new TextDecoder(encoding, { fatal: true })
      }
      first = false
      const marked = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
      yield decoder !== undefined ? Buffer.from(decoder.decode(chunk, { stream: true })) : marked ? chunk.subarray(3) : chunk
    } else yield decoder !== undefined ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  decoder?.decode() // throws for a character that is not whole
}
