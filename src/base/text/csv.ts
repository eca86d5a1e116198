/**
 * Formats one line of CSV (RFC 4180, `\n` at the end). A cell is quoted if it needs to be, null is
 * empty, a list is joined by `, `.
 */
export function formatCsvLine(cells: readonly (string | number | readonly string[] | null)[]): string {
  let line = ''
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? null
    const text =
      cell === null
        ? ''
        : typeof cell === 'string'
          ? cell
          : typeof cell === 'number'
            ? String(cell)
            : cell.join(', ')
    line += i === 0 ? '' : ','
    line += typeof cell !== 'number' && /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `${line}\n`
}

/**
 * Beginnings that spreadsheets interpret as a formula (OWASP: CSV injection), full-width forms too.
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Prefixes a text that a spreadsheet would interpret as a formula with a quote. Numbers stay
 * numbers, as texts too.
 */
export function escapeFormula<Cell extends string | number | readonly string[] | null>(
  cell: Cell,
): Cell | string {
  if (cell === null || typeof cell === 'number') return cell
  const text = typeof cell === 'string' ? cell : cell.join(', ')
  return formula.test(text) && !number.test(text) ? `'${text}` : text
}
