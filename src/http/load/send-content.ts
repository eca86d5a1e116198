import { Readable } from 'node:stream'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { ByteRange, OpenContent } from '../../store/artifacts/store.ts'
import { watchReader } from './watch-reader.ts'

/**
 * Sends a stored content while it is read and checked. If it is damaged, the connection is closed
 * before the last bytes: the reader gets fewer than `Content-Length`.
 *
 * @param range the bytes that were opened. Default: all.
 */
export function sendContent(
  { log }: { readonly log: FastifyBaseLogger },
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, chunks }: OpenContent,
  range?: ByteRange,
): FastifyReply {
  reply.header('content-length', range === undefined ? bytes : range.end - range.start)
  if (range !== undefined)
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${bytes}`)
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  const stream = Readable.from(watchReader(chunks, () => reply.raw.destroy()))
  stream.once('error', (err) =>
    log.error({ err, request: request.id, url: request.url }, 'a file could not be sent to its end'),
  )
  return reply.send(stream)
}
