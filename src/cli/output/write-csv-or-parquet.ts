import { chmod, rename, rm } from 'node:fs/promises'
import { writeWhole } from './write-whole.ts'

/**
 * Writes CSV to a file whole or not at all, as Parquet if its name ends in `.parquet` or `.pq`;
 * only its owner can read it.
 * @param toParquet rewrites a CSV file as Parquet
 */
export async function writeCsvOrParquet(
  output: string,
  csv: AsyncIterable<string>,
  signal: AbortSignal,
  toParquet: (csv: string, parquet: string) => Promise<void>,
): Promise<void> {
  if (!/\.(parquet|pq)$/i.test(output)) {
    await writeWhole(output, csv, signal)
    return
  }
  const partial = `${output}.partial`
  const text = `${partial}.csv`
  try {
    await writeWhole(text, csv, signal)
    await toParquet(text, partial)
    await chmod(partial, 0o600)
    await rename(partial, output)
  } finally {
    await rm(text, { force: true })
    await rm(partial, { force: true })
  }
}
