/** Quotes a text as an SQL literal, for the statements of DuckDB that take no parameters. */
export function quoteSqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
