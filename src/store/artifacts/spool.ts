import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { toStorageError } from '../../base/files/storage-error.ts'
import type { Content, StoredContent } from './store.ts'
import { pieceBytes, writeContent } from './write-content.ts'

/** A content that has arrived whole, and is read from any position until it is closed. */
export interface SpooledContent extends StoredContent {
  /** Reads up to `length` bytes; fewer at the end. */
  read(start: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/**
 * Receives a content for stores that must know its SHA-256 before they write it. More than
 * `pieceBytes` are kept in a file of `folder` that loses its name at once, so that the system
 * removes it when the process ends in any way.
 *
 * @throws what the content throws; LapidaryError `disk-full`, `data-dir-unwritable`.
 */
export async function spoolContent(content: Content, folder: string): Promise<SpooledContent> {
  let file: FileHandle | null = null
  let memory: Buffer = Buffer.alloc(0)
  const write = async (piece: Buffer): Promise<void> => {
    if (file === null && piece.length < pieceBytes) memory = Buffer.from(piece)
    else {
      file ??= await openUnnamed(folder)
      await file.writeFile(piece)
    }
  }
  try {
    const stored = await writeContent(content, write)
    const opened = file as FileHandle | null
    if (opened === null)
      return {
        ...stored,
        read: async (start, length) => memory.subarray(start, start + length),
        close: async () => undefined,
      }
    return {
      ...stored,
      read: async (start, length) => {
        const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, stored.bytes - start)))
        await readFully(opened, buffer, start)
        return buffer
      },
      close: () => opened.close(),
    }
  } catch (error) {
    await (file as FileHandle | null)?.close()
    throw toStorageError(error, folder)
  }
}

async function openUnnamed(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

/** Fills a buffer from a file. @throws Error if the file ends before */
async function readFully(file: FileHandle, buffer: Buffer, start: number): Promise<void> {
  for (let length = 0; length < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, start + length)
    if (bytesRead === 0) throw new Error('a spooled content is shorter than what was written')
    length += bytesRead
  }
}
