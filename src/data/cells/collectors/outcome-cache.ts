/** Maximum number of cached texts. In a column with more distinct texts, few repeat often. */
const maxCachedTexts = 10_000
/** Longer texts seldom repeat, and would fill the memory. */
const maxCachedLength = 200

/** Caches the outcome of each text of a column, so that equal texts are parsed once. */
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
    if (text.length <= maxCachedLength && this.#outcomes.size < maxCachedTexts)
      this.#outcomes.set(text, outcome)
    return outcome
  }

  /** Removes all outcomes, because texts are parsed differently from now on. */
  clear(): void {
    this.#outcomes.clear()
  }
}
