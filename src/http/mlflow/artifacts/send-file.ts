import { basename } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OwnedPath } from '../../../store/artifacts/owner.ts'
import type { ByteRange } from '../../../store/artifacts/store.ts'
import { sendContent } from '../../load/send-content.ts'
import type { ServerServices } from '../../platform-services.ts'
import { mediaTypeOf } from './media-type.ts'

/** Sends a file or a range of it as an attachment, which no browser shows on our address. */
export async function sendFile(
  services: Pick<ServerServices, 'artifactTree' | 'log'>,
  request: FastifyRequest,
  reply: FastifyReply,
  place: OwnedPath,
): Promise<FastifyReply> {
  let range: ByteRange | undefined
  const file = await services.artifactTree.open(place, (bytes) => {
    range = readRange(request.headers.range, bytes)
    return range
  })
  const name = basename(place.path)
  reply
    .header('content-disposition', dispositionOf(name))
    .header('accept-ranges', 'bytes')
    .header('etag', `"${file.sha256}"`)
    .type(mediaTypeOf(name))
  return sendContent(services, request, reply, file, range)
}

/**
 * Reads the header `Range` (RFC 9110, 14.2). Other units, several ranges and ranges outside of the
 * file are ignored, so that the whole file is sent.
 */
function readRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  return start < end ? { start, end } : undefined
}

/** Returns the header for a name (RFC 6266): as it is, and in ASCII for old readers. */
function dispositionOf(name: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `attachment; filename=${name}`
  const ascii = name.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'download'
  const quoted = `attachment; filename="${ascii.replace(/["\\]/g, '\\$&')}"`
  if (ascii === name) return quoted
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
  return `${quoted}; filename*=UTF-8''${encoded}`
}
