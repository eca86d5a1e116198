import { setImmediate } from 'node:timers/promises'
import { seededRandom } from '../../base/math/random.ts'
import { stoppingSplit } from '../group-folds.ts'
import type { FitContext, TrainingTable } from '../learner.ts'
import { type NetworkRows, TrainingNetwork } from './training-network.ts'

export interface NetworkFit {
  readonly hiddenLayers: readonly number[]
  readonly dropout: number
  readonly learningRate: number
  readonly batchSize: number
  readonly epochs: number
  readonly patience: number
  readonly oversample: boolean
  readonly classWeights: Float64Array
}

/**
 * One entity in so many, or the latest of so many spans of time, is held out to decide when to
 * stop.
 */
const stopFolds = 7

/**
 * Fits a network to `design` (row-major, `width` wide). After each epoch its loss on the entities
 * held out decides whether it is the best so far; `patience` epochs without a better one end it,
 * and the best is restored. A table with a single entity holds out nothing and is watched by its
 * own loss.
 */
export async function fitNetwork(
  table: TrainingTable,
  { design, width, idle }: { design: Float32Array; width: number; idle: (column: number) => boolean },
  fit: NetworkFit,
  { seed, progress, signal }: FitContext,
): Promise<TrainingNetwork> {
  const { target, classes } = table
  const { train: others, heldOut: held } = stoppingSplit(table, stopFolds, seed, 'early stopping')
  const learnFrom = others.length > 0 ? others : held
  const rowsOf = (order: Int32Array): NetworkRows => ({ order, target, classWeights: fit.classWeights })
  const watched = rowsOf(held)
  const training = rowsOf(
    fit.oversample ? oversampled(learnFrom, target, classes.length, seed) : learnFrom.slice(),
  )
  const batchSize = Math.min(fit.batchSize, training.order.length)
  const shape = {
    inputs: width,
    hidden: fit.hiddenLayers,
    outputs: classes.length === 2 ? 1 : classes.length,
  }
  const network = new TrainingNetwork(shape, { ...fit, batchSize, seed }, design, idle)
  const random = seededRandom(seed, 'network batches')
  let best = network.snapshot()
  let minLoss = Infinity
  let since = 0
  for (let epoch = 0; epoch < fit.epochs && since < fit.patience; epoch++) {
    random.shuffle(training.order)
    runEpoch(network, training, batchSize)
    const loss = network.evaluate(watched)
    since++
    if (loss < minLoss) {
      minLoss = loss
      since = 0
      best = network.snapshot()
    }
    progress?.((epoch + 1) / fit.epochs)
    await setImmediate()
    signal?.throwIfAborted()
  }
  network.restore(best)
  progress?.(1)
  return network
}

/**
 * Passes once through the rows. A last batch of one row, which BatchNorm would make 0, is left to
 * another epoch's order.
 */
function runEpoch(network: TrainingNetwork, rows: NetworkRows, batchSize: number): void {
  const count = rows.order.length
  for (let from = 0; from < count; from += batchSize) {
    const to = Math.min(count, from + batchSize)
    if (to - from > 1 || count === 1) network.step(rows, from, to)
  }
}

/**
 * Returns the rows, with those of rarer classes drawn again until each class present has as many as
 * the largest.
 */
function oversampled(rows: Int32Array, target: Uint8Array, classes: number, seed: number): Int32Array {
  const random = seededRandom(seed, 'oversampling')
  const byClass = Array.from({ length: classes }, (_, label) =>
    [...rows].filter((row) => target[row] === label),
  )
  const maxRows = Math.max(...byClass.map((own) => own.length))
  const drawn = byClass.flatMap((own) =>
    own.length === 0
      ? []
      : Array.from({ length: maxRows - own.length }, () => own[random.integer(own.length)] as number),
  )
  return Int32Array.from([...rows, ...drawn])
}
