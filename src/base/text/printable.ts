/**
 * Characters that a terminal interprets instead of showing them: control characters (Cc), which
 * begin escape sequences, line separators, and format characters (Cf), among them the marks that
 * change the direction of a text (Unicode bidirectional algorithm, UAX 9). Joiners are not among
 * them: scripts and emoji need them.
 */
const unprintable = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Replaces every character that a terminal would interpret by its escape, such as `\u001b`. Line
 * breaks and tabs stay.
 */
export function escapeUnprintable(text: string): string {
  return text.replace(unprintable, toEscape)
}

/** Works as `escapeUnprintable`, for a name that must stay on one line. */
export function escapeUnprintableLine(text: string): string {
  return escapeUnprintable(text).replace(/[\t\n]/g, (character) => (character === '\n' ? '\\n' : '\\t'))
}

/** Returns the escape of a character as JSON writes it, with a pair of surrogates beyond U+FFFF. */
function toEscape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}
