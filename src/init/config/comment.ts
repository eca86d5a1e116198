/** Characters of a line. */
export const width = 120

/** Formats a text as line comments. No character of the text can end a comment. */
export function formatComment(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/[\s\u2028\u2029]+/)) {
    if (line !== '' && line.length + word.length + 1 > width - 3 - indent.length) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => `${indent}// ${each}`)
}
