/**
 * Measures fitting a network, beside PyTorch, and the search of Magic Steps' grid on a table of its
 * size.
 */
import { multilayerPerceptron } from '../src/learner/multilayer-perceptron/multilayer-perceptron.ts'
import type { TrainingTable } from '../src/learner/learner.ts'
import { gridSearch } from '../src/learner/tuning/grid-search.ts'
import { seededRandom } from '../src/base/math/random.ts'
import { type Bench, findPython, measure, median, peer, type Row } from './kit.ts'

const rowCount = 690
const columns = 53
const epochs = 30
const batchSize = 32
const dropout = 0.2

/** Creates a table of numbers whose class follows from three of them and noise. */
function createTable(): TrainingTable {
  const random = seededRandom(42)
  const names = Array.from({ length: columns }, (_, i) => `x${i}`)
  const values = names.map(() => Float64Array.from({ length: rowCount }, () => random.normal()))
  const [a, b, c] = values as [Float64Array, Float64Array, Float64Array]
  const target = Uint8Array.from(a, (x, row) =>
    Number(x + (b[row] as number) * (c[row] as number) + 0.7 * random.normal() > 0.4),
  )
  const specs = names.map((name) => ({ name, kind: 'number' as const, columns: [name] }))
  return { specs, rowCount, values, target, classes: ['no', 'yes'] }
}

export async function benchMlp({ threads }: Bench): Promise<Row[]> {
  const table = createTable()
  const python = findPython()
  const rows: Row[] = []
  for (const hiddenLayers of [[64], [128, 64], [256, 128, 64]]) {
    const learner = multilayerPerceptron({ hiddenLayers, epochs, patience: epochs, batchSize, dropout })
    const runs: number[] = []
    for (let run = 0; run < 5; run++) {
      const began = performance.now()
      await learner.fit(table, { seed: run, threads: 1 })
      runs.push((performance.now() - began) / 1000)
    }
    const ours = median(runs)
    const what = `network ${hiddenLayers.join('-')}, ${rowCount} x ${columns}, ${epochs} epochs of batches of ${batchSize}, one thread`
    rows.push({ what, value: `${(1000 * ours).toFixed(0)} ms` })
    if (python === null) continue
    const shape = [rowCount, columns, epochs, batchSize, dropout, ...hiddenLayers].map(String)
    const { version, seconds } = JSON.parse(
      (await measure(python, [peer('mlp.py'), ...shape])).stdout,
    ) as Peer
    if (seconds === undefined) {
      console.log('PEER SKIPPED: no PyTorch (pip install torch)')
      continue
    }
    const [[best, theirs]] = Object.entries(seconds).sort((a, b) => a[1] - b[1]) as [[string, number]]
    rows.push({
      what: `  PyTorch ${version}, ${best} threads (the better number)`,
      value: `${(1000 * theirs).toFixed(0)} ms`,
    })
    rows.push({ what: '  time of ours / theirs', value: (ours / theirs).toFixed(2) })
  }
  const search = gridSearch(multilayerPerceptron, {
    hiddenLayers: [[64], [128], [128, 64], [256, 128], [256, 128, 64]],
    dropout: [0.1, 0.2, 0.3, 0.4],
    learningRate: [1e-2, 5e-3, 1e-3, 5e-4],
    batchSize: [16, 32, 64],
  })
  for (const learner of [search, search.inFull?.() ?? search]) {
    const began = performance.now()
    await learner.fit(table, { seed: 42, threads })
    const seconds = (performance.now() - began) / 1000
    const what = `grid of ${String(learner.params['combinations'])} networks, ${String(learner.params['search'])}, 3 folds, ${threads} threads`
    rows.push({
      what,
      value: `${seconds.toFixed(1)} s`,
      ...(learner === search ? { goal: '< 180 s', met: seconds < 180 } : {}),
    })
  }
  return rows
}

interface Peer {
  readonly version?: string
  /** Seconds by number of threads. */
  readonly seconds?: Readonly<Record<string, number>>
}
