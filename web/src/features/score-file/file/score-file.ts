import type { FileReportInfo } from 'lapidary/client'
import { CsvReader } from './csv.ts'
import { sendFile, type SendFileOptions, type SendProgress } from './send-file.ts'

/** How many rows the page shows; the rest is only counted and kept for the download. */
export const shownRows = 50

/** What is known of a scored file, or of what has arrived of it. */
export interface FileSummary {
  readonly header: readonly string[]
  readonly total: number | null
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

export type Progress = SendProgress | { readonly phase: 'scoring'; readonly file: FileSummary }

export interface ScoreFileOptions extends Omit<SendFileOptions, 'onProgress'> {
  /** Score the file even if its columns lose clearly more cells than in training. */
  readonly acceptLost: boolean
  readonly onProgress: (progress: Progress) => void
}

interface Scored {
  readonly file: FileSummary
  readonly csv: Blob
}

/** Has the server read a file without scoring it. Throws as `sendFile` does. */
export function inspectFile(file: File, options: SendFileOptions): Promise<FileReportInfo> {
  return sendFile(file, { name: 'inspect-file' }, options, () => ({
    expected: 'application/json',
    result: ({ responseText }) => JSON.parse(responseText) as FileReportInfo,
  }))
}

/**
 * Sends a file and reads the scored CSV while it arrives: pieces of text become parts of a `Blob`,
 * only the first rows stay as rows. Throws as `sendFile` does.
 */
export function scoreFile(file: File, options: ScoreFileOptions): Promise<Scored> {
  const query = { inputs: 'true', ...(options.acceptLost && { accept_lost: 'true' }) }
  return sendFile(file, { name: 'predict-file', query }, options, () => {
    const collected = new Collector()
    return {
      expected: 'text/csv',
      onHeaders: (request) => {
        const total = request.getResponseHeader('x-total-rows')
        collected.total = total === null ? null : Number(total)
      },
      onText: throttled(200, (request) => {
        collected.take(request.responseText)
        options.onProgress({ phase: 'scoring', file: collected.state() })
      }),
      result: (request) => {
        collected.take(request.responseText)
        collected.end()
        return { file: collected.state(), csv: new Blob(collected.parts, { type: 'text/csv' }) }
      },
    }
  })
}

function throttled<T>(milliseconds: number, work: (value: T) => void): (value: T) => void {
  let last = -Infinity
  return (value) => {
    if (performance.now() - last < milliseconds) return
    work(value)
    last = performance.now()
  }
}

/** Counts rows of the answer and keeps the first ones. */
export class Collector {
  readonly parts: string[] = []
  total: number | null = null
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
