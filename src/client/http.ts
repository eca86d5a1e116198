import type { Language } from '../base/text/localized-text.ts'
import { errorOfResponse, parseJsonObject, type ReceivedResponse, unexpectedResponse } from './api-error.ts'
import { toJson } from './json-body.ts'

export interface ClientOptions {
  /** Where the server is, such as `http://127.0.0.1:8000`. Default: where the page came from. */
  readonly baseUrl?: string
  /** Sent as `x-api-key`. A page leaves it out and signs in: its cookie is sent instead. */
  readonly apiKey?: string
  /** Language of messages and reasons. Default: what the runtime sends. */
  readonly language?: () => Language
  readonly fetch?: typeof fetch
}

interface Sent {
  readonly body: string | Blob
  readonly type: string
}

/** What a request is, and what its success must be. */
interface Call {
  readonly method: string
  readonly path: string
  readonly sent?: Sent | undefined
  readonly signal?: AbortSignal | undefined
  /** Media type for messages; `isExpected` decides. */
  readonly expected: string
  readonly isExpected: (response: Response) => boolean
}

/**
 * Requests to one server, with its errors as `ApiError` and those of the network as `TypeError`.
 */
export class Http {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  url(path: string): string {
    return `${(this.#options.baseUrl ?? '').replace(/\/$/, '')}${path}`
  }

  /** Sends a JSON body or a file, if there is one, and returns the JSON object of the response. */
  async json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const expected = 'application/json'
    const call: Call = { method, path, sent: bodyOf(body), signal, expected, isExpected: () => true }
    const response = await this.send(call)
    const value = parseJsonObject(await this.#receive(call, () => response.text()))
    if (value === null) throw this.#unexpected(call, response)
    return value as T
  }

  /** Sends a JSON body, if there is one, and expects no content. */
  async noContent(method: string, path: string, body?: unknown): Promise<void> {
    const isExpected = ({ status }: Response): boolean => status === 204
    await this.send({ method, path, sent: bodyOf(body), expected: '204', isExpected })
  }

  /** Returns the `items` of the response. */
  async items<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<readonly T[]> {
    const { items } = await this.json<{ items?: unknown }>(method, path, body, signal)
    if (Array.isArray(items)) return items as readonly T[]
    const response = { status: 200, statusText: 'OK', header: () => 'application/json' }
    throw this.#unexpected({ method, path, expected: '{"items": [...]}', isExpected: () => true }, response)
  }

  async blob(call: Omit<Call, 'method'>): Promise<Blob> {
    const get: Call = { method: 'GET', ...call }
    const response = await this.send(get)
    return await this.#receive(get, () => response.blob())
  }

  async send(call: Call): Promise<Response> {
    const { method, path, sent, signal } = call
    const { apiKey, language, fetch: fetchWith = globalThis.fetch } = this.#options
    const response = await this.#receive(call, () =>
      fetchWith(this.url(path), {
        method,
        headers: {
          ...(apiKey !== undefined && { 'x-api-key': apiKey }),
          ...(language !== undefined && { 'accept-language': language() }),
          ...(sent !== undefined && { 'content-type': sent.type }),
        },
        credentials: 'same-origin',
        ...(sent !== undefined && { body: sent.body }),
        ...(signal !== undefined && { signal }),
      }),
    )
    if (!response.ok) {
      throw errorOfResponse({ ...received(response), text: await this.#receive(call, () => response.text()) })
    }
    if (!call.isExpected(response)) throw this.#unexpected(call, received(response))
    return response
  }

  #unexpected(call: Call, response: Response | Omit<ReceivedResponse, 'text'>): Error {
    const { language } = this.#options
    const about = {
      request: this.#nameOf(call),
      expected: call.expected,
      ...(language !== undefined && { language: language() }),
    }
    return unexpectedResponse(response instanceof Response ? received(response) : response, about)
  }

  /**
   * Names what failed in the network. The runtime's own message may quote the key or the password
   * of an address.
   */
  async #receive<T>(call: Call, receive: () => Promise<T>): Promise<T> {
    try {
      return await receive()
    } catch (error) {
      if (isAbort(error) || call.signal?.aborted === true) throw error
      const code = codeOf(error)
      const reason = code === undefined ? 'no response was received' : `no response was received (${code})`
      // oxlint-disable-next-line preserve-caught-error -- the error may quote the key
      throw new TypeError(
        `${this.#nameOf(call)} failed: ${reason}. Check the address, the key and that the server is running.`,
        code === undefined ? {} : { cause: error },
      )
    }
  }

  /** Returns method and address without credentials and query, which may name a person. */
  #nameOf({ method, path }: Pick<Call, 'method' | 'path'>): string {
    return `${method} ${this.url(path)
      .replace(/[?#].*$/s, '')
      .replace(/^(\w+:\/\/)[^/]*@/, '$1')}`
  }
}

function received({ status, statusText, headers }: Response): Omit<ReceivedResponse, 'text'> {
  return { status, statusText, header: (name) => headers.get(name) }
}

function bodyOf(body: unknown): Sent | undefined {
  if (body instanceof Blob) return { body, type: 'application/octet-stream' }
  return body === undefined ? undefined : { body: toJson(body), type: 'application/json' }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

/** Returns the code that Node gives as the cause of a failed `fetch`, such as `ECONNREFUSED`. */
function codeOf(error: unknown): string | undefined {
  const { cause } = (error ?? {}) as { readonly cause?: { readonly code?: unknown } }
  // An invalid address or header is quoted by its error.
  return typeof cause?.code === 'string' && /^(?!ERR_INVALID)[A-Z_]+$/.test(cause.code)
    ? cause.code
    : undefined
}

/** Percent-encodes one part of a path. @throws URIError for half of a surrogate pair. */
export function pathPart(text: string): string {
  return encodeURIComponent(text)
}

/**
 * Returns a query string, empty without values. @throws TypeError for half of a surrogate pair, or
 * a number that is not finite.
 */
export function queryString(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    if (typeof value === 'number' ? !Number.isFinite(value) : !String(value).isWellFormed()) {
      throw new TypeError(
        `"${name}" of the query cannot be sent. Numbers must be finite, and texts of whole characters.`,
      )
    }
    search.set(name, String(value))
  }
  return search.size === 0 ? '' : `?${search}`
}
