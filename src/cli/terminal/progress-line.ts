/**
 * A line on a terminal with the progress of a step and the time left. Without a terminal nothing is
 * drawn.
 */
export class ProgressLine {
  readonly #stream: { readonly isTTY?: boolean; write(text: string): unknown }
  readonly #now: () => number
  #step = ''
  #startedAt = 0
  #drawnAt = 0
  #drawn = false

  constructor(
    stream: { readonly isTTY?: boolean; write(text: string): unknown },
    now: () => number = Date.now,
  ) {
    this.#stream = stream
    this.#now = now
  }

  show(step: string, share: number): void {
    if (this.#stream.isTTY !== true) return
    const now = this.#now()
    if (step !== this.#step) {
      this.#step = step
      this.#startedAt = now
      this.#drawnAt = 0
    }
    if (share >= 1) return this.clear()
    if (now - this.#drawnAt < 100) return
    this.#drawnAt = now
    const done = Math.max(0, Math.min(1, share))
    const elapsed = (now - this.#startedAt) / 1000
    const left =
      done > 0.02 && elapsed > 0.5 ? `, about ${Math.ceil((elapsed / done) * (1 - done))} s left` : ''
    const bar = '█'.repeat(Math.round(done * 20)).padEnd(20, '░')
    this.#stream.write(`\r\x1b[2K${step} ${bar} ${Math.round(done * 100)} %${left}`)
    this.#drawn = true
  }

  /** Erases the line, then calls `write`. */
  above(write: () => void): void {
    this.clear()
    write()
  }

  clear(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[2K')
    this.#drawn = false
  }
}
