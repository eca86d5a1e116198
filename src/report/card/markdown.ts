/** A table, its first column of words and the others of numbers. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** A name from a configuration or a file, with nothing that Markdown takes for its own. */
export function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>*_[\]`]/g, (sign) => `\\${sign}`)
}
