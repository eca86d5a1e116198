import { createHmac } from 'node:crypto'
import { type LookupAddress, type LookupAllOptions, lookup as systemLookup } from 'node:dns'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { errorCode } from '../../base/files/storage-error.ts'
import { isPublicAddress } from '../../base/network/public-address.ts'
import type { DeliveryProblem } from './store.ts'
import { isAllowedUrl } from './webhook-url.ts'

/** Bytes of a response that are read. */
const maxResponseBytes = 16_384

/** What a receiver returned, or why it received nothing. */
export type PostResult =
  | { readonly status: number; readonly body: string; readonly retryAfterSeconds: number | null }
  | { readonly problem: DeliveryProblem; readonly detail: string }

export interface PostOptions {
  /** Origins that may be private, use HTTP or another port. */
  readonly allowedOrigins: ReadonlySet<string>
  /** Milliseconds until the response must be complete. */
  readonly timeoutMs: number
  /** Resolves a host name. @defaultValue the system's resolver */
  readonly lookup?: Resolve
}

type Resolve = (
  host: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void

/** Sends one request to a webhook. Never rejects. */
export type PostWebhook = (
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  signal: AbortSignal,
) => Promise<PostResult>

/**
 * Returns the headers of a delivery as MLflow's receivers verify them: the signature is the
 * HMAC-SHA256 of id, time and body.
 * @param seconds since 1970
 */
export function deliveryHeaders(
  { id, body }: { readonly id: string; readonly body: string },
  secret: string | null,
  seconds: number,
): Record<string, string> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Lapidary',
    'x-mlflow-delivery-id': id,
    'x-mlflow-timestamp': String(seconds),
  }
  if (secret === null) return headers
  const signature = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')
  return { ...headers, 'x-mlflow-signature': `v1,${signature}` }
}

class BlockedAddress extends Error {}

/**
 * Creates the function that sends deliveries. It connects to the very address that was checked, so
 * that a name whose address changes in between (DNS rebinding) reaches nothing private. Redirects
 * are not followed and proxies of the environment are not used.
 */
export function createPostWebhook({
  allowedOrigins,
  timeoutMs,
  lookup = systemLookup,
}: PostOptions): PostWebhook {
  return async (text, { headers, body }, signal) => {
    const url = URL.parse(text)
    if (url === null || !isAllowedUrl(url, allowedOrigins)) return failure('url-not-allowed', text)
    const mayBePrivate = allowedOrigins.has(url.origin)
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    if (isIP(host) !== 0 && !mayBePrivate && !isPublicAddress(host))
      return failure('address-not-public', host)
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      return await exchange(url, body, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false,
        lookup: checkedLookup(lookup, mayBePrivate),
        signal: AbortSignal.any([signal, timeout]),
      })
    } catch (error) {
      if (error instanceof BlockedAddress) return failure('address-not-public', error.message)
      if (timeout.aborted) return failure('timeout', `no response within ${timeoutMs / 1000} s`)
      return failure('connection-failed', errorCode(error) ?? 'no connection')
    }
  }
}

function failure(problem: DeliveryProblem, detail: string): PostResult {
  return { problem, detail: detail.slice(0, 200) }
}

/** Resolves names for a connection, and fails if any address is not public. */
function checkedLookup(resolve: Resolve, mayBePrivate: boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses
      const blocked = mayBePrivate ? undefined : addresses.find(({ address }) => !isPublicAddress(address))
      if (error !== null) callback(error, '')
      else if (blocked !== undefined) callback(new BlockedAddress(blocked.address), '')
      else if (options.all === true) callback(null, addresses)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

/** Sends a request, and resolves with the response and the first bytes of its body. */
async function exchange(
  url: URL,
  body: string,
  options: Parameters<typeof httpsRequest>[1],
): Promise<PostResult> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    send(url, options, resolve).once('error', reject).end(body)
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxResponseBytes - bytes))
    bytes += chunk.length
    if (bytes >= maxResponseBytes) break // which closes the connection
  }
  const retryAfter = Number(response.headers['retry-after'] ?? Number.NaN)
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks).toString(),
    retryAfterSeconds: retryAfter >= 0 ? retryAfter : null,
  }
}
