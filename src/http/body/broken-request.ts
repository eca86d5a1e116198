import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { problemOf, problemType } from '../problems.ts'
import { apiHeaders } from '../guard/security-headers.ts'
import { isUploading } from '../load/long-uploads.ts'

const codes = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
} as const

/** Connections whose parser has failed. A parser may report its failure more than once. */
const broken = new WeakSet<Socket>()

/**
 * Responds to a request that Node's parser refused. No request object exists for it, so the problem
 * is written to the connection itself, after the responses to the complete requests before it.
 */
export function respondToBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && isUploading(socket)) return
  if (broken.has(socket)) return
  broken.add(socket)
  afterWholeRequests(socket, (isUnderWay) => {
    // A response to the broken request itself may have begun. Nothing else can be sent after its
    // first byte.
    if (isUnderWay) socket.destroy()
    else if (socket.writable)
      socket.end(responseOf(new LapidaryError(codes[error.code as keyof typeof codes] ?? 'bad-request')))
  })
}

/**
 * Calls back once no response to a request that was received whole is left to send on this
 * connection.
 */
function afterWholeRequests(socket: Socket, callback: (isUnderWay: boolean) => void): void {
  // `_httpMessage` is the response that Node sends now; Node's own handler of such errors reads it
  // as well. When it closes, the next response takes its place.
  const { _httpMessage: current } = socket as Socket & { readonly _httpMessage?: ServerResponse | null }
  if (current == null || !current.req.complete) callback(current?.headersSent === true)
  else current.once('close', () => afterWholeRequests(socket, callback))
}

function responseOf(error: LapidaryError): string {
  const body = JSON.stringify(problemOf(error, error.message))
  const headers = {
    ...apiHeaders,
    date: new Date().toUTCString(),
    connection: 'close',
    'content-language': 'en',
    'content-type': problemType,
    'content-length': Buffer.byteLength(body),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`
}
