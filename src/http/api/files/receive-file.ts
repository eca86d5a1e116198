import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import type { Settings } from '../../../base/settings/settings.ts'
import type { InspectFileOptions } from '../../../serve/scorer.ts'
import { saveUpload, type Upload } from '../../body/upload.ts'
import { callerOf } from '../../guard/guard.ts'
import { FileSlots } from '../../load/file-slots.ts'
import { languageOf } from '../../problems.ts'

/** A stored body, and the slot that its caller has. */
export interface ReceivedFile {
  readonly upload: Upload
  /** Releases the slot. May be called twice. */
  readonly release: () => void
  /** Options with which the scorer reads the file. */
  readonly options: InspectFileOptions
}

/** Takes a slot for the caller of a request and stores its body. */
export type ReceiveFile = (
  request: FastifyRequest,
  reply: FastifyReply,
  sheet: string | undefined,
) => Promise<ReceivedFile>

/**
 * Returns a function that receives files within the limits of the settings. The slot and the stored
 * body are released when the connection closes, or earlier by `release` and `upload.remove`.
 */
export function createFileReceiver(
  { MAX_FILE_BYTES: limit, MAX_FILES_AT_ONCE }: Pick<Settings, 'MAX_FILE_BYTES' | 'MAX_FILES_AT_ONCE'>,
  folder: string,
): ReceiveFile {
  const slots = new FileSlots(MAX_FILES_AT_ONCE)
  return async (request, reply, sheet) => {
    // Checked before a slot is taken and megabytes are stored, which would end in the same error.
    if (Number(request.headers['content-length'] ?? 0) > limit)
      throw new LapidaryError('body-too-large', { limit })
    const release = slots.take(callerOf(request).id)
    const signal = abortOnClose(reply)
    signal.addEventListener('abort', release)
    const body = (request.body as Readable | undefined) ?? Readable.from([])
    const upload = await saveUpload(body, { folder, id: randomUUID(), limit })
    // The connection of a response that is never read to its end closes as well.
    signal.addEventListener('abort', () => void upload.remove())
    if (signal.aborted) await upload.remove()
    const options = { sheet, language: languageOf(request), tempFolder: upload.folder, signal }
    return { upload, release, options }
  }
}

/**
 * Returns a signal that is aborted when the connection closes: the caller has left, or has the
 * whole response.
 */
function abortOnClose(reply: FastifyReply): AbortSignal {
  const closing = new AbortController()
  const stop = (): void => closing.abort(new LapidaryError('bad-request'))
  reply.raw.once('close', stop)
  if (reply.raw.destroyed) stop()
  return closing.signal
}
