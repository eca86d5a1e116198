/** Returns whether a character, by its code point, is one of a set. */
export type CharTest = (code: number) => boolean

/** A part of a regular expression. */
export type Pattern =
  | { readonly type: 'char'; readonly test: CharTest }
  | { readonly type: 'start' | 'end' }
  | { readonly type: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  /** `max` is null if there is no limit. */
  | { readonly type: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number | null }

/** A pattern that has no meaning, or one that is not supported. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

const maxDepth = 100
const maxRepeat = 255

const inRange = (from: string, to: string): CharTest => {
  const [first, last] = [code(from), code(to)]
  return (char) => char >= first && char <= last
}
const isDigit = inRange('0', '9')
const isWord = anyOf([isDigit, inRange('a', 'z'), inRange('A', 'Z'), (char) => char === code('_')])
const isSpace: CharTest = (char) => char === 32 || (char >= 9 && char <= 13)
const classes: Readonly<Record<string, CharTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
}
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }

/**
 * Parses the regular expressions that PostgreSQL and Python read alike: characters, `.`, classes
 * such as `[^a-z]` and `\d`, groups, `|`, `* + ? {2,3}`, `^` and `$`. They have no back-references
 * and do not look around, so that they match in linear time.
 * @throws PatternError
 */
export function parsePattern(text: string): Pattern {
  const parser = new Parser(text)
  const pattern = parser.choice(0)
  if (!parser.isAtEnd()) throw new PatternError('a ) without a (')
  return pattern
}

class Parser {
  readonly #chars: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#chars = Array.from(text)
  }

  isAtEnd(): boolean {
    return this.#at >= this.#chars.length
  }

  choice(depth: number): Pattern {
    if (depth > maxDepth) throw new PatternError('too many groups in groups')
    const parts = [this.#sequence(depth)]
    while (this.#take('|')) parts.push(this.#sequence(depth))
    return { type: 'choice', parts }
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = []
    while (!this.isAtEnd() && this.#peek() !== '|' && this.#peek() !== ')') parts.push(this.#repeated(depth))
    return { type: 'sequence', parts }
  }

  #repeated(depth: number): Pattern {
    const part = this.#single(depth)
    const bounds = this.#bounds()
    if (bounds === null) return part
    if (part.type === 'start' || part.type === 'end') throw new PatternError('a repeated ^ or $')
    this.#take('?') // whether as few as possible are matched does not change whether it matches
    if (this.#bounds() !== null) throw new PatternError('a repetition of a repetition')
    return { type: 'repeat', part, ...bounds }
  }

  #bounds(): { readonly min: number; readonly max: number | null } | null {
    if (this.#take('*')) return { min: 0, max: null }
    if (this.#take('+')) return { min: 1, max: null }
    if (this.#take('?')) return { min: 0, max: 1 }
    if (!this.#take('{')) return null
    const min = this.#number()
    const max = this.#take(',') ? (this.#peek() === '}' ? null : this.#number()) : min
    if (!this.#take('}') || (max !== null && max < min)) throw new PatternError('a wrong {}')
    return { min, max }
  }

  #number(): number {
    let digits = ''
    while (digits.length < 4 && isDigit(code(this.#peek()))) digits += this.#next()
    const value = Number(digits)
    if (digits === '' || value > maxRepeat) throw new PatternError('a wrong {}')
    return value
  }

  #single(depth: number): Pattern {
    const char = this.#next()
    switch (char) {
      case '^':
        return { type: 'start' }
      case '$':
        return { type: 'end' }
      case '.':
        return { type: 'char', test: (each) => each !== 10 }
      case '[':
        return { type: 'char', test: this.#set() }
      case '(':
        return this.#group(depth)
      case '\\':
        return { type: 'char', test: this.#escape() }
      case '*':
      case '+':
      case '?':
      case '{':
        throw new PatternError('a repetition of nothing')
      default:
        return { type: 'char', test: is(char) }
    }
  }

  #group(depth: number): Pattern {
    if (this.#take('?') && !this.#take(':')) throw new PatternError('a special group')
    const pattern = this.choice(depth + 1)
    if (!this.#take(')')) throw new PatternError('a ( without a )')
    return pattern
  }

  #set(): CharTest {
    const isNegated = this.#take('^')
    const tests: CharTest[] = []
    do {
      if (this.isAtEnd()) throw new PatternError('a [ without a ]')
      tests.push(this.#member())
    } while (!this.#take(']'))
    return isNegated ? not(anyOf(tests)) : anyOf(tests)
  }

  #member(): CharTest {
    const from = this.#next()
    if (from === '[') throw new PatternError('a [ in a []')
    if (from === '\\') return this.#escape()
    if (this.#peek() !== '-' || this.#chars[this.#at + 1] === ']') return is(from)
    this.#at++
    const to = this.#next()
    if (to === '\\' || to === '[' || code(to) < code(from)) throw new PatternError('a wrong range')
    return inRange(from, to)
  }

  #escape(): CharTest {
    const char = this.#next()
    const control = controls[char]
    if (control !== undefined) return is(control)
    const test = classes[char]
    if (test !== undefined) return test
    if (isWord(code(char))) throw new PatternError(`\\${char}`)
    return is(char)
  }

  #peek(): string {
    return this.#chars[this.#at] ?? ''
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at++
    return true
  }

  #next(): string {
    const char = this.#chars[this.#at++]
    if (char === undefined) throw new PatternError('an end in the middle')
    return char
  }
}

function code(char: string): number {
  return char.codePointAt(0) ?? -1
}

function is(char: string): CharTest {
  const wanted = code(char)
  return (each) => each === wanted
}

function not(test: CharTest): CharTest {
  return (char) => !test(char)
}

function anyOf(tests: readonly CharTest[]): CharTest {
  return (char) => tests.some((test) => test(char))
}
