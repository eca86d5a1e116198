import { parentPort } from 'node:worker_threads'
import { type PackedRows, RowPacker } from './packed-rows.ts'
import { RecordReader } from './record-reader.ts'

/** What the thread answers to each piece of a text: its rows, and whether a quote was left open. */
export interface Scanned {
  readonly rows: PackedRows
  readonly closed: boolean
}

/** Finds the rows of the pieces of one text; `null` comes after the last. */
const packer = new RowPacker()
const reader = new RecordReader(packer)
parentPort?.on('message', (chunk: Uint8Array | null) => {
  const closed =
    chunk === null ? reader.finish() : reader.push(Buffer.from(chunk.buffer as ArrayBuffer, chunk.byteOffset, chunk.length))
  const rows = packer.packed()
  const { firsts, hashes, starts, ends, numbers } = rows
  const moved = [firsts, hashes, starts, ends, numbers].map(({ buffer }) => buffer as ArrayBuffer)
  parentPort?.postMessage({ rows, closed } satisfies Scanned, moved)
})
