/** More distinct texts than this are not remembered: the column was no category after all. */
const maxRemembered = 20_000
/** Longer texts seldom come again, and would fill the memory. */
const maxRememberedLength = 200

/** Remembers what texts of a column were read as, so that equal texts are read once and share one outcome. */
export class OutcomeCache<Outcome extends object> {
  readonly #read: (trimmed: string) => Outcome
  readonly #outcomes = new Map<string, Outcome>()

  constructor(read: (trimmed: string) => Outcome) {
    this.#read = read
  }

  /** Returns the outcome of a cell's text, which may have blanks around it. */
  get(text: string): Outcome {
    const known = this.#outcomes.get(text)
    if (known !== undefined) return known
    const outcome = this.#read(text.trim())
    if (text.length <= maxRememberedLength && this.#outcomes.size < maxRemembered) this.#outcomes.set(text, outcome)
    return outcome
  }
}
