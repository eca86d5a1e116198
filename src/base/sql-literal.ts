/** A text as SQL has it, in single quotes: for the statements of DuckDB that take no parameters. */
export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
