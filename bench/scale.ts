import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Bench, lapidary, project, referenceForest, root, type Row } from './kit.ts'

const rowCounts = [100_000, 400_000, 1_600_000]

/** Measures whole trainings of growing tables: how time and memory grow with the rows. */
export async function benchScale(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  for (const count of rowCounts) {
    const csv = join(bench.folder, `scale-${count}.csv`)
    const dataDir = join(bench.folder, `scale-${count}`)
    const settings = { DATA_DIR: dataDir, THREADS: String(bench.threads) }
    await lapidary(['generate', project, '--rows', String(count), '--seed', '42', '--output', csv], settings)
    const table = join(root, 'bench/credit-table')
    const { seconds, peakMib } = await lapidary(['train', table, '--data', csv, ...referenceForest], settings)
    const name = count.toLocaleString('en')
    rows.push({
      what: `lapidary train, ${name} rows: time, peak memory`,
      value: `${seconds.toFixed(1)} s, ${peakMib.toFixed(0)} MiB`,
    })
    rmSync(csv)
    rmSync(dataDir, { recursive: true })
  }
  return rows
}
