import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { DamagedFile, createUnreadableFileError } from './unreadable-file.ts'

export interface FileInfo {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** A file to read: its kind by its first bytes, its text and, after it was read whole, its hash. */
export interface FileSource {
  readonly path: string
  readonly bytes: number
  readonly kind: 'text' | 'parquet' | 'xlsx'
  /**
   * Reads the text as UTF-8 (or the 8-bit encoding that it has), unpacked. `seen` is called with
   * the bytes of the file as they are read.
   */
  chunks(seen: (bytes: number) => void): AsyncIterable<Buffer>
  /** Reads the same text for a first look, which is neither counted nor hashed. */
  preview(): AsyncIterable<Buffer>
  /** Encoding that the first bytes of the text declare. Set after the first read. */
  readonly declaredEncoding: 'utf-16le' | 'utf-16be' | undefined
  info(): FileInfo
}

/**
 * Expands `paths` into files; `*` matches any part of a file's name, unless a file has it in its
 * name. The files of a pattern are sorted by name.
 */
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

/**
 * Opens the file at `path` and detects its kind by its first bytes.
 *
 * @throws LapidaryError `no-data-file`, `empty-file`, `binary-file`, `not-text`,
 *   `password-protected`, `unreadable-file`
 */
export async function openSource(path: string): Promise<FileSource> {
  const name = basename(path)
  const { head, bytes } = await readHead(path)
  if (bytes === 0) throw new LapidaryError('empty-file', { file: name, bytes })
  if (isOle(head) && (await isEncrypted(path))) throw new LapidaryError('password-protected', { file: name })
  const format = detectForeignFormat(head)
  if (format !== undefined) throw new LapidaryError('binary-file', { file: name, seen: format })
  if (isBinary(head)) throw new LapidaryError('not-text', { file: name })
  let hash = createHash('sha256')
  let declaredEncoding: FileSource['declaredEncoding']
  const zipped = head[0] === 0x1f && head[1] === 0x8b
  const magic = head.subarray(0, 4).toString('latin1')
  const kind = magic === 'PAR1' ? 'parquet' : magic === 'PK\x03\x04' ? 'xlsx' : 'text'
  async function* text(seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
    const raw = readBytes(path, seen)
    try {
      yield* toUtf8(zipped ? unzip(name, raw) : raw, (encoding) => (declaredEncoding = encoding))
    } catch (error) {
      if (error instanceof LapidaryError) throw error
      throw createUnreadableFileError(name, error)
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
    if (!info.isFile()) throw createUnreadableFileError(file, new DamagedFile('no-file'))
    const handle = await open(path)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, 0)
      return { head: buffer.subarray(0, bytesRead), bytes: info.size }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof LapidaryError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new LapidaryError('no-data-file', { file: path })
    throw createUnreadableFileError(file, error)
  }
}

/** Throws `binary-file` if a compressed file contains another kind of file than text. */
function rejectBinary(name: string, head: Buffer): void {
  const magic = head.subarray(0, 4).toString('latin1')
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const inner = isGzip
    ? 'gzip'
    : magic === 'PK\x03\x04'
      ? 'ZIP'
      : magic === 'PAR1'
        ? 'Parquet'
        : detectForeignFormat(head)
  if (inner !== undefined) throw new LapidaryError('binary-file', { file: name, seen: `${inner} in gzip` })
}

/** Returns the format of a file that is known to be no table. */
function detectForeignFormat(head: Buffer): string | undefined {
  const magic = head.subarray(0, 4).toString('latin1')
  if (isOle(head)) return 'Excel (.xls)'
  return magic === '%PDF' ? 'PDF' : undefined
}

/**
 * Returns true for a file that is neither text nor has a reader of its own. The reader of workbooks
 * distinguishes archives.
 */
function isBinary(head: Buffer): boolean {
  const magic = head.subarray(0, 4).toString('latin1')
  const known =
    isUtf16(head) || magic === 'PK\x03\x04' || magic === 'PAR1' || (head[0] === 0x1f && head[1] === 0x8b)
  return !known && head.includes(0)
}

/** Returns true for the container of old Office files, and of encrypted new ones. */
function isOle(head: Buffer): boolean {
  return head.subarray(0, 4).toString('latin1') === '\xd0\xcf\x11\xe0'
}

/**
 * Returns true for a workbook with a password, which is one stream of that name in an old container
 * (MS-OFFCRYPTO 2.3.4.4).
 */
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

async function* readBytes(path: string, seen: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    seen(chunk as Buffer)
    yield chunk as Buffer
  }
}

async function* unzip(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = Readable.from(chunks)
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  input.on('error', (error) => gunzip.destroy(error))
  let isFirst = true
  for await (const chunk of input.pipe(gunzip)) {
    if (isFirst) rejectBinary(name, chunk as Buffer)
    isFirst = false
    yield chunk as Buffer
  }
}

/**
 * Drops the byte order mark and converts UTF-16, which always has one, into UTF-8. Halves of
 * surrogate pairs are rejected: replaced, they would make several ids equal.
 */
async function* toUtf8(
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
      yield decoder !== undefined
        ? Buffer.from(decoder.decode(chunk, { stream: true }))
        : marked
          ? chunk.subarray(3)
          : chunk
    } else yield decoder !== undefined ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  decoder?.decode() // throws for an incomplete character
}
