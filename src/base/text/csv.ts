/** One line of CSV (RFC 4180, `\n` at the end): a cell is quoted when it needs to be, null is empty, a list is joined by `, `. */
export function csvLine(cells: readonly (string | number | readonly string[] | null)[]): string {
  let line = ''
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? null
    const text = cell === null ? '' : typeof cell === 'string' ? cell : typeof cell === 'number' ? String(cell) : cell.join(', ')
    line += i === 0 ? '' : ','
    line += typeof cell !== 'number' && /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `${line}\n`
}

/** Beginnings that spreadsheets take for a formula (OWASP: CSV injection), full-width forms too. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Returns a cell that no spreadsheet takes for a formula: such a text gets a quote before it. Numbers stay numbers, as texts too. */
export function spreadsheetSafe<Cell extends string | number | readonly string[] | null>(cell: Cell): Cell | string {
  if (cell === null || typeof cell === 'number') return cell
  const text = typeof cell === 'string' ? cell : cell.join(', ')
  return formula.test(text) && !number.test(text) ? `'${text}` : text
}
