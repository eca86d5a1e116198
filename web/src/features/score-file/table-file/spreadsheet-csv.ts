import type { Language } from 'lapidary/client'
import type { Cell } from './xlsx.ts'

/**
 * Writes CSV that a spreadsheet of the reader's language opens with a double click: in Portuguese
 * with `;` and a decimal comma. The byte order mark says that it is UTF-8.
 *
 * @param rows the header first.
 */
export async function writeSpreadsheetCsv(
  rows: AsyncIterable<readonly Cell[]>,
  language: Language,
): Promise<Blob> {
  const [separator, point] = language === 'pt-BR' ? [';', ','] : [',', '.']
  const parts: string[] = ['\ufeff']
  const quoted = new RegExp(`["\\r\\n${separator}]`)
  const write = (cell: Cell): string => {
    if (cell === null) return ''
    const text = typeof cell === 'number' ? String(cell).replace('.', point) : withoutFormula(cell)
    return quoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  for await (const cells of rows) parts.push(`${cells.map(write).join(separator)}\r\n`)
  return new Blob(parts, { type: 'text/csv' })
}

/** A text that no spreadsheet takes for a formula (OWASP: CSV injection). */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
}
