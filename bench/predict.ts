import { join } from 'node:path'
import { type Bench, lapidary, median, project, type Row } from './kit.ts'

/** Measures scoring 100,000 rows of the training format, from file to file. */
export async function benchPredict(bench: Bench): Promise<Row[]> {
  const runs: Awaited<ReturnType<typeof lapidary>>[] = []
  for (let round = 0; round < 3; round++) {
    const output = join(bench.folder, `scored-${round}.csv`)
    runs.push(
      await lapidary(['predict', project, bench.csv, '--output', output], { DATA_DIR: bench.dataDir }),
    )
  }
  const rows = Number(runs[0]?.result['rows'])
  const total = median(runs.map((run) => run.seconds))
  const scoring = median(runs.map((run) => Number(run.result['seconds'])))
  const speed = rows / scoring
  return [
    { what: `lapidary predict, ${rows} rows, whole command`, value: `${total.toFixed(2)} s` },
    {
      what: '  after reading: filling, earlier rows, features, forest, writing',
      value: `${Math.round(speed / 1000)}k rows/s`,
      goal: '>= 100k rows/s',
      met: speed >= 100_000,
    },
  ]
}
