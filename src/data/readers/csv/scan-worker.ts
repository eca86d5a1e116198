import { parentPort } from 'node:worker_threads'
import { type PackedRows, RowPacker } from './packed-rows.ts'
import { type ReaderState, RecordReader } from './record-reader.ts'

/** Result for each piece of a text. */
export interface Scanned {
  readonly rows: PackedRows
  /** False if a quote was left open. */
  readonly closed: boolean
}

/**
 * Protocol: the first message is the reader state to resume from, then chunks, then `null` at the
 * end. The worker replies with a `Scanned` message to each chunk and to the end.
 */
const packer = new RowPacker()
parentPort?.once('message', (state: ReaderState) => {
  const reader = new RecordReader(packer, state)
  parentPort?.on('message', (chunk: Uint8Array<ArrayBuffer> | null) => {
    const closed =
      chunk === null
        ? reader.finish()
        : reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
    const rows = packer.getRows()
    const { firsts, hashes, starts, ends, numbers } = rows
    const moved = [firsts, hashes, starts, ends, numbers].map(({ buffer }) => buffer as ArrayBuffer)
    parentPort?.postMessage({ rows, closed } satisfies Scanned, moved)
  })
})
