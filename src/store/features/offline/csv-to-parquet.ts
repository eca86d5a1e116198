import { quoteSqlLiteral } from '../../../base/sql-literal.ts'

/** Types of the columns that we write, in DuckDB's names. */
export type ParquetType = 'VARCHAR' | 'BIGINT' | 'DOUBLE'

/**
 * Rewrites a CSV file as Parquet.
 * @param types of all columns, in their order; an empty cell is null
 */
export async function csvToParquet(
  csv: string,
  parquet: string,
  types: ReadonlyMap<string, ParquetType>,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    const columns = Array.from(types, ([name, type]) => `${quoteSqlLiteral(name)}: '${type}'`)
    const source = `read_csv(${quoteSqlLiteral(csv)}, header = true, columns = {${columns.join(', ')}})`
    await connection.run(`COPY (SELECT * FROM ${source}) TO ${quoteSqlLiteral(parquet)} (FORMAT parquet)`)
    connection.closeSync()
  } finally {
    instance.closeSync()
  }
}
