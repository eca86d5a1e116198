import { escapeUnprintableLine } from '../base/text/printable.ts'

/** Width of reports in columns of a terminal. */
export const terminalWidth = 100

/** Shortens a text to `max` characters on one line, since a heading may contain a line break. */
export function cut(text: string, max: number): string {
  const line = escapeUnprintableLine(text)
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`
}

/**
 * Quotes a text that came from a file, without control characters that a terminal would execute.
 */
export function quoted(example: string): string {
  return JSON.stringify(example).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '?')
}
