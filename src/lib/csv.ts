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
