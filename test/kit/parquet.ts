import { DuckDBInstance } from '@duckdb/node-api'

/**
 * Writes the rows of a query into a Parquet file.
 *
 * @param metadata texts by key in the file's footer
 */
export async function writeParquet(
  path: string,
  query: string,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const entries = Object.entries(metadata).map(([key, text]) => `"${key}": ${literal(text)}`)
  const kept = entries.length === 0 ? '' : `, kv_metadata {${entries.join(', ')}}`
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`set TimeZone = 'UTC'; copy (${query}) to ${literal(path)} (format parquet${kept})`)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Returns pandas' metadata of a column whose times have a zone. */
export function createPandasZone(column: string, timezone: string): { readonly pandas: string } {
  return {
    pandas: JSON.stringify({ columns: [{ name: column, field_name: column, metadata: { timezone } }] }),
  }
}
