import type { LocalizedText } from '../../base/text/localized-text.ts'

/** A place of a text where the grammar allows something else. */
export class SyntaxFault extends Error {
  /** Index of the character, from 0. */
  readonly at: number
  readonly expected: LocalizedText

  constructor(at: number, expected: LocalizedText) {
    super(expected.en)
    this.at = at
    this.expected = expected
  }
}

const wordStart = /[\p{L}_]/u
const wordPart = /[\p{L}\p{M}\p{N}_$#]/u
const space = /\s/u
const digit = /[0-9]/
const numberText = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
/** Quotes of texts and of keys. */
const quotes = ['"', "'", '`'] as const
export type Quote = (typeof quotes)[number]

const closingQuote = (quote: string): LocalizedText => ({
  en: `a closing ${quote} (write it twice to have one in the text)`,
  'pt-BR': `um ${quote} de fechamento (escreva-o duas vezes para ter um no texto)`,
})
const noNul: LocalizedText = {
  en: 'a text without the character NUL',
  'pt-BR': 'um texto sem o caractere NUL',
}

/**
 * Reads the words, numbers, quoted texts and symbols of a filter from left to right, each character
 * a constant number of times.
 */
export class Reader {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  /** Returns whether nothing but white space follows. */
  isAtEnd(): boolean {
    this.skipSpace()
    return this.at >= this.text.length
  }

  skipSpace(): void {
    while (this.at < this.text.length && space.test(this.#char())) this.at++
  }

  peek(): string {
    return this.text.charAt(this.at)
  }

  /** Returns whether the next character is `symbol`, and passes it. */
  take(symbol: string): boolean {
    if (this.peek() !== symbol) return false
    this.at++
    return true
  }

  /** Passes a keyword such as `AND`, in any case, if it is the next word. */
  takeKeyword(keyword: string): boolean {
    const start = this.at
    if (this.readWord()?.toUpperCase() === keyword) return true
    this.at = start
    return false
  }

  /** Returns the next word, or null. @param isKey also accepts a word that starts with a digit */
  readWord(isKey = false): string | null {
    const start = this.at
    if (!(isKey ? wordPart : wordStart).test(this.#char())) return null
    while (this.at < this.text.length && wordPart.test(this.#char())) this.at += this.#char().length
    return this.text.slice(start, this.at)
  }

  /** Returns the characters `<>=!~` that follow. */
  readSymbols(): string {
    const start = this.at
    while ('<>=!~'.includes(this.peek()) && this.at < this.text.length) this.at++
    return this.text.slice(start, this.at)
  }

  /** Returns the text of the number that follows, or null. */
  readNumber(): string | null {
    if (!digit.test(this.peek()) && this.peek() !== '-' && this.peek() !== '.') return null
    numberText.lastIndex = this.at
    const found = numberText.exec(this.text)?.[0]
    if (found === undefined) return null
    const end = this.at + found.length
    if (wordPart.test(this.text.charAt(end))) return null
    this.at = end
    return found
  }

  /** Returns the kind of quote that follows, if it is one of these. */
  peekQuote(allowed: readonly Quote[] = quotes): Quote | null {
    return allowed.find((quote) => quote === this.peek()) ?? null
  }

  /**
   * Returns the text between the quote that follows and the next of the same kind. Two of them are
   * one in the text. A backslash before a quote means that the quote is part of the text, and
   * backslashes before it count in pairs; elsewhere a backslash is a character like others.
   * @throws SyntaxFault if the text does not end
   */
  readQuoted(quote: Quote): string {
    const start = this.at++
    const parts: string[] = []
    let lastEscaped: { readonly end: number; readonly parts: number; readonly tail: string } | null = null
    for (;;) {
      const end = this.text.indexOf(quote, this.at)
      if (end < 0) {
        // A text such as 'C:\' has its end in what looks like an escaped quote.
        if (lastEscaped === null) throw new SyntaxFault(start, closingQuote(quote))
        this.at = lastEscaped.end + 1
        return checkText([...parts.slice(0, lastEscaped.parts), lastEscaped.tail].join(''), start)
      }
      const segment = this.text.slice(this.at, end)
      const backslashes = quote === '`' ? 0 : countTrailing(segment, '\\')
      const kept = segment.slice(0, segment.length - Math.ceil(backslashes / 2))
      this.at = end + 1
      if (backslashes % 2 === 1) {
        lastEscaped = { end, parts: parts.length, tail: segment }
        parts.push(kept, quote)
      } else if (this.peek() === quote) {
        this.at++
        parts.push(kept, quote)
      } else {
        parts.push(kept)
        return checkText(parts.join(''), start)
      }
    }
  }

  /** Returns the character at the position, with both halves of a surrogate pair. */
  #char(): string {
    const code = this.text.codePointAt(this.at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }
}

function countTrailing(text: string, char: string): number {
  let count = 0
  while (text.charAt(text.length - 1 - count) === char) count++
  return count
}

/** PostgreSQL does not store the character NUL in a text. */
function checkText(text: string, at: number): string {
  if (text.includes('\0')) throw new SyntaxFault(at, noNul)
  return text
}
