import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import {
  type Bench,
  findPython,
  lapidary,
  type Measured,
  measure,
  median,
  peer,
  project,
  referenceForest,
  root,
  type Row,
} from './kit.ts'

/**
 * Number of resamples and shuffles of Lapidary's own training, so that the peer's full training
 * does the same work.
 */
const resamples = 500
const repeats = 5
/** Columns that the peers train on: the table's own. */
const sameTable = join(root, 'bench/credit-table')

interface PeerResult {
  readonly read_and_clean: number
  readonly fit: number
  readonly peak_mib: number
  readonly metrics: { readonly accuracy: number; readonly log_loss: number }
}

interface PeerRun {
  readonly seconds: number
  readonly result: PeerResult
}

/**
 * Measures a whole training, from the file to the registered model, against pandas + scikit-learn
 * on the same file.
 */
export async function benchTrain(bench: Bench): Promise<Row[]> {
  const python = findPython()
  const ours: Measured[] = []
  const withHistory: Measured[] = []
  const theirs: PeerRun[] = []
  for (let round = 0; round < 3; round++) {
    ours.push(await runTraining(bench, sameTable, round))
    withHistory.push(await runTraining(bench, project, round))
    if (python !== null) theirs.push(await runPeer(bench, python))
  }
  const rows = listOwnRows(ours, withHistory)
  const [first] = theirs
  if (python === null || first === undefined) return rows
  const full = await runPeer(bench, python, '--full', String(resamples), String(repeats))
  const seconds = median(ours.map((run) => run.seconds))
  const peerSeconds = median(theirs.map((run) => run.seconds))
  return [
    ...rows,
    ...listPeerRows(first.result, peerSeconds, full.seconds),
    {
      what: 'time of ours / theirs',
      value: (seconds / peerSeconds).toFixed(2),
      goal: '<= 0.3',
      met: seconds / peerSeconds <= 0.3,
    },
    { what: 'time of ours / theirs with the same evaluation', value: (seconds / full.seconds).toFixed(2) },
  ]
}

async function runTraining(bench: Bench, folder: string, round: number): Promise<Measured> {
  const dataDir = join(bench.folder, `train-${basename(folder)}-${round}`)
  const settings = { DATA_DIR: dataDir, THREADS: String(bench.threads) }
  return await lapidary(['train', folder, '--data', bench.csv, ...referenceForest], settings)
}

async function runPeer(bench: Bench, python: string, ...options: string[]): Promise<PeerRun> {
  const { seconds, stdout } = await measure(python, [
    peer('train.py'),
    bench.csv,
    join(bench.folder, 'peer.joblib'),
    String(availableParallelism()),
    ...options,
  ])
  return { seconds, result: JSON.parse(stdout) as PeerResult }
}

/** Lists the measurements of Lapidary alone. */
function listOwnRows(ours: readonly Measured[], withHistory: readonly Measured[]): Row[] {
  const seconds = median(ours.map((run) => run.seconds))
  const peak = Math.max(...ours.map((run) => run.peakMib))
  return [
    { what: 'lapidary train, 100,000 rows, forest 100 x depth 10', value: `${seconds.toFixed(2)} s` },
    { what: '  peak memory', value: `${peak.toFixed(0)} MiB`, goal: '< 1024 MiB', met: peak < 1024 },
    {
      what: "  the example as it is: also the customers' earlier months, joined and materialized",
      value: `${median(withHistory.map((run) => run.seconds)).toFixed(2)} s`,
    },
  ]
}

/** Lists the measurements of the peer alone. */
function listPeerRows(first: PeerResult, seconds: number, fullSeconds: number): Row[] {
  const { read_and_clean: clean, fit, peak_mib: peak, metrics } = first
  return [
    {
      what: 'pandas + scikit-learn, same cleaning and forest',
      value: `${seconds.toFixed(2)} s (clean ${clean.toFixed(2)}, fit ${fit.toFixed(2)})`,
    },
    { what: '  peak memory', value: `${peak.toFixed(0)} MiB` },
    {
      what: '  held-out accuracy, log-loss of theirs',
      value: `${metrics.accuracy.toFixed(4)}, ${metrics.log_loss.toFixed(4)}`,
    },
    { what: '  and with intervals and importance, as ours', value: `${fullSeconds.toFixed(2)} s` },
  ]
}
