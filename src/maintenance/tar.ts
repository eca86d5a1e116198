import { open } from 'node:fs/promises'

/** A file in an archive. */
export interface TarEntry {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Seconds since 1970. */
  readonly time: number
}

/** Bytes of a block: headers and contents fill whole blocks. */
const tarBlock = 512

/** Two empty blocks, which end an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * tarBlock)

const maxOctal = 8 ** 11 - 1
const chunkBytes = 1_048_576

/**
 * Creates the header of a regular file in the POSIX format ustar, readable by its owner only.
 * @param entry its name has at most 100 bytes of ASCII; sizes from 8 GiB are written in base 256,
 *   as GNU tar does.
 */
export function createTarHeader({ name, size, time }: TarEntry): Buffer {
  const header = Buffer.alloc(tarBlock)
  header.write(name, 0, 100, 'latin1')
  header.write('0000600\x000000000\x000000000\x00', 100, 'latin1')
  if (size <= maxOctal) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(size), 128)
  }
  header.write(`${time.toString(8).padStart(11, '0')}\0        0`, 136, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write('0000000\x000000000\x00', 329, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** Computes the number of bytes that fill the last block of a file. */
export function computeTarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock
}

/** Thrown for bytes that are not an archive as `createTarHeader` writes it. */
export class TarError extends Error {}

/**
 * Reads an archive in order. Only headers that `createTarHeader` would write are accepted: no
 * links, folders, devices, sparse files or extensions, so that names and sizes are reliable.
 *
 * @param accepts returns true if the archive may contain an entry; it is called before the contents
 *   are read
 * @param visit must read `chunks` to their end.
 * @throws TarError
 */
export async function readTar(
  path: string,
  accepts: (entry: TarEntry) => boolean,
  visit: (entry: TarEntry, chunks: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const file = await open(path)
  try {
    const { size: total } = await file.stat()
    let position = 0
    const read = async (bytes: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(bytes)
      const { bytesRead } = await file.read(buffer, 0, bytes, position)
      if (bytesRead !== bytes) throw new TarError(`it ends in the middle, at byte ${position + bytesRead}`)
      position += bytes
      return buffer
    }
    async function* contents(size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0; left -= chunkBytes) yield await read(Math.min(left, chunkBytes))
    }
    for (;;) {
      const at = position
      const header = await read(tarBlock)
      if (header.every((byte) => byte === 0)) break
      const entry = parseHeader(header)
      if (entry === null || !accepts(entry))
        throw new TarError(`byte ${at} does not begin a file of a backup`)
      if (position + entry.size > total) throw new TarError(`it ends in the middle of ${entry.name}`)
      const end = position + entry.size
      await visit(entry, contents(entry.size))
      if (position !== end) throw new TarError(`${entry.name} was not read to its end`)
      if ((await read(computeTarPadding(entry.size))).some((byte) => byte !== 0))
        throw new TarError(`${entry.name} is damaged`)
    }
    if ((await read(tarBlock)).some((byte) => byte !== 0) || position !== total)
      throw new TarError('something follows its end')
  } finally {
    await file.close()
  }
}

/** Parses a header; null if `createTarHeader` would write it differently. */
function parseHeader(header: Buffer): TarEntry | null {
  const name = header.toString('latin1', 0, 100).replace(/\0+$/, '')
  const size = header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : parseOctal(header, 124)
  const entry = { name, size, time: parseOctal(header, 136) }
  const isValid = Number.isSafeInteger(size) && Number.isSafeInteger(entry.time)
  return isValid && createTarHeader(entry).equals(header) ? entry : null
}

function parseOctal(header: Buffer, offset: number): number {
  const text = header.toString('latin1', offset, offset + 11)
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}
