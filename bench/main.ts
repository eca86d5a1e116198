/**
 * `npm run bench` runs all benchmarks, and `npm run bench -- train serve` the named ones, one after
 * the other, on a machine that should do nothing else. `--log-rows 10000000` sets the rows of
 * `log-filters` (a million by default; ten million take 12 GB of disk). All numbers of a ratio come
 * from the same run. The printed table goes into docs/benchmarks.md.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, totalmem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchExplain } from './explain.ts'
import { benchFeatures } from './features.ts'
import { benchAppends } from './log-appends.ts'
import { benchLog } from './log.ts'
import { benchFiles } from './files.ts'
import { benchFilters } from './log-filters.ts'
import { benchMagicSteps } from './magic-steps.ts'
import { benchMlflow } from './mlflow.ts'
import { benchMlp } from './mlp.ts'
import { benchPointInTime } from './point-in-time.ts'
import { benchPredict } from './predict.ts'
import { type Bench, lapidary, project, referenceForest, type Row } from './kit.ts'
import { benchScale } from './scale.ts'
import { benchServe } from './serve.ts'
import { benchStart } from './start.ts'
import { benchTracking } from './tracking.ts'
import { benchTrain } from './train.ts'

const benches: Readonly<Record<string, (bench: Bench) => Promise<Row[]>>> = {
  train: benchTrain,
  scale: benchScale,
  start: benchStart,
  serve: benchServe,
  predict: benchPredict,
  explain: benchExplain,
  files: benchFiles,
  'magic-steps': benchMagicSteps,
  mlp: benchMlp,
  mlflow: benchMlflow,
  features: benchFeatures,
  'features-offline': benchPointInTime,
  log: benchLog,
  'log-appends': benchAppends,
  'log-filters': benchFilters,
  tracking: benchTracking,
}
const rowCount = 100_000
/** Benchmarks that create their own data, without the generated table. */
const withoutTable = [
  'scale',
  'features',
  'features-offline',
  'log-appends',
  'log-filters',
  'mlflow',
  'tracking',
]
/** Benchmarks that train their own model, or need none. */
const withoutModel = [...withoutTable, 'train', 'mlp']
const seed = 42

const { values: options, positionals: wanted } = parseArgs({
  options: { help: { type: 'boolean' }, 'log-rows': { type: 'string', default: '1000000' } },
  allowPositionals: true,
})
if (options.help === true) {
  console.log(
    `Usage: node bench/main.ts [--log-rows N] [BENCHMARK...]\nBenchmarks: ${Object.keys(benches).join(', ')}.`,
  )
  process.exit()
}
const unknown = wanted.filter((name) => benches[name] === undefined)
if (unknown.length > 0) {
  console.error(
    `No benchmark is named ${unknown.join(', ')}. Use one of: ${Object.keys(benches).join(', ')}.`,
  )
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'lapidary-bench-'))
const threads = Math.min(4, availableParallelism())
const logRows = Number(options['log-rows'])
const bench: Bench = {
  folder,
  csv: join(folder, 'table.csv'),
  dataDir: join(folder, 'data'),
  threads,
  logRows,
}
try {
  const needed = (without: readonly string[]): boolean =>
    wanted.length === 0 || wanted.some((name) => !without.includes(name))
  if (needed(withoutTable)) {
    const rows = ['--rows', String(rowCount), '--seed', String(seed), '--output', bench.csv]
    await lapidary(['generate', project, ...rows], { DATA_DIR: bench.dataDir })
  }
  if (needed(withoutModel)) {
    await lapidary(['train', project, '--data', bench.csv, ...referenceForest], { DATA_DIR: bench.dataDir })
  }
  const [cpu] = cpus()
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpu?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
      `Node ${process.versions.node}, ${rowCount} generated rows, seed ${seed}, ${threads} threads\n`,
  )
  console.log('| what | measured | goal | |\n|---|---|---|---|')
  for (const [name, run] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const { what, value, goal = '', met } of await run(bench)) {
      console.log(`| ${what} | ${value} | ${goal} | ${met === undefined ? '' : met ? 'met' : 'missed'} |`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
