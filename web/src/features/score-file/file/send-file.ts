import { ApiError, errorOfResponse, unexpectedResponse } from 'lapidary/client'
import type { Language, Problem } from 'lapidary/client'
import type { SessionGate } from '../../../lib/session/session-gate.ts'

/** Progress of a file: being sent, or being read by the server. */
export type SendProgress =
  | { readonly phase: 'sending'; readonly share: number }
  | { readonly phase: 'reading' }

export interface SendFileOptions {
  readonly model: string
  readonly language: Language
  /** Sheet of a workbook. */
  readonly sheet?: string | undefined
  /** Waits for a new session when this one has ended. */
  readonly gate: Pick<SessionGate, 'isRenewed' | 'renewals'>
  readonly signal: AbortSignal
  readonly onProgress: (progress: SendProgress) => void
}

/** Handles the response to a file. */
export interface FileReceiver<T> {
  /** Media type of a response that is right. */
  readonly expected: string
  /** Called when the headers have arrived. */
  readonly onHeaders?: (request: XMLHttpRequest) => void
  /** Called when more of the text has arrived. */
  readonly onText?: (request: XMLHttpRequest) => void
  readonly result: (request: XMLHttpRequest) => T
}

/**
 * Sends a file, again after a new sign-in if the session was over. XMLHttpRequest, because `fetch`
 * cannot tell how much of the file has been sent.
 *
 * @param action last part of the address, with its query
 * @param receive returns the receiver of one attempt
 * @throws ApiError; TypeError when the server cannot be reached; an `AbortError` when `signal` says
 * so.
 */
export async function sendFile<T>(
  file: File,
  action: { readonly name: string; readonly query?: Readonly<Record<string, string>> },
  options: SendFileOptions,
  receive: () => FileReceiver<T>,
): Promise<T> {
  const query = new URLSearchParams({
    ...action.query,
    ...(options.sheet !== undefined && { sheet: options.sheet }),
  })
  const path = `/v1/models/${encodeURIComponent(options.model)}/${action.name}${query.size === 0 ? '' : `?${query}`}`
  for (;;) {
    const since = options.gate.renewals
    try {
      return await sendOnce(file, path, options, receive())
    } catch (error) {
      const isOver = error instanceof ApiError && error.problem.status === 401
      if (!isOver || !(await options.gate.isRenewed(error.problem.code, since))) throw error
    }
  }
}

function sendOnce<T>(
  file: File,
  path: string,
  options: SendFileOptions,
  receiver: FileReceiver<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const request = new XMLHttpRequest()
  request.open('POST', path)
  request.setRequestHeader('content-type', contentType(file.name))
  request.setRequestHeader('accept-language', options.language)
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    options.onProgress(loaded < total ? { phase: 'sending', share: loaded / total } : { phase: 'reading' }),
  )
  request.addEventListener('readystatechange', () => {
    if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED) receiver.onHeaders?.(request)
  })
  request.addEventListener('progress', () => {
    if (isExpected(request, receiver.expected)) receiver.onText?.(request)
  })
  request.addEventListener('load', () => {
    if (!isExpected(request, receiver.expected))
      reject(errorOf(request, path, receiver.expected, file.name, options.language))
    else resolve(receiver.result(request))
  })
  request.addEventListener('error', () => reject(new TypeError('The connection broke')))
  request.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')))
  options.signal.addEventListener('abort', () => request.abort(), { once: true })
  request.send(file)
  return promise
}

function errorOf(
  request: XMLHttpRequest,
  path: string,
  expected: string,
  name: string,
  language: Language,
): ApiError {
  const { status, statusText } = request
  const response = { status, statusText, header: (header: string) => request.getResponseHeader(header) }
  if (status === 200) return unexpectedResponse(response, { request: `POST ${path}`, expected, language })
  const { problem, retryAfter } = errorOfResponse({ ...response, text: request.responseText })
  return new ApiError(withFileName(problem, name), retryAfter)
}

/**
 * Returns whether the response is what was asked for: a proxy may respond 200 with a page of its
 * own.
 */
function isExpected(request: XMLHttpRequest, expected: string): boolean {
  return request.status === 200 && request.getResponseHeader('content-type')?.startsWith(expected) === true
}

/** Replaces the server's name of the file by the name that the reader chose, which is not sent. */
export function withFileName(problem: Problem, name: string): Problem {
  const rename = (text: string): string =>
    text.replace(/\bupload(\.csv\.gz|\.csv|\.xlsx|\.parquet)\b/g, () => name)
  return {
    ...problem,
    detail: rename(problem.detail),
    ...(problem.errors !== undefined && {
      errors: problem.errors.map((error) => ({ ...error, message: rename(error.message) })),
    }),
  }
}

/**
 * CSV as text; what is packed, Parquet or a workbook as bytes, whose first letters the server looks
 * at.
 */
function contentType(name: string): string {
  return /\.(gz|parquet|xlsx)$/i.test(name) ? 'application/octet-stream' : 'text/csv'
}
