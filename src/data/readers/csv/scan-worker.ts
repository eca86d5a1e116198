import { parentPort } from 'node:worker_threads'
import { type PackedRows, RowPacker } from './packed-rows.ts'
import { type ReaderState, RecordReader } from './record-reader.ts'

/** What the thread answers to each piece of a text: its rows, and whether a quote was left open. */
export interface Scanned {
  readonly rows: PackedRows
  readonly closed: boolean
}

/**
 * Protocol: the first message is the state of the reader to resume from, then pieces of the text, each of which is returned as rows,
 * then `null`.
 */
const packer = new RowPacker()
parentPort?.once('message', (state: ReaderState) => {
  const reader = new RecordReader(packer, state)
  parentPort?.on('message', (chunk: Uint8Array<ArrayBuffer> | null) => {
    const closed = chunk === null ? reader.finish() : reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
    const rows = packer.packed()
    const { firsts, hashes, starts, ends, numbers } = rows
    const moved = [firsts, hashes, starts, ends, numbers].map(({ buffer }) => buffer as ArrayBuffer)
    parentPort?.postMessage({ rows, closed } satisfies Scanned, moved)
  })
})
