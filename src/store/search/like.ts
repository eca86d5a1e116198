/**
 * Returns the pattern of SQLite's `GLOB` for one of `LIKE`: `%` is any text and `_` is any
 * character. `LIKE` of SQLite ignores case, `GLOB` does not.
 */
export function toGlob(pattern: string): string {
  return pattern.replace(/%+|[_*?[]/g, (found) => {
    if (found === '_') return '?'
    return found.startsWith('%') ? '*' : `[${found}]`
  })
}

/**
 * Returns a function that tests whether a text matches a pattern of `LIKE` or, with `ignoresCase`,
 * of `ILIKE`, as both databases do: `_` is one Unicode character, and only the letters A to Z have
 * two cases. It takes at most the product of both lengths.
 */
export function createLikeMatcher(pattern: string, ignoresCase: boolean): (text: string) => boolean {
  const fold = (text: string): string[] =>
    Array.from(ignoresCase ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text)
  const wanted = fold(pattern)
  return (text) => matches(fold(text), wanted)
}

/** After a mismatch, only the last `%` takes one character more; earlier ones stay as they are. */
function matches(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, next] = [0, 0]
  let [lastAny, retryAt] = [-1, 0]
  while (at < text.length) {
    if (pattern[next] === '%') {
      lastAny = next++
      retryAt = at
    } else if (next < pattern.length && (pattern[next] === '_' || pattern[next] === text[at])) {
      at++
      next++
    } else if (lastAny >= 0) {
      next = lastAny + 1
      at = ++retryAt
    } else {
      return false
    }
  }
  return pattern.slice(next).every((char) => char === '%')
}
