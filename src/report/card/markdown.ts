/** Renders a table whose first column holds words and the others numbers. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** Escapes a text from a configuration or a file for Markdown. */
export function escapeCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>*_[\]`]/g, (sign) => `\\${sign}`)
}
