/**
 * Characters that a terminal acts on instead of showing them: control characters (Cc), which begin escape sequences, line separators, and format
 * characters (Cf), among them the marks that change the direction of a text (Unicode bidirectional algorithm, UAX 9). Joiners stay: scripts and
 * emoji need them.
 */
const unprintable = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Returns `text` with every character that a terminal would act on written as its escape, such as `\u001b`. Lines and tabs stay. */
export function printable(text: string): string {
  return text.replace(unprintable, escaped)
}

/** As `printable`, for a name that must not begin a line of its own. */
export function printableLine(text: string): string {
  return printable(text).replace(/[\t\n]/g, (character) => (character === '\n' ? '\\n' : '\\t'))
}

/** As JSON writes them, a pair of surrogates beyond the 65,536th character. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  )
}
