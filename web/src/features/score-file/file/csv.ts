/**
 * Reads CSV text that arrives in pieces (RFC 4180: quotes doubled, line breaks inside quotes).
 * `push` calls `onRow` for every row that is complete; `end` for a last one without a line break.
 */
export class CsvReader {
  readonly #onRow: (cells: string[]) => void
  #cells: string[] = []
  #cell = ''
  #quoted = false
  /**
   * The piece before ended in a quote inside a quoted cell: the next character says whether it
   * closes the cell.
   */
  #quoteSeen = false
  #started = false

  constructor(onRow: (cells: string[]) => void) {
    this.#onRow = onRow
  }

  push(text: string): void {
    let from = 0 // start of what is not copied into the cell yet
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#quoteSeen) {
        this.#quoteSeen = false
        from = at
        if (code === QUOTE) continue // a doubled quote: this one is copied with what follows
        this.#quoted = false
      }
      if (code === QUOTE) {
        this.#cell += text.slice(from, at)
        from = at + 1
        this.#started = true
        if (this.#quoted) this.#quoteSeen = true
        else this.#quoted = true
      } else if (!this.#quoted && (code === COMMA || code === LF || code === CR)) {
        this.#cell += text.slice(from, at)
        from = at + 1
        if (code === COMMA) this.#endCell()
        else if (code === LF) this.#endRow()
      }
    }
    if (!this.#quoteSeen) this.#cell += text.slice(from)
  }

  end(): void {
    if (this.#started || this.#cell !== '' || this.#cells.length > 0) this.#endRow()
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
  }

  #endRow(): void {
    this.#endCell()
    const cells = this.#cells
    this.#cells = []
    this.#started = false
    this.#quoteSeen = false
    if (cells.length > 1 || cells[0] !== '') this.#onRow(cells)
  }
}

const QUOTE = 34
const COMMA = 44
const LF = 10
const CR = 13
