/** Texts that a sample keeps. */
const maxTexts = 20

/**
 * Keeps the first different texts in sorted order, so that the sample does not depend on the order
 * in which they come.
 */
export class SortedSample {
  #texts: string[] = []

  get texts(): readonly string[] {
    return this.#texts
  }

  add(text: string): void {
    if (this.#texts.length === maxTexts && text >= (this.#texts.at(-1) as string)) return
    if (this.#texts.includes(text)) return
    this.#texts = [...this.#texts, text].sort().slice(0, maxTexts)
  }
}
