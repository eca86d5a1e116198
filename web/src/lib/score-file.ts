import { ApiError, errorOfResponse, type FileGapsInfo, readFileGaps, unexpectedResponse } from 'lapidary/client'
import type { Language, Problem } from './contract.ts'
import { CsvReader } from './csv.ts'
import type { SessionGate } from './session-gate.ts'

/** How many rows the page shows; the rest is only counted and kept for the download. */
export const shownRows = 50

/** What is known of a scored file, or of what has arrived of it. */
export interface FileSummary {
  readonly header: readonly string[]
  readonly total: number | null
  readonly gaps: FileGapsInfo
  readonly done: number
  readonly counts: Readonly<Record<string, number>>
  readonly bad: number
  readonly first: readonly NumberedRow[]
  readonly firstBad: readonly NumberedRow[]
}

/** `number` counts the rows of the file from 1. */
export interface NumberedRow {
  readonly number: number
  readonly cells: readonly string[]
}

export type Progress =
  | { readonly phase: 'sending'; readonly share: number }
  | { readonly phase: 'reading' }
  | { readonly phase: 'scoring'; readonly file: FileSummary }

export interface ScoreFileOptions {
  readonly model: string
  readonly language: Language
  /** Waits for a new session when this one has ended. */
  readonly gate: Pick<SessionGate, 'isRenewed' | 'renewals'>
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/**
 * Sends a file and reads the scored CSV while it arrives: pieces of text become parts of a `Blob`, only the first rows stay as rows.
 * XMLHttpRequest, because `fetch` cannot tell how much of the file has been sent.
 * Throws `ApiError`; `TypeError` when the server cannot be reached; an `AbortError` when `signal` says so.
 */
export async function scoreFile(file: File, options: ScoreFileOptions): Promise<Scored> {
  for (;;) {
    const since = options.gate.renewals
    try {
      return await sendFile(file, options)
    } catch (error) {
      const isOver = error instanceof ApiError && error.problem.status === 401
      if (!isOver || !(await options.gate.isRenewed(error.problem.code, since))) throw error
    }
  }
}

interface Scored {
  readonly file: FileSummary
  readonly csv: Blob
}

function sendFile(file: File, options: ScoreFileOptions): Promise<Scored> {
  const { promise, resolve, reject } = Promise.withResolvers<Scored>()
  const request = new XMLHttpRequest()
  const collected = new Collector()
  const read = throttled(200, () => {
    collected.take(request.responseText)
    options.onProgress({ phase: 'scoring', file: collected.state() })
  })
  request.open('POST', `/v1/models/${encodeURIComponent(options.model)}/predict-file?inputs=true`)
  request.setRequestHeader('content-type', contentType(file.name))
  request.setRequestHeader('accept-language', options.language)
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    options.onProgress(loaded < total ? { phase: 'sending', share: loaded / total } : { phase: 'reading' }),
  )
  request.addEventListener('readystatechange', () => {
    if (request.readyState !== XMLHttpRequest.HEADERS_RECEIVED) return
    const total = request.getResponseHeader('x-total-rows')
    collected.total = total === null ? null : Number(total)
    collected.gaps = readFileGaps((name) => request.getResponseHeader(name))
  })
  request.addEventListener('progress', () => {
    if (isScoredFile(request)) read()
  })
  request.addEventListener('load', () => {
    if (!isScoredFile(request)) return reject(errorOf(request, file.name, options.language))
    collected.take(request.responseText)
    collected.end()
    resolve({ file: collected.state(), csv: new Blob(collected.parts, { type: 'text/csv' }) })
  })
  request.addEventListener('error', () => reject(new TypeError('The connection broke')))
  request.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')))
  options.signal.addEventListener('abort', () => request.abort(), { once: true })
  request.send(file)
  return promise
}

function errorOf(request: XMLHttpRequest, name: string, language: Language): ApiError {
  const { status, statusText } = request
  const response = { status, statusText, header: (header: string) => request.getResponseHeader(header) }
  if (status === 200) return unexpectedResponse(response, { request: 'POST predict-file', expected: 'text/csv', language })
  const { problem, retryAfter } = errorOfResponse({ ...response, text: request.responseText })
  return new ApiError(withFileName(problem, name), retryAfter)
}

/** Returns whether the response is a scored file: a proxy may respond 200 with a page of its own. */
function isScoredFile(request: XMLHttpRequest): boolean {
  return request.status === 200 && request.getResponseHeader('content-type')?.startsWith('text/csv') === true
}

/** Replaces the server's name of the file by the name that the reader chose, which is not sent. */
export function withFileName(problem: Problem, name: string): Problem {
  const rename = (text: string): string => text.replace(/\bupload(\.csv\.gz|\.csv|\.xlsx|\.parquet)\b/g, () => name)
  return {
    ...problem,
    detail: rename(problem.detail),
    ...(problem.errors !== undefined && {
      errors: problem.errors.map((error) => ({ ...error, message: rename(error.message) })),
    }),
  }
}

/** CSV as text; what is packed, Parquet or a workbook as bytes, whose first letters the server looks at. */
function contentType(name: string): string {
  return /\.(gz|parquet|xlsx)$/i.test(name) ? 'application/octet-stream' : 'text/csv'
}

function throttled(milliseconds: number, work: () => void): () => void {
  let last = -Infinity
  return () => {
    if (performance.now() - last < milliseconds) return
    work()
    last = performance.now()
  }
}

/** Counts rows of the answer and keeps the first ones. */
export class Collector {
  readonly parts: string[] = []
  total: number | null = null
  gaps: FileGapsInfo = { missingColumns: [], missingColumnCount: 0, unusableCells: 0, lostCells: {}, lostColumnCount: 0 }
  #taken = 0
  #header: string[] | null = null
  #prediction = -1
  #error = -1
  #done = 0
  #bad = 0
  readonly #counts = new Map<string, number>()
  readonly #first: NumberedRow[] = []
  readonly #firstBad: NumberedRow[] = []
  readonly #reader = new CsvReader((cells) => this.#row(cells))

  /** `text` is all that has arrived so far. */
  take(text: string): void {
    const piece = text.slice(this.#taken)
    if (piece === '') return
    this.#taken = text.length
    this.parts.push(piece)
    this.#reader.push(piece)
  }

  end(): void {
    this.#reader.end()
  }

  state(): FileSummary {
    return {
      header: this.#header ?? [],
      total: this.total,
      gaps: this.gaps,
      done: this.#done,
      counts: Object.fromEntries(this.#counts),
      bad: this.#bad,
      first: [...this.#first],
      firstBad: [...this.#firstBad],
    }
  }

  /** Without the inputs, which follow the error: they are for the download. */
  #shown(cells: string[]): string[] {
    return this.#error < 0 ? cells : cells.slice(0, this.#error + 1)
  }

  #row(cells: string[]): void {
    if (this.#header === null) {
      this.#prediction = cells.indexOf('prediction')
      this.#error = cells.indexOf('error')
      this.#header = this.#shown(cells)
      return
    }
    this.#done++
    const row = { number: this.#done, cells: this.#shown(cells) }
    if (this.#first.length < shownRows) this.#first.push(row)
    if (this.#error >= 0 && (cells[this.#error] ?? '') !== '') {
      this.#bad++
      if (this.#firstBad.length < shownRows) this.#firstBad.push(row)
    } else {
      const prediction = cells[this.#prediction] ?? ''
      this.#counts.set(prediction, (this.#counts.get(prediction) ?? 0) + 1)
    }
  }
}
